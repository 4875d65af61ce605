import type { Block, Question, Reply } from '../../src/dialogue/reply';
import { plainText, questionCard, settledCard, type Card } from './card';
import { MESSAGE_BUDGET_BYTES } from './limits';
import { clean, cut } from './plain';
import { lines } from './rich-text';

/** What is sent to Teams as one message: a card, and pictures below it. */
export interface Message {
  readonly type: 'message';
  /** Above the card: nothing but a mention, which a card's runs can't hold. */
  readonly text?: string;
  readonly entities?: readonly [Mention];
  /** Read out and shown in notifications, in place of the card. */
  readonly summary: string;
  readonly attachments: readonly [
    { readonly contentType: typeof CARD; readonly content: Card },
    ...(readonly { readonly contentType: string; readonly contentUrl: string; readonly name: string }[]),
  ];
}

/** Whom Teams tells of the message; its `text` stands in the message's text, letter by letter. */
interface Mention {
  readonly type: 'mention';
  readonly text: string;
  readonly mentioned: { readonly id: string; readonly name: string };
}

const CARD = 'application/vnd.microsoft.card.adaptive';
const SUMMARY_LENGTH = 200;

/** How much of a reply is shown, tried in this order until the message keeps its budget. */
interface Allowance {
  readonly blocks: number;
  readonly text: number;
  readonly choices: number;
}
const ALLOWANCES: readonly Allowance[] = [
  { blocks: 60, text: 3000, choices: 24 },
  { blocks: 40, text: 1000, choices: 24 },
  { blocks: 20, text: 400, choices: 18 },
  { blocks: 10, text: 120, choices: 12 },
  { blocks: 5, text: 60, choices: 12 },
];
/** Below this a text's own lines are given up: each line costs more than its words. */
const LINES_KEPT_FROM = 400;
const LABEL_LENGTH = 60;
const LONGEST_LINK = 1000;

export function postMessage(reply: Reply): Message {
  return fit(reply, (short) => message(short, questionCard(short)));
}

export function settledMessage(reply: Reply, chosen: string | null): Message {
  return fit(reply, (short) => message(short, settledCard(short, chosen)));
}

const SENT_AGAIN = 'Sent again after an interruption; you may have seen this already.';

/** The same message with a word to a person who may see it for the second time. */
export function repeatedMessage(reply: Reply): Message {
  return postMessage({ ...reply, blocks: [{ kind: 'text', text: SENT_AGAIN }, ...reply.blocks] });
}

/** The same for what is no reply. */
export function sentAgain(message: Message): Message {
  const [{ contentType, content }, ...others] = message.attachments;
  const body = [...lines(SENT_AGAIN, { isSubtle: true, size: 'Small' }), ...content.body];
  const attachments = [{ contentType, content: { ...content, body } }, ...others] as const;
  return { ...message, attachments };
}

/** Teams: "Work with mentions": the name is XML in the text and in its entity, and both are the same. */
export function mentioning(
  message: Message,
  person: { readonly id: string; readonly name: string },
): Message {
  const name = cut(clean(person.name).replaceAll('\n', ' '), LABEL_LENGTH);
  const text = `<at>${escapeXml(name)}</at>`;
  return {
    ...message,
    text,
    entities: [{ type: 'mention', text, mentioned: { id: person.id, name } }],
  };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Bytes in UTF-16, as Teams counts them. */
export function messageBytes(sent: object): number {
  return JSON.stringify(sent).length * 2;
}

/** The first version that keeps the budget, longest first; the last is small enough for anything. */
export function fitting(longest: Message, shorter: Iterable<Message>): Message {
  let message = longest;
  for (const next of shorter) {
    if (messageBytes(message) <= MESSAGE_BUDGET_BYTES) break;
    message = next;
  }
  return message;
}

export function cardMessage(content: Card, words: string): Message {
  return {
    type: 'message',
    summary: cut(clean(words).replaceAll('\n', ' '), SUMMARY_LENGTH),
    attachments: [{ contentType: CARD, content }],
  };
}

function fit(reply: Reply, render: (short: Reply) => Message): Message {
  return fitting(render(reply), shorterOf(reply, render));
}

function* shorterOf(reply: Reply, render: (short: Reply) => Message): Iterable<Message> {
  for (const allowance of ALLOWANCES) yield render(shortenReply(reply, allowance));
}

function message(reply: Reply, content: Card): Message {
  return cardMessage(content, plainText({ ...reply, question: null }));
}

function shortenReply(reply: Reply, allowance: Allowance): Reply {
  const kept = reply.blocks.slice(0, allowance.blocks);
  return {
    blocks: kept.flatMap((block) => shortenBlock(block, allowance.text)),
    question: reply.question === null ? null : shortenQuestion(reply.question, allowance.choices),
  };
}

function shortenQuestion(question: Question, most: number): Question {
  const kept = question.choices.slice(0, most);
  return {
    ...question,
    choices: kept.map((choice) => ({ ...choice, label: cut(choice.label, LABEL_LENGTH) })),
  };
}

function shortenBlock(block: Block, limit: number): readonly Block[] {
  switch (block.kind) {
    case 'heading':
    case 'text':
      return [{ ...block, text: shorten(block.text, limit) }];
    case 'human':
      return [{ ...block, name: cut(block.name, LABEL_LENGTH), text: shorten(block.text, limit) }];
    case 'step':
    case 'note':
      return [{ ...block, title: shorten(block.title, limit), text: shorten(block.text, limit) }];
    case 'evidence':
      return [shortenEvidence(block, limit)];
    case 'facts':
      return [{ ...block, items: shortenFacts(block.items, limit) }];
    case 'link':
      return block.url.length > LONGEST_LINK ? [] : [{ ...block, label: cut(block.label, LABEL_LENGTH) }];
  }
}

function shorten(text: string, limit: number): string {
  return cut(limit < LINES_KEPT_FROM ? text.replaceAll('\n', ' ') : text, limit);
}

type FactItems = Extract<Block, { kind: 'facts' }>['items'];

function shortenFacts(items: FactItems, limit: number): FactItems {
  const kept = items.slice(0, Math.max(3, Math.floor(limit / 40)));
  const short = kept.map((item) => ({
    label: cut(item.label, LABEL_LENGTH),
    value: shorten(item.value, limit),
  }));
  const left = items.length - kept.length;
  return left > 0 ? [...short, { label: 'And', value: `${left} more` }] : short;
}

type EvidenceBlock = Extract<Block, { kind: 'evidence' }>;

/** Keeps the stretch around the first mark: that is what the line is shown for. */
export function shortenEvidence(block: EvidenceBlock, limit: number): EvidenceBlock {
  if (block.line.length <= limit) return block;
  const middle = block.marks[0]?.start ?? 0;
  const start = Math.max(0, Math.min(middle - Math.floor(limit / 3), block.line.length - limit));
  const end = start + limit;
  const before = start > 0 ? '… ' : '';
  const after = end < block.line.length ? ' …' : '';
  const marks = block.marks
    .filter((mark) => mark.start < end && mark.end > start)
    .slice(0, 3)
    .map((mark) => ({
      start: Math.max(mark.start, start) - start + before.length,
      end: Math.min(mark.end, end) - start + before.length,
    }));
  return { ...block, line: before + block.line.slice(start, end) + after, marks };
}
