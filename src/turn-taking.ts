import { isDeepStrictEqual } from 'node:util';
import type { CaseSummary } from './channel';
import type { Desk } from './desk';
import type { Effect } from './dialogue/effect';
import type { DialogueEvent } from './dialogue/event';
import { isLive, type TicketSystem } from './helpdesk/ticket-system';
import { job, SAME_TROUBLE } from './new-job';
import { order } from './order';
import type { HumanSide } from './order-for-humans';
import { deedName } from './store/deed-name';
import type { StoredConversation } from './store/records';
import type { Turn } from './store/store';

/** The dialogue with its content bound in; `State` is JSON and the dialogue's own business. */
export interface Dialogue<State> {
  readonly initial: State;
  /** Takes what was stored, also by earlier versions. */
  parse(json: unknown): State;
  step(state: State, event: DialogueEvent): { readonly state: State; readonly effects: readonly Effect[] };
  summarise(state: State): readonly DialogueCase[];
}

export type DialogueCase = Omit<CaseSummary, 'conversation'>;

export interface TurnParts<State> {
  readonly dialogue: Dialogue<State>;
  /** The channels in which the agents of the helpdesk work. */
  readonly desks: readonly Desk[];
  readonly tickets: TicketSystem;
}

/** Steps, and saves all that follows from it; `said` is the number of what was just said, in the transcript. */
export async function takeTurn<State>(
  parts: TurnParts<State>,
  turn: Turn,
  conversation: StoredConversation,
  event: DialogueEvent,
  said: number | null = null,
): Promise<void> {
  const { dialogue } = parts;
  const before = dialogue.parse(conversation.state);
  const { state, effects } = dialogue.step(before, event);
  await turn.saveConversation({ ...conversation, state }, event.at);
  await saveCases(turn, dialogue.summarise(before), dialogue.summarise(state));
  const ordering = { turn, conversation, at: event.at, heard: said, humans: humanSideOf(parts) };
  for (const effect of effects) await order(ordering, effect);
  if (event.kind === 'agentActed') await noteDeed(turn, conversation, event);
}

function humanSideOf({ desks, tickets }: Pick<TurnParts<never>, 'desks' | 'tickets'>): HumanSide {
  return { desks: desks.map(({ name }) => name), liveTickets: isLive(tickets) };
}

/** Who did what is kept, and what is solved for one is solved for everybody with the same trouble. */
async function noteDeed(
  turn: Turn,
  conversation: StoredConversation,
  { at, caseId, agent, from, act }: Extract<DialogueEvent, { readonly kind: 'agentActed' }>,
): Promise<void> {
  const ticket = await turn.ticketOf(caseId);
  if (ticket === null) return;
  await turn.addDeed({ ticket: ticket.number, at, who: deedName(agent.name, from), what: act.kind });
  if (act.kind !== 'solved' || ticket.joined !== null) return;
  const task = { kind: 'solveJoined', leader: ticket.number, agent, from } as const;
  await turn.addJob(job(conversation, SAME_TROUBLE, at, { task }));
}

async function saveCases(
  turn: Turn,
  before: readonly DialogueCase[],
  after: readonly DialogueCase[],
): Promise<void> {
  const known = new Map(before.map((summary) => [summary.caseId, summary]));
  for (const summary of after) {
    if (!isDeepStrictEqual(known.get(summary.caseId), summary)) await turn.saveCase(summary);
  }
}
