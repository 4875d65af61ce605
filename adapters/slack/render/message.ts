import type { types } from '@slack/bolt';
import type { Reply } from '../../../src/dialogue/reply';
import { MAX_FALLBACK_TEXT, MAX_MESSAGE_BLOCKS, MAX_MESSAGE_TEXT } from '../limits';
import { plainBlock, renderBlock } from './block';
import { renderQuestion, renderSettled } from './question';
import { shorten, type Piece } from './rich';

/** One Slack message. */
export interface SlackMessage {
  readonly blocks: types.KnownBlock[];
  /** For notifications and screen readers; never shown where blocks are. */
  readonly text: string;
}

/**
 * A reply as one message or, where Slack's limits ask for it, several in order. The question stands in the
 * last one. The same reply always gives the same messages.
 */
export function renderReply(reply: Reply, conversation: string): readonly [SlackMessage, ...SlackMessage[]] {
  const question = reply.question === null ? [] : renderQuestion(reply.question, conversation);
  return assemble(reply, question);
}

/** The last message of the reply as it reads once its question is answered or out of date. */
export function renderAnswered(reply: Reply, conversation: string, chosen: string | null): SlackMessage {
  const asked = renderReply(reply, conversation);
  const kept = (asked[asked.length - 1] ?? asked[0]).blocks.filter((block) => block.type !== 'actions');
  const settled = reply.question === null ? [] : renderSettled(reply.question, chosen);
  const text = notificationText(fallbackText(reply));
  return { blocks: [...kept, ...settled.map((piece) => piece.block)], text };
}

/** The same pieces as one message or several, with what a notification says of them. */
export function messagesOf(pieces: readonly Piece[], text: string): readonly SlackMessage[] {
  return pack(pieces).map((fitting) => messageOf(fitting, text));
}

export function messageOf(pieces: readonly Piece[], text: string): SlackMessage {
  return { blocks: pieces.map((piece) => piece.block), text: notificationText(text) };
}

/** Whether these pieces can be one message. */
export function fits(pieces: readonly Piece[]): boolean {
  const text = pieces.reduce((size, piece) => size + piece.size, 0);
  return pieces.length < MAX_MESSAGE_BLOCKS && text <= MAX_MESSAGE_TEXT;
}

function fallbackText(reply: Reply): string {
  return reply.blocks.map(plainBlock).join('\n');
}

/** Escaped, because in this field Slack reads mentions and links (docs.slack.dev, Formatting message text). */
function notificationText(text: string): string {
  return escapeText(shorten(text, MAX_FALLBACK_TEXT)) || 'An answer from the mail help desk';
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function assemble(reply: Reply, question: readonly Piece[]): readonly [SlackMessage, ...SlackMessage[]] {
  const text = fallbackText(reply);
  const said = pack(reply.blocks.flatMap(renderBlock));
  const last = said.pop() ?? [];
  const together = fits([...last, ...question])
    ? [[...last, ...question]]
    : [last, ...pack(question)].filter((pieces) => pieces.length > 0);
  const [first = [], ...rest] = [...said, ...together];
  const message = (pieces: readonly Piece[]) => messageOf(pieces, text);
  return [message(first), ...rest.map(message)];
}

function pack(pieces: readonly Piece[]): Piece[][] {
  const messages: Piece[][] = [];
  let current: Piece[] = [];
  for (const piece of pieces) {
    if (current.length > 0 && !fits([...current, piece])) {
      messages.push(current);
      current = [];
    }
    current.push(piece);
  }
  return current.length > 0 ? [...messages, current] : messages;
}
