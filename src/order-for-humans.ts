import type { DeskNotice, Effect } from './dialogue/effect';
import { isOver, type Standing } from './dialogue/standing';
import type { Agent } from './dialogue/state';
import { personWords } from './helpdesk/case-words';
import { fileTicket } from './helpdesk/file-ticket';
import { deskQueue, job, SAME_TROUBLE } from './new-job';
import type { StoredConversation, TicketRecord } from './store/records';
import type { Turn } from './store/store';
import type { DeskTask, Task } from './store/task';

/** Where the humans of the helpdesk are. */
export interface HumanSide {
  /** The desk channels, by name. */
  readonly desks: readonly string[];
  /** The ticket system takes comments and changes of state. */
  readonly liveTickets: boolean;
}

type ForHumans = Extract<
  Effect,
  { readonly kind: 'openTicket' | 'showStanding' | 'relay' | 'mirror' | 'tellDesk' | 'tellAgent' }
>;

interface Ordering {
  readonly turn: Turn;
  readonly conversation: StoredConversation;
  readonly at: string;
  readonly heard: number | null;
  readonly humans: HumanSide;
  /** Ends the names of the queues of what is about somebody else's ticket, which may be long in coming. */
  readonly lane?: string;
}

/** Writes an effect that concerns the helpdesk into the outbox: a lane for each desk and one for tickets. */
export async function orderForHumans(own: Ordering, effect: ForHumans): Promise<void> {
  if (effect.kind === 'openTicket') return openTicket(own, effect);
  const ticket = await own.turn.ticketOf(effect.caseId);
  if (ticket === null) return;
  // A case that was added to another one is worked on there.
  const number = ticket.joined ?? ticket.number;
  const ordering = ticket.joined === null ? own : { ...own, lane: `:of-${number}` };
  switch (effect.kind) {
    case 'showStanding':
      return showStanding(ordering, ticket, effect.standing);
    case 'relay':
      return relay(ordering, number, effect);
    case 'mirror':
      return mirror(ordering, number, effect);
    case 'tellDesk':
      return tellDesk(ordering, number, effect.notice);
    case 'tellAgent': {
      const { from: desk, agent, notice } = effect;
      if (!ordering.humans.desks.includes(desk)) return;
      return toDesk(ordering, desk, { kind: 'tellAgent', desk, ticket: number, agent: agent.id, notice });
    }
  }
}

async function openTicket(
  ordering: Ordering,
  { draft, underWay }: Extract<ForHumans, { kind: 'openTicket' }>,
): Promise<void> {
  const { turn, conversation, at } = ordering;
  const { channel, user: person } = conversation;
  const known = await turn.ticketOf(draft.caseId);
  const { number, joined } = await fileTicket(turn, { channel, person, draft, at });
  if (joined !== null) return toTickets(ordering, { kind: 'tellJoined', ticket: number, leader: joined });
  const own = known !== null && known.joined === null;
  // What was ordered before stands at its place, ahead of what is to be written into the ticket.
  if (!own || !underWay) await toTickets(ordering, { kind: 'openTicket', ticket: number });
  // A new case gets its files once it has a card; the thread of an old one gets what was said since.
  if (own)
    await toDesks(ordering, (desk) => ({ kind: 'postCaseFile', desk, ticket: number, file: 'conversation' }));
}

async function showStanding(ordering: Ordering, ticket: TicketRecord, standing: Standing): Promise<void> {
  const { turn, at, humans } = ordering;
  const { number } = ticket;
  const over = isOver(standing);
  const changed = over !== (ticket.closedAt !== null);
  if (changed) await turn.closeTicket(number, over ? at : null);
  if (ticket.joined !== null) return;
  await leadOthers(ordering, ticket, standing);
  if (changed && humans.liveTickets)
    await toTickets(ordering, { kind: 'setTicketState', ticket: number, state: over ? 'solved' : 'open' });
  await toDesks(ordering, (desk) => ({ kind: 'showCard', desk, ticket: number, standing }));
}

/** Others with the same trouble are added to a case as long as humans are at it, and let go when they leave it. */
async function leadOthers(
  { turn, conversation, at }: Ordering,
  { number, draft }: TicketRecord,
  { progress: { kind } }: Standing,
): Promise<void> {
  const led = kind === 'waiting' || kind === 'taken';
  if (draft.troubles.length > 0) await turn.keepTroubles(number, led ? draft.troubles : []);
  // Where it is solved they are asked themselves: see turn-taking.ts.
  if (led || kind === 'solved') return;
  const task = { kind: 'releaseJoined', leader: number } as const;
  await turn.addJob(job(conversation, SAME_TROUBLE, at, { task }));
}

/** Where the agent has solved it in the ticket system, it is closed there and has to be opened again. */
async function tellDesk(ordering: Ordering, ticket: number, notice: DeskNotice): Promise<void> {
  const name = personWords(ordering.conversation.user);
  if (notice.kind === 'still-bouncing' && ordering.humans.liveTickets)
    await toTickets(ordering, { kind: 'setTicketState', ticket, state: 'open' });
  const agent = notice.kind === 'still-bouncing' ? notice.to : null;
  await toDesks(ordering, (desk) => ({
    kind: 'notify',
    desk,
    ticket,
    name,
    notice,
    ...calling(agent, desk),
  }));
}

async function relay(
  ordering: Ordering,
  ticket: number,
  { edited, to }: Extract<ForHumans, { kind: 'relay' }>,
): Promise<void> {
  const { heard: message, humans, conversation } = ordering;
  const name = personWords(conversation.user);
  if (edited !== null) {
    await toDesks(ordering, (desk) => ({
      kind: 'relayEdit',
      desk,
      ticket,
      name,
      text: edited,
      ...calling(to, desk),
    }));
    const author = `${name} (corrected)`;
    if (humans.liveTickets)
      await toTickets(ordering, { kind: 'commentTicket', ticket, author, text: edited });
    return;
  }
  if (message === null) return;
  const said = { channel: conversation.channel, name, message };
  await toDesks(ordering, (desk) => ({ kind: 'relay', desk, ticket, ...said, ...calling(to, desk) }));
  if (humans.liveTickets) await toTickets(ordering, { kind: 'commentSaid', ticket, ...said });
}

/** An agent is called where they work, and nowhere else. */
function calling(agent: Agent | null, desk: string): { readonly to?: Agent } {
  return agent?.at === desk ? { to: agent } : {};
}

/** What an agent wrote in one place is read in all the others. */
async function mirror(
  ordering: Ordering,
  ticket: number,
  { from, name, text }: Extract<ForHumans, { kind: 'mirror' }>,
): Promise<void> {
  const { humans } = ordering;
  for (const desk of humans.desks)
    if (desk !== from) await toDesk(ordering, desk, { kind: 'mirror', desk, ticket, name, text });
  if (humans.liveTickets && humans.desks.includes(from))
    await toTickets(ordering, { kind: 'commentTicket', ticket, author: name, text });
}

async function toDesks(ordering: Ordering, taskFor: (desk: string) => DeskTask): Promise<void> {
  for (const desk of ordering.humans.desks) await toDesk(ordering, desk, taskFor(desk));
}

async function toDesk({ turn, at, lane = '' }: Ordering, desk: string, task: DeskTask): Promise<void> {
  await turn.addJob(job({ channel: desk }, `${deskQueue(desk)}${lane}`, at, { task }));
}

async function toTickets({ turn, conversation, at, lane = '' }: Ordering, task: Task): Promise<void> {
  await turn.addJob(job(conversation, `tickets${lane}`, at, { task }));
}
