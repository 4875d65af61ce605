import type { ChangesOutcome, OpenedTicket, TicketNews } from '../ticket-system';

/** What a system was already asked about is asked about again for this long: its writers finish out of order. */
const OVERLAP_MS = 60_000;

export interface Poll {
  readonly tickets: readonly OpenedTicket[];
  /** ISO 8601. */
  readonly since: string;
  /** How many tickets the system takes in one question. */
  readonly size: number;
  /** The system's own id of a ticket, as `lastChanges` tells it. */
  idOf(ticket: OpenedTicket): string;
  /** When each was last changed, by the system's clock; those that are gone are left out. */
  lastChanges(tickets: readonly OpenedTicket[]): Promise<ReadonlyMap<string, string>>;
  newsOf(ticket: OpenedTicket, from: string): Promise<readonly TicketNews[]>;
}

/** Asks which tickets changed, and only those for what happened in them. */
export async function pollTickets(poll: Poll): Promise<ChangesOutcome> {
  const from = new Date(Date.parse(poll.since) - OVERLAP_MS).toISOString();
  const news: TicketNews[] = [];
  let until = poll.since;
  for (let at = 0; at < poll.tickets.length; at += poll.size) {
    const tickets = poll.tickets.slice(at, at + poll.size);
    const changes = await poll.lastChanges(tickets);
    for (const ticket of tickets) {
      const changed = changes.get(poll.idOf(ticket));
      if (changed === undefined || Date.parse(changed) < Date.parse(from)) continue;
      until = later(until, new Date(changed).toISOString());
      news.push(...(await poll.newsOf(ticket, from)));
    }
  }
  news.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return { kind: 'changes', news, until };
}

function later(one: string, other: string): string {
  return Date.parse(one) < Date.parse(other) ? other : one;
}
