import type { TicketNews } from '../../ticket-system';
import type { RtApi, Transaction } from './rt-api';

/** The statuses of RT's default lifecycle that end a ticket. */
export const ENDED: ReadonlySet<string> = new Set(['resolved', 'rejected', 'deleted']);

/** The user of tickets that nobody has taken. */
const NOBODY = 'Nobody';

/** What others than the bot did in the ticket since the given time. */
export async function newsOf(
  api: RtApi,
  id: string,
  reference: string,
  from: string,
): Promise<readonly TicketNews[]> {
  const entries = await api.history(id);
  // The bot created the ticket: that is how it knows its own user, also when it only has a token.
  const us = entries.find(({ Type }) => Type === 'Create')?.Creator.id;
  const news: TicketNews[] = [];
  for (const entry of entries) {
    if (Date.parse(entry.Created) < Date.parse(from) || entry.Creator.id === us) continue;
    const happened = await happeningOf(api, entry);
    if (happened === null) continue;
    news.push({ id: `rt-${entry.id}`, reference, at: new Date(entry.Created).toISOString(), ...happened });
  }
  return news;
}

async function happeningOf(api: RtApi, entry: Transaction): Promise<Pick<TicketNews, 'by' | 'what'> | null> {
  const { id, Type, Field, OldValue, NewValue } = entry;
  const by = entry.Creator.id;
  if (Type === 'Correspond' || Type === 'Comment') {
    const text = await api.textOf(id);
    return text === '' ? null : { by, what: { kind: 'commented', text, internal: Type === 'Comment' } };
  }
  if (Type === 'Set' && Field === 'Owner') {
    const owner = await api.userName(NewValue ?? '');
    return owner === NOBODY ? null : { by: owner, what: { kind: 'taken' } };
  }
  if (Type !== 'Status') return null;
  const ended = ENDED.has(NewValue ?? '');
  if (ended === ENDED.has(OldValue ?? '')) return null;
  return { by, what: { kind: ended ? 'solved' : 'reopened' } };
}
