import type { FileRequest } from '../../src/channel';
import type { Reply } from '../../src/dialogue/reply';
import { plainText, questionCard } from './card';
import { MESSAGE_BUDGET_BYTES } from './limits';
import { cardMessage, messageBytes, type Message } from './message';
import { cut } from './plain';
import { lookAt, pictureMessage } from './shown-file';

const NAME_LENGTH = 100;

/**
 * An agent's file, for the person: a picture, or text that fits into one message. Null for any other, since
 * half a file would be worse than the word that it can't be sent.
 */
export function fileMessage({
  from,
  name,
  bytes,
}: Pick<FileRequest, 'from' | 'name' | 'bytes'>): Message | null {
  const shown = lookAt(bytes);
  const sender = cut(from, NAME_LENGTH);
  const title = cut(name, NAME_LENGTH);
  switch (shown.kind) {
    case 'picture':
      return pictureMessage(`${sender}: ${title}`, { name: title, mediaType: shown.mediaType, bytes });
    case 'text':
      return wholeMessage({
        blocks: [
          { kind: 'human', name: sender, text: '' },
          { kind: 'note', title, text: shown.text },
        ],
        question: null,
      });
    case 'other':
      return null;
  }
}

function wholeMessage(reply: Reply): Message | null {
  const message = cardMessage(questionCard(reply), plainText(reply));
  return messageBytes(message) <= MESSAGE_BUDGET_BYTES ? message : null;
}
