import type { CaseFile } from '../store/task';
import { timeWords } from './case-words';
import { conversationText } from './conversation-text';
import type { Ticket } from './ticket';

/** A file for the thread of the case's card, with its title; null when there is nothing to put into it. */
export function caseFile(ticket: Ticket, which: CaseFile) {
  const text = which === 'errors' ? errorsText(ticket) : conversationOf(ticket);
  if (text === '') return null;
  return {
    title: which === 'errors' ? 'The error as it was pasted' : 'What you can do, and the conversation so far',
    file: {
      name: `${ticket.reference}-${which}.txt`,
      mediaType: 'text/plain',
      bytes: new TextEncoder().encode(text),
    },
  };
}

function errorsText({ pastes }: Ticket): string {
  return pastes
    .map(({ at, file, text }) => `${timeWords(at)}${file === null ? '' : `, ${file}`}\n\n${text}`)
    .join('\n\n----\n\n');
}

function conversationOf({ transcript, person, draft }: Ticket): string {
  const said = conversationText(transcript, person, (number) => `(error ${number}, in a file of its own)`);
  const advice = draft.advice.map(({ title, text }) => `${title}\n${text}`);
  return [...advice, '----', said].slice(advice.length === 0 ? 1 : 0).join('\n\n');
}
