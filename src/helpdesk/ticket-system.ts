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
