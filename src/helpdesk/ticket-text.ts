import type { Block, Reply } from '../dialogue/reply';
import type { Person, TranscriptEntry } from '../store/store';
import type { Ticket } from './ticket';

/** A ticket as plain text, with everything a human needs; for the terminal, mails and ticket systems. */
export function ticketText(ticket: Ticket): string {
  const parts = [
    head(ticket),
    section('Facts', facts(ticket)),
    section('Recipients', bullets(ticket.draft.recipients)),
    section('The line that decides', decidingLine(ticket)),
    section('Why it is taken for this', bullets(ticket.draft.evidence)),
    section('What else it could be', bullets(ticket.draft.alternatives.map(ranked))),
    section('Answers', pairs(ticket.draft.answers.map(({ ask, answer }) => [ask, answer]))),
    section(
      'Tried',
      bullets(ticket.draft.tried.map(({ step, outcome, at }) => `${time(at)}  ${step}: ${outcome}`)),
    ),
    section('What you can do', bullets(ticket.draft.advice.map(({ title, text }) => `${title}: ${text}`))),
    ...ticket.pastes.map((paste) => section(pasteTitle(paste), paste.text.trimEnd())),
    section('Conversation', ticket.transcript.map((entry) => said(entry, ticket.person)).join('\n\n')),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** One line of a list. */
export function ticketLine(
  ticket: Pick<Ticket, 'reference' | 'openedAt' | 'person' | 'draft' | 'opened'>,
): string {
  const { reference, openedAt, person, draft } = ticket;
  const columns = [
    reference,
    time(openedAt),
    draft.priority.padEnd(6),
    nameOf(person),
    draft.title,
    systemOf(ticket),
  ];
  return columns.filter((column) => column !== '').join('  ');
}

function head(ticket: Ticket): string {
  const { draft } = ticket;
  return [
    `${ticket.reference}  ${draft.title}`,
    '',
    ...pairs([
      ['Who', `${nameOf(ticket.person)} (${ticket.channel})`],
      ['Since', time(draft.since)],
      ['Handed over', time(ticket.openedAt)],
      ['Why', draft.reason],
      ['Priority', draft.priority],
      ['Who can fix it', draft.side === null ? 'not known' : SIDES[draft.side]],
      ['Cause', cause(ticket)],
      ['Ticket system', systemOf(ticket) || 'none has taken it yet'],
    ]).split('\n'),
  ].join('\n');
}

const SIDES: Readonly<Record<NonNullable<Ticket['draft']['side']>, string>> = {
  you: 'the person who sent it',
  'your-it': 'our own IT',
  recipient: 'the recipient',
  'their-it': "the recipient's IT",
  provider: 'the mail provider',
  wait: 'nobody: it passes by itself',
};

function cause({ draft }: Ticket): string {
  if (draft.variant === null) return 'not found';
  return draft.confidence === null
    ? draft.variant
    : ranked({ label: draft.variant, confidence: draft.confidence });
}

function ranked({ label, confidence }: { readonly label: string; readonly confidence: number }): string {
  return `${label} (${Math.round(confidence * 100)} %)`;
}

/** The reference in the ticket system, where that is another one than ours. */
function systemOf({ opened, reference }: Pick<Ticket, 'opened' | 'reference'>): string {
  if (opened === null) return '';
  return [opened.reference === reference ? 'in the store' : opened.reference, opened.url ?? '']
    .join(' ')
    .trimEnd();
}

function facts({ draft }: Ticket): string {
  return pairs(draft.facts.map(({ name, value }) => [name, value]));
}

function decidingLine({ draft }: Ticket): string {
  const line = draft.decidingLine;
  if (line === null) return '';
  const marked = [...line.text].length === line.text.length ? marks(line.text, line.marks) : '';
  return [line.text, marked].filter((part) => part !== '').join('\n');
}

/** Carets below the deciding words; left out where a character takes two places and they would not fit. */
function marks(text: string, spans: readonly { readonly start: number; readonly end: number }[]): string {
  const carets = Array.from({ length: text.length }, (_, at) =>
    spans.some(({ start, end }) => at >= start && at < end) ? '^' : ' ',
  );
  return carets.join('').trimEnd();
}

function pasteTitle({ at, file }: Ticket['pastes'][number]): string {
  return file === null ? `Pasted ${time(at)}` : `Pasted ${time(at)}, file ${file}`;
}

function said(entry: TranscriptEntry, person: Person): string {
  const at = time(entry.at);
  switch (entry.kind) {
    case 'said':
      return `${at}  ${nameOf(person)}: ${entry.paste ? '(the error above)' : indented(withFile(entry))}`;
    case 'chose':
      return `${at}  ${nameOf(person)} chose: ${entry.label}`;
    case 'replied':
      return `${at}  bot: ${indented(replyText(entry.reply))}`;
  }
}

function withFile({ text, file }: Extract<TranscriptEntry, { readonly kind: 'said' }>): string {
  return file === null ? text : `[file ${file}]\n${text}`;
}

function replyText({ blocks, question }: Reply): string {
  const choices = question?.choices.map(({ label }) => `[${label}]`).join(' ') ?? '';
  return [...blocks.map(blockText), choices].filter((part) => part !== '').join('\n');
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
    case 'text':
      return block.text;
    case 'evidence':
      return `> ${block.line}`;
    case 'facts':
      return pairs(block.items.map(({ label, value }) => [label, value]));
    case 'step':
      return `${block.number}/${block.of} ${block.title}: ${block.text}`;
    case 'link':
      return `${block.label}: ${block.url}`;
    case 'human':
      return `${block.name}: ${block.text}`;
    case 'note':
      return `${block.title}:\n${block.text}`;
  }
}

function section(title: string, text: string): string {
  return text === '' ? '' : `${title}\n${'-'.repeat(title.length)}\n${text}`;
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${indented(item)}`).join('\n');
}

/** `name  value` with the values one below the other. */
function pairs(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${indented(value)}`).join('\n');
}

function indented(text: string): string {
  return text.trimEnd().replaceAll('\n', '\n    ');
}

function nameOf(person: Person): string {
  return person.name ?? person.id;
}

/** `2026-11-24 09:15 UTC`. */
function time(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
