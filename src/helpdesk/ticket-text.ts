import { personWords, rankedWords, sideWords, timeWords, verdictWords } from './case-words';
import { conversationText, indented, pairs } from './conversation-text';
import type { Ticket } from './ticket';

/** A ticket as plain text, with everything a human needs; for the terminal, mails and ticket systems. */
export function ticketText(ticket: Ticket): string {
  const parts = [
    head(ticket),
    section('Facts', facts(ticket)),
    section('Recipients', bullets(ticket.draft.recipients)),
    section('The line that decides', decidingLine(ticket)),
    section('Why it is taken for this', bullets(ticket.draft.evidence)),
    section('What else it could be', bullets(ticket.draft.alternatives.map(rankedWords))),
    section('Answers', pairs(ticket.draft.answers.map(({ ask, answer }) => [ask, answer]))),
    section(
      'Tried',
      bullets(ticket.draft.tried.map(({ step, outcome, at }) => `${timeWords(at)}  ${step}: ${outcome}`)),
    ),
    section('What you can do', bullets(ticket.draft.advice.map(({ title, text }) => `${title}: ${text}`))),
    ...ticket.pastes.map((paste) => section(pasteTitle(paste), paste.text.trimEnd())),
    section(
      'Conversation',
      conversationText(ticket.transcript, ticket.person, () => '(the error above)'),
    ),
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
    timeWords(openedAt),
    draft.priority.padEnd(6),
    personWords(person),
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
      ['Who', `${personWords(ticket.person)} (${ticket.channel})`],
      ['Since', timeWords(draft.since)],
      ['Handed over', timeWords(ticket.openedAt)],
      ['Why', draft.reason],
      ['Priority', draft.priority],
      ['Who can fix it', sideWords(draft.side)],
      ['Cause', verdictWords(draft)],
      ['Ticket system', systemOf(ticket) || 'none has taken it yet'],
    ]).split('\n'),
  ].join('\n');
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
  return file === null ? `Pasted ${timeWords(at)}` : `Pasted ${timeWords(at)}, file ${file}`;
}

function section(title: string, text: string): string {
  return text === '' ? '' : `${title}\n${'-'.repeat(title.length)}\n${text}`;
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${indented(item)}`).join('\n');
}
