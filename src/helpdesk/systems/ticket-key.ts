import type { OpenedTicket } from '../ticket-system';

/**
 * What a ticket system keeps to know a ticket again: the reference people say, and when the case was handed
 * over, because a store that is begun anew counts its references from the start.
 */
export function ticketKey(ticket: Pick<OpenedTicket, 'reference' | 'openedAt'>): string {
  return `${ticket.reference}-${Date.parse(ticket.openedAt).toString(36)}`;
}
