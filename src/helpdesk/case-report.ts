import { factWords, personWords, rankedWords, sideWords, verdictWords } from './case-words';
import { conversationText } from './conversation-text';
import type { Ticket } from './ticket';
import type { TicketFile } from './ticket-system';

/** A case written out for the humans of the helpdesk, in no ticket system's format. */
export interface CaseReport {
  readonly subject: string;
  readonly sections: readonly Section[];
  /** The pasted errors and the whole conversation, as files. */
  readonly files: readonly TicketFile[];
}

/** Lines are plain text; a line may hold line breaks of its own. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** UTF-16 units; a longer conversation is in its file only. */
const TRANSCRIPT_SHOWN = 6000;
const SUBJECT_LENGTH = 150;

export function reportCase(ticket: Ticket): CaseReport {
  const conversation = conversationText(
    ticket.transcript,
    ticket.person,
    (number) => `(error ${number}, see its file)`,
  );
  const pastes = ticket.pastes.map((paste, index) =>
    textFile(`${ticket.reference}-error-${index + 1}.txt`, paste.text || '(nothing in it could be read)'),
  );
  const files = [...pastes, textFile(`${ticket.reference}-conversation.txt`, conversation)];
  const sections = [
    { title: 'Case', lines: caseLines(ticket) },
    { title: 'Facts', lines: factLines(ticket) },
    { title: 'Evidence', lines: evidenceLines(ticket) },
    { title: 'Answers', lines: ticket.draft.answers.map(({ ask, answer }) => `${ask} ${answer}`) },
    {
      title: 'Tried',
      lines: ticket.draft.tried.map(({ step, outcome, at }) => `${step}: ${outcome} (${at})`),
    },
    { title: 'What can be done', lines: ticket.draft.advice.map(({ title, text }) => `${title}: ${text}`) },
    { title: 'Files', lines: fileLines(ticket, files) },
    { title: 'Conversation', lines: conversation.length <= TRANSCRIPT_SHOWN ? [conversation] : [] },
  ];
  return {
    subject: subjectOf(ticket),
    sections: sections.filter(({ lines }) => lines.some((line) => line !== '')),
    files,
  };
}

/** The report as plain text. */
export function reportText(report: CaseReport): string {
  return report.sections.map(({ title, lines }) => `${title}\n${lines.map(bullet).join('\n')}`).join('\n\n');
}

function bullet(line: string): string {
  return line
    .split('\n')
    .map((part) => `  ${part}`)
    .join('\n');
}

function subjectOf({ draft, reference }: Ticket): string {
  const title = draft.title.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, SUBJECT_LENGTH);
  return `${title} [${reference}]`;
}

function caseLines({ reference, person, channel, conversation, openedAt, draft }: Ticket): string[] {
  const others = draft.alternatives.map(rankedWords);
  return [
    `Reference: ${reference}`,
    `Person: ${personWords(person)} (${channel}: ${person.id})`,
    `Conversation: ${conversation}`,
    `Since: ${draft.since}, handed over: ${openedAt}`,
    `What: ${verdictWords(draft)}`,
    ...(others.length > 0 ? [`Or: ${others.join(', ')}`] : []),
    `Who can fix it: ${sideWords(draft.side)}`,
    `Priority: ${draft.priority}`,
    `Why a human: ${draft.reason}`,
  ];
}

function factLines({ draft }: Ticket): string[] {
  const facts = draft.facts.map(({ name, value }) => `${factWords(name)}: ${value}`);
  return draft.recipients.length > 1 ? [...facts, `All recipients: ${draft.recipients.join(', ')}`] : facts;
}

function evidenceLines({ draft }: Ticket): string[] {
  return draft.decidingLine === null ? [...draft.evidence] : [draft.decidingLine.text, ...draft.evidence];
}

function fileLines(ticket: Ticket, files: readonly TicketFile[]): string[] {
  return files.map(({ name }, index) => {
    const paste = ticket.pastes[index];
    if (paste === undefined) return `${name}: the whole conversation`;
    return `${name}: sent ${paste.at}${paste.file === null ? '' : ` as ${paste.file}`}`;
  });
}

function textFile(name: string, text: string): TicketFile {
  return { name, mediaType: 'text/plain', bytes: new TextEncoder().encode(text) };
}
