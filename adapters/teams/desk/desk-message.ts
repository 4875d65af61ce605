import type { DecidingLine } from '../../../src/classifier/diagnosis';
import type { DeskCard } from '../../../src/desk';
import { cardMessage, fitting, shortenEvidence, type Message } from '../message';
import { cut } from '../plain';
import { caseCard, words } from './desk-card';

/** How much of a case is shown on its card, tried in this order until the message keeps its budget. */
interface Allowance {
  readonly lines: number;
  readonly text: number;
}
const ALLOWANCES: readonly Allowance[] = [
  { lines: 20, text: 600 },
  { lines: 10, text: 200 },
  { lines: 5, text: 100 },
  { lines: 0, text: 60 },
];
const MOST_SECTIONS = 8;
const MOST_ROWS = 15;
const MOST_LINKS = 4;
const LABEL_LENGTH = 60;
const TITLE_LENGTH = 200;
const VALUE_LENGTH = 300;
const LONGEST_LINK = 1000;
const ALL_IN_THREAD = 'More is in the thread below.';

const POSTED_AGAIN = 'Posted again after an interruption; an earlier copy of this card may stand above.';

/** Sections are shortened first: all that is in them stands in the thread and in the ticket as well. */
export function caseMessage(card: DeskCard, repeated: boolean): Message {
  const notice = repeated ? POSTED_AGAIN : null;
  const render = (shown: DeskCard) => cardMessage(caseCard(shown, notice), words(shown));
  return fitting(render(card), shorterOf(card, render));
}

function* shorterOf(card: DeskCard, render: (shown: DeskCard) => Message): Iterable<Message> {
  for (const allowance of ALLOWANCES) yield render(shorten(card, allowance));
}

function shorten(card: DeskCard, { lines, text }: Allowance): DeskCard {
  const sections = lines === 0 ? [] : card.sections.slice(0, MOST_SECTIONS);
  return {
    ...card,
    title: cut(card.title, TITLE_LENGTH),
    status: { ...card.status, text: cut(card.status.text, VALUE_LENGTH) },
    rows: card.rows.slice(0, MOST_ROWS).map((row) => ({
      label: cut(row.label, LABEL_LENGTH),
      value: oneLine(row.value, Math.min(text, VALUE_LENGTH)),
    })),
    decidingLine: card.decidingLine === null ? null : shortenLine(card.decidingLine, text),
    sections: [
      ...sections.map(({ title, lines: texts }) => ({
        title: cut(title, LABEL_LENGTH),
        lines: texts.slice(0, lines).map((one) => oneLine(one, text)),
      })),
      { title: ALL_IN_THREAD, lines: [] },
    ],
    links: card.links
      .filter(({ url }) => url.length <= LONGEST_LINK)
      .slice(0, MOST_LINKS)
      .map((link) => ({ ...link, label: cut(link.label, LABEL_LENGTH) })),
  };
}

function shortenLine({ text, marks }: DecidingLine, limit: number): DecidingLine {
  const short = shortenEvidence({ kind: 'evidence', line: text, marks }, limit);
  return { text: short.line, marks: short.marks };
}

/** Each line of a card costs more than its words. */
function oneLine(text: string, limit: number): string {
  return cut(text.replaceAll('\n', ' '), limit);
}
