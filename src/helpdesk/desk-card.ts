import type { DeskButton, DeskCard, DeskRow, DeskSection, DeskStatus } from '../desk';
import type { Progress, Standing } from '../dialogue/standing';
import { factWords, personWords, rankedWords, sideWords, timeWords, verdictWords } from './case-words';
import type { TicketRecord } from '../store/records';
import { referenceOf } from './ticket';

export interface CardSubject {
  readonly ticket: TicketRecord;
  readonly standing: Standing;
  /** Where the conversation can be opened; null where the platform has no address for it. */
  readonly conversationUrl: string | null;
  /** How many other people's cases were added to this one. */
  readonly joined: number;
}

/** A case as its agents see it at one glance, with what they can do about it now. */
export function deskCard(subject: CardSubject): DeskCard {
  const { ticket, standing } = subject;
  const { draft } = ticket;
  return {
    reference: referenceOf(ticket.number),
    title: draft.title,
    status: statusOf(standing),
    rows: rowsOf(subject),
    decidingLine: draft.decidingLine,
    sections: sectionsOf(ticket),
    links: linksOf(subject),
    buttons: buttonsOf(standing.progress),
  };
}

function statusOf({ progress, priority, unreachable }: Standing): DeskStatus {
  const status = progressStatus(progress, priority);
  if (!unreachable || status.mood === 'done') return status;
  return {
    text: `${status.text} The person can't be reached there any more: write or call them another way.`,
    mood: 'urgent',
  };
}

function progressStatus(progress: Progress, priority: Standing['priority']): DeskStatus {
  switch (progress.kind) {
    case 'waiting':
      return {
        text: `Nobody has it yet, since ${timeWords(progress.since)}.`,
        mood: priority === 'urgent' ? 'urgent' : 'waiting',
      };
    case 'taken':
      return {
        text: `${progress.by.name} has it, since ${timeWords(progress.since)}. The bot is silent.`,
        mood: 'active',
      };
    case 'given-back':
      return { text: 'The bot has it again.', mood: 'active' };
    case 'solved':
      return {
        text: `${progress.by.name} says it is solved. The person is asked whether it works.`,
        mood: 'active',
      };
    case 'confirmed':
      return { text: 'Solved: the person says that it works.', mood: 'done' };
    case 'dropped':
      return {
        text:
          progress.by === null
            ? 'Closed: the person no longer needs it.'
            : `Closed by ${progress.by.name}: no mail problem.`,
        mood: 'done',
      };
  }
}

/** A less likely alternative only distracts. */
const WORTH_NAMING = 0.05;

function rowsOf({ ticket, standing, joined }: CardSubject): readonly DeskRow[] {
  const { draft, person, channel } = ticket;
  const others = draft.alternatives
    .filter(({ confidence }) => confidence >= WORTH_NAMING)
    .map(rankedWords)
    .join(', ');
  return [
    { label: 'Who', value: `${personWords(person)} (${channel})` },
    { label: 'Since', value: timeWords(draft.since) },
    { label: 'What', value: others === '' ? verdictWords(draft) : `${verdictWords(draft)}, or ${others}` },
    { label: 'Who can fix it', value: sideWords(draft.side) },
    { label: 'Priority', value: standing.priority },
    { label: 'Why a human', value: draft.reason },
    { label: 'Ticket', value: ticketWords(standing.ticket) },
    ...(joined > 0 ? [{ label: 'Also hit', value: `${joined} more` }] : []),
  ];
}

function ticketWords(ticket: Standing['ticket']): string {
  switch (ticket.kind) {
    case 'opening':
      return 'being opened';
    case 'refused':
      return 'the ticket system refuses it; the case is kept here';
    case 'open':
      return ticket.reference;
  }
}

function sectionsOf({ draft }: TicketRecord): readonly DeskSection[] {
  const sections = [
    { title: 'Facts', lines: draft.facts.map(({ name, value }) => `${factWords(name)}: ${value}`) },
    { title: 'Answers', lines: draft.answers.map(({ ask, answer }) => `${ask} ${answer}`) },
    { title: 'Tried', lines: draft.tried.map(({ step, outcome }) => `${step}: ${outcome}`) },
    { title: 'Why it is taken for this', lines: draft.evidence },
    { title: 'What you can do (in full in the thread)', lines: draft.advice.map(({ title }) => title) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function linksOf({ standing, conversationUrl }: CardSubject): DeskCard['links'] {
  const { ticket } = standing;
  return [
    ...(conversationUrl === null ? [] : [{ label: 'Conversation', url: conversationUrl }]),
    ...(ticket.kind === 'open' && ticket.url !== null ? [{ label: ticket.reference, url: ticket.url }] : []),
  ];
}

const TAKE: DeskButton = { action: 'take', label: 'Take it', main: true };
const REPLY: DeskButton = { action: 'reply', label: 'Reply', main: false };
const GIVE_BACK: DeskButton = { action: 'give-back', label: 'Give back to the bot', main: false };
const SOLVE: DeskButton = { action: 'solve', label: 'Solved', main: false };
const NOT_MAIL: DeskButton = { action: 'not-mail', label: 'Not a mail problem', main: false };

function buttonsOf(progress: Progress): readonly DeskButton[] {
  switch (progress.kind) {
    case 'waiting':
      return [TAKE, REPLY, GIVE_BACK, SOLVE, NOT_MAIL];
    case 'taken':
      return [{ ...REPLY, main: true }, GIVE_BACK, SOLVE, NOT_MAIL];
    case 'given-back':
      return [TAKE, REPLY, NOT_MAIL];
    case 'solved':
      return [REPLY, GIVE_BACK];
    case 'confirmed':
    case 'dropped':
      return [];
  }
}
