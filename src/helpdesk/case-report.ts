import type { Block } from '../dialogue/reply';
import type { Side } from '../knowledge/variant';
import type { TranscriptEntry } from '../store/store';
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

const SIDES: Readonly<Record<Side, string>> = {
  you: 'the sender',
  'your-it': 'our IT',
  recipient: 'the recipient',
  'their-it': "the recipient's IT",
  provider: 'a mail provider',
  wait: 'nobody, it passes with time',
};

export function reportCase(ticket: Ticket): CaseReport {
  const conversation = ticket.transcript.map((entry) => transcriptLine(ticket, entry)).join('\n');
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
  const percent = draft.confidence === null ? '' : `, ${Math.round(draft.confidence * 100)} % sure`;
  const others = draft.alternatives.map(
    ({ label, confidence }) => `${label} (${Math.round(confidence * 100)} %)`,
  );
  return [
    `Reference: ${reference}`,
    `Person: ${person.name ?? person.id} (${channel}: ${person.id})`,
    `Conversation: ${conversation}`,
    `Since: ${draft.since}, handed over: ${openedAt}`,
    `What: ${draft.variant === null ? 'not known' : `${draft.variant}${percent}`}`,
    ...(others.length > 0 ? [`Or: ${others.join(', ')}`] : []),
    `Who can fix it: ${draft.side === null ? 'not known' : SIDES[draft.side]}`,
    `Priority: ${draft.priority}`,
    `Why a human: ${draft.reason}`,
  ];
}

function factLines({ draft }: Ticket): string[] {
  const facts = draft.facts.map(({ name, value }) => `${spokenName(name)}: ${value}`);
  return draft.recipients.length > 1 ? [...facts, `All recipients: ${draft.recipients.join(', ')}`] : facts;
}

/** `enhancedStatusCode` as `Enhanced status code`. */
function spokenName(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
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

function transcriptLine({ person, pastes }: Ticket, entry: TranscriptEntry): string {
  const name = person.name ?? person.id;
  switch (entry.kind) {
    case 'said': {
      const paste = pastes.findIndex(({ at, text }) => entry.paste && at === entry.at && text === entry.text);
      return `${entry.at} ${name}: ${paste < 0 ? entry.text : `(error ${paste + 1}, see its file)`}`;
    }
    case 'chose':
      return `${entry.at} ${name} pressed: ${entry.label}`;
    case 'replied': {
      const choices = entry.reply.question?.choices.map(({ label }) => `[${label}]`).join(' ');
      const lines = entry.reply.blocks.map(blockText);
      return `${entry.at} bot: ${[...lines, ...(choices === undefined ? [] : [choices])].join('\n')}`;
    }
  }
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
    case 'text':
      return block.text;
    case 'evidence':
      return `> ${block.line}`;
    case 'facts':
      return block.items.map(({ label, value }) => `${label}: ${value}`).join('\n');
    case 'step':
      return `Step ${block.number} of ${block.of}, ${block.title}: ${block.text}`;
    case 'link':
      return `${block.label}: ${block.url}`;
    case 'human':
      return `${block.name}: ${block.text}`;
    case 'note':
      return `${block.title}:\n${block.text}`;
  }
}

function textFile(name: string, text: string): TicketFile {
  return { name, mediaType: 'text/plain', bytes: new TextEncoder().encode(text) };
}
