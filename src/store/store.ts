import type { CaseSummary } from '../channel';
import type { ErasingTurn, Traces } from './erasing';
import type {
  AskedMessage,
  AuditedDeed,
  ConversationSummary,
  NewTicket,
  NumberedEntry,
  StoredConversation,
  TicketRecord,
  TranscriptEntry,
} from './records';
import type { Task } from './task';

/**
 * What the bot keeps: conversations, the ids of events that were handled, the transcript, the outbox (jobs
 * and timers), cases and tickets. Two forms run the same contract suite: an embedded one for one process,
 * and PostgreSQL for several replicas. Times are ISO 8601 in UTC with milliseconds, so that they sort as text.
 */
export interface Store extends Traces {
  /**
   * Runs `work` as one turn of a conversation: all of it is stored or nothing, no other turn of the same
   * conversation runs meanwhile on any replica, and what it wrote survives a crash once the promise resolves.
   * `work` must only touch the store: it may run while a database lock is held, and once more from the start
   * when the database undid what it did, a turn that shared its commit failed, or the connection was lost.
   */
  turn<Result>(conversation: string, work: (turn: Turn) => Promise<Result>): Promise<Result>;

  /** Begins to perform jobs; a store has one worker at a time. Throws a StoreError when it can't. */
  startWorker(options: WorkerOptions): Promise<Worker>;

  /** Whether the conversation was ever begun. */
  knows(conversation: string): Promise<boolean>;
  casesOf(channel: string, userId: string): Promise<readonly CaseSummary[]>;
  /** Newest first. */
  tickets(limit: number): Promise<readonly TicketRecord[]>;
  ticket(number: number): Promise<TicketRecord | null>;
  /** The ticket whose card has this thread. */
  ticketAtThread(desk: string, thread: string): Promise<TicketRecord | null>;
  /** The thread of the ticket's card; null as long as it was not posted. */
  deskThread(ticket: number, desk: string): Promise<string | null>;
  /** The tickets that were added to this one and are not closed. */
  ticketsJoinedTo(number: number): Promise<readonly TicketRecord[]>;
  /** Tickets that a ticket system has taken and that were not closed before `closedSince`, oldest first. */
  openedTickets(closedSince: string, limit: number): Promise<readonly TicketRecord[]>;
  /** What was done with a ticket and by whom, oldest first. */
  deeds(ticket: number): Promise<readonly AuditedDeed[]>;
  /** The entry of a transcript by its number. */
  entry(number: number): Promise<TranscriptEntry | null>;
  /** Oldest first, from `since` on. */
  transcript(conversation: string, since: string, limit: number): Promise<readonly TranscriptEntry[]>;
  /** What was said after the entry with this number, oldest first; 0 is before all of it. */
  entriesAfter(conversation: string, after: number, limit: number): Promise<readonly NumberedEntry[]>;
  /** Conversations of a person on a channel, the one with the latest event first. */
  conversationsOf(channel: string, userId: string, limit: number): Promise<readonly ConversationSummary[]>;
  /** What could not be done and was given up, newest first: a human should look at it. */
  buriedJobs(limit: number): Promise<readonly BuriedJob[]>;
  outbox(now: string): Promise<OutboxState>;
  /** A value an adapter keeps under a key of its own; null when there is none. */
  kept(key: string): Promise<string | null>;
  /** Null removes it. */
  keep(key: string, value: string | null): Promise<void>;
  /** Throws when the store can't be written: what a readiness check asks. */
  check(): Promise<void>;
  /** Forgets ids of events handled before the given time, a bounded number at a call; returns how many. */
  pruneEvents(before: string): Promise<number>;
  close(): Promise<void>;
}

/** The operations of one turn. They see what was written before them in the same turn. */
export interface Turn extends ErasingTurn {
  /** False when any of the ids was seen before. All of them count as seen from now on. */
  recordEvents(ids: readonly string[], at: string): Promise<boolean>;
  conversation(): Promise<StoredConversation | null>;
  saveConversation(conversation: StoredConversation, at: string): Promise<void>;
  saveCase(summary: Omit<CaseSummary, 'conversation'>): Promise<void>;
  /** Returns the message's number, which grows within the store. */
  addMessage(entry: TranscriptEntry): Promise<number>;
  /** The latest reply of this conversation that asked this question. */
  asked(question: number): Promise<AskedMessage | null>;
  markDelivered(message: number, messageRef: string): Promise<void>;
  /**
   * The ticket of a case: made at the first call, and the same one at every later call. As long as it was
   * not opened, a later call renews its draft.
   */
  fileTicket(ticket: NewTicket): Promise<TicketRecord>;
  markTicketOpened(
    number: number,
    opened: { readonly reference: string; readonly url: string | null },
  ): Promise<void>;

  ticketOf(caseId: number): Promise<TicketRecord | null>;
  /** Null opens it again. */
  closeTicket(number: number, closedAt: string | null): Promise<void>;
  /** Adds the ticket to another one; null takes it out again. */
  joinTicket(number: number, joined: number | null): Promise<void>;
  /** What the ticket is about; puts itself in the place of what was kept before. */
  keepTroubles(ticket: number, troubles: readonly string[]): Promise<void>;
  /** The first open ticket of another conversation that is about one of these and was filed since then. */
  ticketAbout(troubles: readonly string[], since: string): Promise<TicketRecord | null>;
  keepDeskThread(ticket: number, desk: string, thread: string): Promise<void>;
  addDeed(deed: AuditedDeed): Promise<void>;

  /** Adds a job. One with a key that this conversation already has replaces it. */
  addJob(job: NewJob): Promise<void>;
  /** Whether this conversation has a job in this queue, due or not. */
  hasJobs(queue: string): Promise<boolean>;
  /** Removes the job with this key, if it is still there. */
  cancelJob(key: string): Promise<void>;
  /** Removes a job that was performed. False when it is gone: its outcome was recorded, or it was cancelled. */
  completeJob(id: number): Promise<boolean>;
  /** Counts a try and puts the next one off. Jobs behind it in its queue wait with it. */
  postponeJob(id: number, dueAt: string, reason: string): Promise<void>;
  /** Gives a job up for good and keeps it where a human can see it. False when it is gone. */
  buryJob(id: number, reason: string, at: string): Promise<boolean>;
}

export interface NewJob {
  readonly channel: string;
  /**
   * Jobs of one queue of a conversation are performed one by one in the order they were added, and the
   * first one holds back the others until it is done or buried. Different queues don't wait for each other.
   */
  readonly queue: string;
  readonly task: Task;
  readonly key: string | null;
  readonly at: string;
  readonly runAt: string;
}

export interface Job {
  readonly id: number;
  readonly conversation: string;
  readonly channel: string;
  /** The conversation's address as it is now, not as it was when the job was added. */
  readonly address: string;
  readonly task: Task;
  readonly addedAt: string;
  /** 1 for the first. After a crash a try that may have been under way counts. */
  readonly attempt: number;
}

export interface BuriedJob {
  readonly id: number;
  readonly conversation: string;
  readonly channel: string;
  readonly task: Task;
  readonly attempts: number;
  readonly reason: string;
  readonly buriedAt: string;
}

export interface OutboxState {
  /** Jobs that are due, or stand behind one that is. */
  readonly waiting: number;
  readonly buried: number;
  /** When the job that is due longest became due; null when none is. */
  readonly oldestDueAt: string | null;
}

export interface WorkerOptions {
  /** Only jobs of these channels are taken. */
  readonly channels: readonly string[];
  /** How many jobs run at once. */
  readonly concurrency: number;
  readonly clock: () => Date;
  /** Performs a job and records its outcome in a turn; a rejection means that nothing could be recorded. */
  perform(job: Job): Promise<void>;
  /** Told about what went wrong inside the worker; the work goes on. */
  onError(error: unknown): void;
}

export interface Worker {
  /** When it last looked for jobs, or was done with one; at most a minute ago as long as it works. */
  lastSign(): Date;
  /** Looks for due jobs now and resolves when none is due and none is being performed. */
  idle(): Promise<void>;
  /** Takes no further job and resolves when those under way are done. */
  stop(): Promise<void>;
}
