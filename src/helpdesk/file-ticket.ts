import type { TicketDraft } from '../dialogue/effect';
import type { NewTicket, TicketRecord, Turn } from '../store/store';

/** Trouble that has lasted longer is reported anew: nobody may be working on the old ticket any more. */
const SAME_TROUBLE_MS = 14 * 24 * 3_600_000;

/**
 * Files the case. Where an open ticket of somebody else is about the same trouble the case is added to that
 * one, so that the helpdesk works on it once; `joined` of the record then names it.
 */
export async function fileTicket(turn: Turn, ticket: NewTicket): Promise<TicketRecord> {
  const record = await turn.fileTicket(ticket);
  await turn.closeTicket(record.number, null);
  if (record.opened !== null) return { ...record, closedAt: null };
  const leader = await leaderOf(turn, ticket.draft, ticket.at);
  await turn.joinTicket(record.number, leader);
  await turn.keepTroubles(record.number, ticket.draft.troubles);
  return { ...record, closedAt: null, joined: leader };
}

async function leaderOf(turn: Turn, { troubles }: TicketDraft, at: string): Promise<number | null> {
  const since = new Date(Date.parse(at) - SAME_TROUBLE_MS).toISOString();
  return (await turn.ticketAbout(troubles, since))?.number ?? null;
}
