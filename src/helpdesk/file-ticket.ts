import type { TicketDraft } from '../dialogue/effect';
import type { NewTicket, TicketRecord } from '../store/records';
import type { Turn } from '../store/store';

/** Trouble that has lasted longer is reported anew: nobody may be working on the old ticket any more. */
const SAME_TROUBLE_MS = 14 * 24 * 3_600_000;

/**
 * Files the case. Where a ticket of somebody else is about the same trouble and humans are at it, the case is added
 * to that one, so that the helpdesk works on it once; `joined` of the record then names it. A case that has a ticket
 * of its own keeps it.
 */
export async function fileTicket(turn: Turn, ticket: NewTicket): Promise<TicketRecord> {
  const known = await turn.ticketOf(ticket.draft.caseId);
  const record = await turn.fileTicket(ticket);
  if (known !== null && known.joined === null) return record;
  const joined = await leaderOf(turn, ticket.draft, ticket.at);
  await turn.joinTicket(record.number, joined);
  return { ...record, joined };
}

/** The number of the ticket that a case filed at that time is to be added to. */
export async function leaderOf(turn: Turn, { troubles }: TicketDraft, at: string): Promise<number | null> {
  const since = new Date(Date.parse(at) - SAME_TROUBLE_MS).toISOString();
  return (await turn.ticketAbout(troubles, since))?.number ?? null;
}
