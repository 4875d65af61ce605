import type { TicketRecord } from './records';
import type { Task } from './task';

/** What a store can be asked when something has to be erased; what erases is part of a turn. */
export interface Traces {
  /**
   * Everybody whose id, or whose name whatever its case, this is; of an id like Slack's, `T1/U1`, the part after
   * the slash is enough. `channel:id` and `channel:name` look on that channel only.
   */
  people(words: string): Promise<readonly KnownPerson[]>;
  /** Conversations in which this person was the last to speak, or from which a ticket of theirs was filed. */
  conversationsWith(person: KnownPerson): Promise<readonly string[]>;
  ticketsOf(conversation: string): Promise<readonly TicketRecord[]>;
  /** Where a ticket's cards stand. */
  deskThreads(ticket: number): Promise<readonly DeskThread[]>;
  /** Takes an agent's name out of the audit trail; returns of how many deeds. */
  eraseFromDeeds(names: readonly string[]): Promise<number>;
  /** Conversations in which nothing has happened since the time and in which nobody is being waited for. */
  silentConversations(before: string, limit: number): Promise<readonly string[]>;
  /** Whose entries these are: those from before the time, after the entry with the given number, oldest first. */
  entriesBefore(before: string, after: number, limit: number): Promise<readonly EntryOwner[]>;
  /**
   * Removes jobs that were given up before the time, and those that were just being added when their conversation
   * was erased; a bounded number at a call. Returns how many.
   */
  pruneJobs(before: string): Promise<number>;
  /** Overwrites, as far as it is the store's to do, the places in its files where erased rows stood. */
  scrub(): Promise<void>;
}

export interface KnownPerson {
  readonly channel: string;
  readonly id: string;
  readonly name: string | null;
}

export interface DeskThread {
  readonly desk: string;
  readonly thread: string;
}

export interface EntryOwner {
  readonly number: number;
  readonly conversation: string;
}

/** How many rows of which table. */
export type ErasedRows = Readonly<Record<string, number>>;

/** What a turn can erase. */
export interface ErasingTurn {
  /** Removes the conversation with everything that belongs to it, also its tickets and who did what with them. */
  erase(): Promise<ErasedRows>;
  /** Removes the conversation's jobs, waiting or given up, whose task is such a one. */
  eraseJobs(isSuch: (task: Task) => boolean): Promise<ErasedRows>;
  /**
   * Removes what was said before the time, unless it belongs to a case that still goes on. A conversation in which
   * nothing goes on and nothing has happened since goes as a whole; its tickets stay, with their facts.
   */
  expire(before: string): Promise<Expired>;
  /** Another state, which does not count as something that has happened. */
  replaceState(state: unknown): Promise<void>;
}

export type Expired =
  | { readonly kind: 'gone' }
  /** `kept`: the cases whose words are still needed. */
  | { readonly kind: 'lives'; readonly entries: number; readonly kept: readonly number[] };
