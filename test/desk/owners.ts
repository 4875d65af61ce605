import type { DialogueEvent } from '../../src/dialogue/event';
import type { Case, State } from '../../src/dialogue/state';
import { activeCase, heldCase } from '../../src/dialogue/state';

/** Where a case is, as a person who only knows the rules would say. */
export type Whose =
  | { readonly kind: 'bots' }
  | { readonly kind: 'nobodys' }
  | { readonly kind: 'agents'; readonly id: string }
  /** `id`: the agent who says that it is solved. */
  | { readonly kind: 'asked'; readonly id: string }
  | { readonly kind: 'over' };

export function whose({ phase }: Case): Whose {
  switch (phase.kind) {
    case 'with-human':
      return phase.agent === null ? { kind: 'nobodys' } : { kind: 'agents', id: phase.agent.id };
    case 'confirm-agent':
      return { kind: 'asked', id: phase.agent.id };
    case 'closed':
      return { kind: 'over' };
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
      return { kind: 'bots' };
  }
}

/** Null: the event may lead to anything but an agent's having it. */
export function expected(before: State, item: Case, event: DialogueEvent, after: Case): Whose | null {
  const now = whose(item);
  if (event.kind === 'agentActed' && event.caseId === item.id) return afterAct(now, event);
  // "Still bouncing" goes to the agent who said that it is solved.
  const answers = event.kind === 'said' || event.kind === 'chose';
  if (now.kind === 'asked' && answers && isAgents(after, now.id)) return whose(after);
  // Nothing that a person says while an agent waits for their word brings it back to the bot.
  if (now.kind === 'asked' && answers && whose(after).kind === 'bots') return now;
  if (now.kind !== 'agents') return null;
  return isCalledOff(before, item, event) ? { kind: 'over' } : now;
}

/** The bot waits for another error to be pasted, and whatever is none is about the case that an agent has. */
export function waitsForAnother(before: State): Case | null {
  return activeCase(before) === null ? heldCase(before) : null;
}

/** Where another error was to be pasted, it is that which is called off, and not the agent's case. */
function isCalledOff(before: State, item: Case, event: DialogueEvent): boolean {
  if (event.kind !== 'said' || !event.toBot) return false;
  const { intent } = event.meaning;
  const spoken = activeCase(before)?.id === item.id;
  const kept = waitsForAnother(before)?.id === item.id;
  return (intent === 'solved' && (spoken || kept)) || (intent === 'cancel' && spoken);
}

function isAgents(item: Case, id: string): boolean {
  const now = whose(item);
  return now.kind === 'agents' && now.id === id;
}

function afterAct(now: Whose, { act, agent }: Extract<DialogueEvent, { kind: 'agentActed' }>): Whose {
  const theirs: Whose = { kind: 'agents', id: agent.id };
  const free = now.kind === 'bots' || now.kind === 'nobodys';
  switch (act.kind) {
    case 'took':
    case 'wrote':
      return free ? theirs : now;
    case 'corrected':
      return now;
    case 'gaveBack':
      return now.kind === 'over' ? now : { kind: 'bots' };
    case 'solved':
      return now.kind === 'over' || now.kind === 'asked' ? now : { kind: 'asked', id: agent.id };
    case 'notMail':
      return { kind: 'over' };
    case 'reopened':
      return now.kind === 'agents' || now.kind === 'nobodys' ? now : theirs;
  }
}
