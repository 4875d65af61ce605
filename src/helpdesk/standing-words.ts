import { parseState, type Phase } from '../dialogue/state';
import type { TicketRecord } from '../store/records';
import { timeWords } from './case-words';
import { referenceOf } from './ticket';

/** How a ticket stands, for a list; `state` is the dialogue's, and null where the conversation was erased. */
export function standingWords(record: TicketRecord, state: unknown): string {
  const item =
    state === null ? undefined : parseState(state).cases.find(({ id }) => id === record.draft.caseId);
  const words = item === undefined ? ended(record) : phaseWords(item.phase, record);
  return record.joined === null ? words : `${words}, added to ${referenceOf(record.joined)}`;
}

function phaseWords(phase: Phase, record: TicketRecord): string {
  switch (phase.kind) {
    case 'with-human':
      return phase.agent === null
        ? `waiting since ${timeWords(phase.since)}`
        : `taken by ${phase.agent.name}, ${timeWords(phase.since)}`;
    case 'confirm-agent':
      return `solved by ${phase.agent.name}; the person is asked whether it works`;
    case 'closed':
      return `${phase.how === 'solved' ? 'solved' : 'dropped'}${phase.by === null ? '' : ` by ${phase.by.name}`}, ${ended(record)}`;
    case 'queued':
    case 'ask-paste':
    case 'tell-apart':
    case 'collect':
    case 'step':
    case 'confirm':
    case 'ask-when':
    case 'waiting':
    case 'offer-human':
    case 'guide-gone':
      return 'given back to the bot';
  }
}

function ended({ closedAt }: TicketRecord): string {
  return closedAt === null ? 'not closed' : `closed ${timeWords(closedAt)}`;
}
