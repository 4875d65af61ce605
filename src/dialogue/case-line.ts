import { findVariant, type Script } from './script';
import { phrase } from './phrasing';
import type { Case } from './state';

/** A case in a list of cases. */
export interface CaseLine {
  readonly caseId: number;
  readonly title: string;
  readonly state: 'open' | 'waiting' | 'with-human' | 'solved' | 'dropped';
  /** ISO 8601. */
  readonly since: string;
  /** The ticket's reference, once there is one. */
  readonly ticket: string | null;
}

export function caseLine(script: Script, item: Case): CaseLine {
  return {
    caseId: item.id,
    title: titleOf(script, item),
    state: stateOf(item),
    since: item.since,
    ticket: item.ticket?.reference ?? null,
  };
}

/** What a case is called where several are named. */
export function titleOf(script: Script, item: Case): string {
  const variant = findVariant(script, item.problem.variant);
  const title = phrase(script, variant?.title ?? script.texts.untitled, item.problem).text;
  const who = item.problem.recipients[0];
  return who === undefined ? title : `${title} (${who})`;
}

export function stateOf(item: Case): CaseLine['state'] {
  switch (item.phase.kind) {
    case 'with-human':
    case 'waiting':
      return item.phase.kind;
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
      return 'open';
  }
}
