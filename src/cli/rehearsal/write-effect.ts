import { sayDuration } from '../../dialogue/duration';
import type { Effect, TicketDraft } from '../../dialogue/effect';
import type { Block, Reply } from '../../dialogue/reply';
import type { Standing } from '../../dialogue/standing';
import { indentLines } from './transcript';

const WIDTH = 104;

/** An effect as lines of a transcript; null for what a reader does not need to see. */
export function writeEffect(effect: Effect): string | null {
  switch (effect.kind) {
    case 'reply':
      return `bot:  ${indentLines(writeReply(effect.reply))}`;
    case 'openTicket':
      return `~ ticket ${indentLines(writeDraft(effect.draft))}`;
    case 'setTimer':
      return `~ timer ${effect.timer} in ${sayDuration(effect.afterSeconds)}`;
    case 'showStanding':
      return `~ card: ${writeStanding(effect.standing)}`;
    case 'relay':
      return effect.edited === null ? '~ passed on to the desk' : '~ correction passed on to the desk';
    case 'passFile':
      return `~ file ${effect.name} from ${effect.agent}`;
    case 'tellDesk':
      return `~ desk is told: ${effect.notice.kind}`;
    case 'tellAgent':
      return `~ ${effect.agent.name} is told: ${effect.notice.kind}`;
    case 'mirror':
    case 'settleQuestion':
    case 'cancelTimer':
      return null;
  }
}

function writeStanding({ progress, priority, ticket }: Standing): string {
  const by = 'by' in progress && progress.by !== null ? ` by ${progress.by.name}` : '';
  const opened = ticket.kind === 'open' ? `${ticket.joined ? 'joined to ' : ''}${ticket.reference}` : null;
  const where = opened ?? `ticket ${ticket.kind}`;
  return `${progress.kind}${by}, ${priority}, ${where}`;
}

function writeReply({ blocks, question }: Reply): string {
  const lines = blocks.map(writeBlock);
  if (question !== null) lines.push(question.choices.map((choice) => `[${choice.label}]`).join(' '));
  return lines.map(wrap).join('\n');
}

function writeBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `*${block.text}*`;
    case 'text':
      return block.text;
    case 'evidence':
      return `> ${markWords(block.line, block.marks)}`;
    case 'facts':
      return block.items.map((item) => `${item.label}: ${item.value}`).join('\n');
    case 'step':
      return `Step ${block.number} of ${block.of}: ${block.title}\n${block.text}`;
    case 'link':
      return `${block.label}: ${block.url}`;
    case 'human':
      return `${block.name} (helpdesk): ${block.text}`;
    case 'note':
      return `-- ${block.title} --\n${block.text}`;
  }
}

function markWords(line: string, marks: readonly { readonly start: number; readonly end: number }[]): string {
  let written = '';
  let at = 0;
  for (const mark of marks) {
    written += `${line.slice(at, mark.start)}_${line.slice(mark.start, mark.end)}_`;
    at = mark.end;
  }
  return written + line.slice(at);
}

function writeDraft(draft: TicketDraft): string {
  return [
    `${draft.title} (${draft.priority})`,
    `variant: ${draft.variant ?? 'none'}; side: ${draft.side ?? 'not known'}`,
    ...draft.facts.map((fact) => `${fact.name}: ${fact.value}`),
    ...draft.answers.map((answer) => `asked: ${answer.ask} ${answer.answer}`),
    ...draft.tried.map((entry) => `tried: ${entry.step}: ${entry.outcome}`),
  ]
    .map(wrap)
    .join('\n');
}

function wrap(text: string): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line))
    .join('\n');
}

function wrapLine(line: string): string {
  const rows: string[] = [];
  let row = '';
  for (const word of line.split(' ')) {
    if (row !== '' && row.length + 1 + word.length > WIDTH) {
      rows.push(row);
      row = word;
    } else {
      row = row === '' ? word : `${row} ${word}`;
    }
  }
  return [...rows, row].join('\n');
}
