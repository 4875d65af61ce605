import { deskConversation } from './desk';
import { personWords } from './helpdesk/case-words';
import { job } from './new-job';
import { deedName } from './store/deed-name';
import type { DeskThread, ErasedRows, KnownPerson } from './store/erasing';
import type { TicketRecord } from './store/records';
import type { Store } from './store/store';
import type { Task } from './store/task';

export interface Forgotten {
  readonly rows: ErasedRows;
  /** Deeds in the audit trail that no longer bear their name. */
  readonly deeds: number;
  /** What was known of tickets of theirs, which also stand outside of the store. */
  readonly tickets: readonly ForgottenTicket[];
}

export interface ForgottenTicket extends Pick<TicketRecord, 'number' | 'opened'> {
  /** The ticket of somebody else, in which their case was worked on. */
  readonly leader: Pick<TicketRecord, 'number' | 'opened'> | null;
  readonly cards: readonly DeskThread[];
}

/** Who forgets, and when. */
export interface Forgetting {
  readonly by: string;
  readonly at: string;
}

type ForgettingStore = Pick<
  Store,
  | 'turn'
  | 'conversationsWith'
  | 'ticketsOf'
  | 'ticket'
  | 'ticketsJoinedTo'
  | 'deskThreads'
  | 'eraseFromDeeds'
  | 'scrub'
>;

/**
 * Erases a person from the store, a conversation at a time, also while a bot works on it. What would be needed to
 * find the rest goes last, so one that was interrupted is run again. That a ticket was there and who has erased it
 * stays in the audit trail.
 */
export async function forget(
  store: ForgettingStore,
  person: KnownPerson,
  forgetting: Forgetting,
): Promise<Forgotten> {
  const rows = new Tally();
  const tickets: ForgottenTicket[] = [];
  const conversations = await store.conversationsWith(person);
  for (const conversation of conversations) {
    const theirs = await store.ticketsOf(conversation);
    for (const ticket of theirs) {
      await releaseFollowers(store, ticket, conversations, forgetting.at);
      tickets.push(await forgetTicket(store, ticket, rows));
    }
    rows.add(await eraseConversation(store, conversation, theirs, forgetting));
  }
  const names = [...new Set([person.id, person.name ?? person.id])];
  const deeds = await store.eraseFromDeeds(names.map((name) => deedName(name, person.channel)));
  await store.scrub();
  return { rows: rows.counts, deeds, tickets };
}

/** Other people's cases that were added to this one are on their own again. */
async function releaseFollowers(
  store: ForgettingStore,
  ticket: TicketRecord,
  theirs: readonly string[],
  at: string,
): Promise<void> {
  const followers = await store.ticketsJoinedTo(ticket.number);
  const other = followers.find(({ conversation }) => !theirs.includes(conversation));
  if (other === undefined) return;
  // Closed first, so that nobody is added to it again.
  await store.turn(ticket.conversation, (turn) => turn.closeTicket(ticket.number, at));
  const task = { kind: 'releaseJoined', leader: ticket.number } as const;
  await store.turn(other.conversation, (turn) => turn.addJob(job(other, 'same-trouble', at, { task })));
}

/** What is about the ticket and stands in other conversations than its own. */
async function forgetTicket(
  store: ForgettingStore,
  ticket: TicketRecord,
  rows: Tally,
): Promise<ForgottenTicket> {
  const cards = await store.deskThreads(ticket.number);
  for (const { desk, thread } of cards)
    rows.add(await store.turn(deskConversation(desk, thread), (turn) => turn.erase()));
  const leader = ticket.joined === null ? null : await store.ticket(ticket.joined);
  if (leader !== null) {
    const isAboutThem = (task: Task) =>
      task.kind === 'notify' && task.notice.kind === 'joined' && task.name === personWords(ticket.person);
    rows.add(await store.turn(leader.conversation, (turn) => turn.eraseJobs(isAboutThem)));
  }
  return { number: ticket.number, opened: ticket.opened, leader, cards };
}

function eraseConversation(
  store: ForgettingStore,
  conversation: string,
  tickets: readonly TicketRecord[],
  { by, at }: Forgetting,
): Promise<ErasedRows> {
  return store.turn(conversation, async (turn) => {
    const rows = await turn.erase();
    for (const { number } of tickets) await turn.addDeed({ ticket: number, at, who: by, what: 'erased' });
    return rows;
  });
}

/** Counts rows by table. */
class Tally {
  readonly counts: Record<string, number> = {};

  add(rows: ErasedRows): void {
    for (const [table, count] of Object.entries(rows)) this.counts[table] = (this.counts[table] ?? 0) + count;
  }
}
