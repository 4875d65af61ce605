import type { Ticket } from './ticket';

/** Where tickets are worked on. */
export interface TicketSystem {
  readonly name: string;
  /**
   * Opens the ticket, or finds the one that was opened for the same `ticket.reference` by a try whose answer
   * was lost. An exception counts as a retry.
   */
  open(ticket: Ticket): Promise<TicketOutcome>;
}

export type TicketOutcome =
  | { readonly kind: 'opened'; readonly reference: string; readonly url: string | null }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string }
  /** It will never be taken; the case stays in the store, where `bouncedesk tickets` shows it. */
  | { readonly kind: 'refused'; readonly reason: string };

/** TICKETS=none: the store is the ticket system, and a ticket in the store is open. */
export const storeOnly: TicketSystem = {
  name: 'none',
  open: (ticket) => Promise.resolve({ kind: 'opened', reference: ticket.reference, url: null }),
};

/**
 * A ticket system in which a case goes on after it was opened: what the employee says gets there, and what
 * the agents do comes back. No method throws for what a system can answer; an exception counts as a retry.
 */
export interface LiveTicketSystem extends TicketSystem {
  /** Adds a note for the agents; it is mailed to nobody outside the helpdesk by our doing. */
  comment(ticket: OpenedTicket, comment: Comment, attempt: Attempt): Promise<UpdateOutcome>;
  /** Adds a file. Its name is unique within the ticket. */
  attach(ticket: OpenedTicket, file: TicketFile, attempt: Attempt): Promise<UpdateOutcome>;
  /** Done as well when the ticket is in that state already. */
  setState(ticket: OpenedTicket, state: TicketState, attempt: Attempt): Promise<UpdateOutcome>;
  readonly news: NewsSource;
}

export function isLive(system: TicketSystem): system is LiveTicketSystem {
  return 'news' in system;
}

/** A ticket that the system has taken; every `Ticket` whose `opened` is set is one. */
export interface OpenedTicket {
  readonly reference: string;
  readonly openedAt: string;
  readonly opened: { readonly reference: string; readonly url: string | null };
}

export interface Comment {
  readonly author: string;
  /** Plain text: nothing in it is read as markup or as a mention. */
  readonly text: string;
}

export interface TicketFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** `solved` closes it as far as an agent would; `open` takes that back. */
export type TicketState = 'open' | 'solved';

/** One try of an update. */
export interface Attempt {
  /** Unique within the ticket and the same at every try: what already came through is not done again. */
  readonly key: string;
  /** 1 for the first. After a crash the first try may already have reached the system. */
  readonly number: number;
}

export type UpdateOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** How the agents' doings get back: some systems are asked, others tell. */
export type NewsSource = PolledNews | PushedNews;

export interface PolledNews {
  readonly kind: 'polled';
  /**
   * What agents did in these tickets since the given time, oldest first. A little of what was told before is
   * told again, under the same ids, so that nothing is missed between two calls.
   */
  changes(tickets: readonly OpenedTicket[], since: string): Promise<ChangesOutcome>;
}

export interface PushedNews {
  readonly kind: 'pushed';
  /** Where the other side posts it, such as `/tickets/webhook`. */
  readonly path: string;
  readonly maxBytes: number;
  /** Refuses what does not prove that it comes from the ticket system. `at` is now. */
  receive(request: PushedRequest, at: string): Promise<PushOutcome>;
}

export interface PushedRequest {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

export type ChangesOutcome =
  /** `until` is the next call's `since`. */
  | { readonly kind: 'changes'; readonly news: readonly TicketNews[]; readonly until: string }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

export type PushOutcome =
  | { readonly kind: 'news'; readonly news: readonly TicketNews[] }
  /** Answer with this HTTP status. */
  | { readonly kind: 'refused'; readonly status: 400 | 401; readonly reason: string };

/** Something a human did in the ticket; never what the bot did there itself. */
export interface TicketNews {
  /** Unique within the ticket system: news that comes again has the id it had. */
  readonly id: string;
  /** The ticket, by our reference. */
  readonly reference: string;
  readonly at: string;
  readonly by: string;
  readonly what: Happening;
}

export type Happening =
  /** `internal`: written for colleagues, where the system tells notes from answers. */
  | { readonly kind: 'commented'; readonly text: string; readonly internal: boolean }
  | { readonly kind: 'taken' }
  | { readonly kind: 'solved' }
  | { readonly kind: 'reopened' };
