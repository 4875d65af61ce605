import { findVariant, type Script } from './script';
import { phrase } from './phrasing';
import type { Case } from './state';

/** A case in a list of cases. */
export interface CaseLine {
  readonly caseId: number;
  readonly title: string;
  readonly state: 'open' | 'waiting' | 'with-human' | 'unreachable' | 'solved' | 'dropped';
  /** ISO 8601. */
  readonly since: string;
  /** The ticket's reference, once there is one. */
  readonly ticket: string | null;
}

/** `unreachable`: the platform takes no messages for the person, so an open case can't go on. */
export function caseLine(script: Script, item: Case, unreachable: boolean): CaseLine {
  return {
    caseId: item.id,
    title: titleOf(script, item),
    state: unreachable && item.phase.kind !== 'closed' ? 'unreachable' : stateOf(item),
    since: item.since,
    ticket: referenceOf(item),
  };
}

/** What happened, as a headline. */
export function nameOf(script: Script, item: Case): string {
  const variant = findVariant(script, item.problem.variant);
  return phrase(script, variant?.title ?? untitled(script, item), item.problem).text;
}

/** What a case is called where several are named. */
export function titleOf(script: Script, item: Case): string {
  const who = item.problem.recipients[0];
  const name = nameOf(script, item);
  return who === undefined ? name : `${name} (${who})`;
}

/** The name of a case without a variant: a failure nobody could name, or a request without any. */
export function untitled({ texts }: Script, { problem }: Case): string {
  return problem.decidingLine === null && Object.keys(problem.facts).length === 0
    ? texts.untitledRequest
    : texts.untitled;
}

export function stateOf(item: Case): Exclude<CaseLine['state'], 'unreachable'> {
  switch (item.phase.kind) {
    case 'with-human':
    case 'waiting':
      return item.phase.kind;
    case 'confirm-agent':
      return 'with-human';
    case 'closed':
      return item.phase.how;
    case 'queued':
    case 'ask-paste':
    case 'tell-apart':
    case 'collect':
    case 'step':
    case 'confirm':
    case 'ask-when':
    case 'offer-human':
    case 'guide-gone':
      return 'open';
  }
}

/** The reference of the case's ticket, once it is open. */
export function referenceOf({ ticket }: Case): string | null {
  return ticket?.kind === 'open' ? ticket.reference : null;
}
