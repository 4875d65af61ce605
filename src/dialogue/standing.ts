import type { Variant } from '../knowledge/variant';
import { findVariant, type Script } from './script';
import type { Agent, Case, State, Ticket } from './state';

type Priority = Variant['escalate']['priority'];

/** How a case that was handed over stands, as the agents see it. */
export interface Standing {
  readonly progress: Progress;
  readonly priority: Priority;
  readonly ticket: Ticket;
  /** The platform takes no messages for the person. */
  readonly unreachable: boolean;
}

export type Progress =
  | { readonly kind: 'waiting'; readonly since: string }
  | { readonly kind: 'taken'; readonly by: Agent; readonly since: string }
  /** The bot works on it. */
  | { readonly kind: 'given-back' }
  /** Until the person has said whether it works. */
  | { readonly kind: 'solved'; readonly by: Agent }
  | { readonly kind: 'confirmed' }
  /** `by`: the agent who found it no mail problem; null when the person no longer needs help. */
  | { readonly kind: 'dropped'; readonly by: Agent | null };

/** Null for a case that no human was ever asked about. */
export function standingOf(script: Script, state: State, item: Case): Standing | null {
  if (item.ticket === null) return null;
  return {
    progress: progressOf(item),
    priority: priorityOf(script, item),
    ticket: item.ticket,
    unreachable: state.unreachable !== null,
  };
}

export function priorityOf(script: Script, { phase, problem }: Case): Priority {
  const nudges = phase.kind === 'with-human' ? phase.nudges : 0;
  return raised(findVariant(script, problem.variant)?.escalate.priority ?? 'normal', nudges);
}

function progressOf({ phase }: Case): Progress {
  switch (phase.kind) {
    case 'with-human':
      return phase.agent === null
        ? { kind: 'waiting', since: phase.since }
        : { kind: 'taken', by: phase.agent, since: phase.since };
    case 'confirm-agent':
      return { kind: 'solved', by: phase.agent };
    case 'closed':
      return phase.how === 'solved' ? { kind: 'confirmed' } : { kind: 'dropped', by: phase.by };
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
      return { kind: 'given-back' };
  }
}

export function isSameStanding(one: Standing | null, other: Standing | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whether the ticket has nothing left to be done. */
export function isOver({ progress }: Standing): boolean {
  return progress.kind === 'confirmed' || progress.kind === 'dropped';
}

const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;

/** One level for each time that nobody had taken it. */
function raised(priority: Priority, levels: number): Priority {
  const at = PRIORITIES.indexOf(priority) + levels;
  return PRIORITIES[Math.min(at, PRIORITIES.length - 1)] ?? priority;
}
