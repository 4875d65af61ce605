import type { Happening, TicketNews } from '../../ticket-system';
import type { AuditEvent, AuditTrail, ZendeskApi } from './zendesk-api';

const ENDED: ReadonlySet<unknown> = new Set(['solved', 'closed']);

/** What others than the bot did in the ticket since the given time. */
export async function newsOf(
  api: ZendeskApi,
  us: number,
  id: string,
  reference: string,
  from: string,
): Promise<readonly TicketNews[]> {
  const trail = await api.auditsOf(id);
  return trail.audits
    .filter(({ author_id, created_at }) => author_id !== us && Date.parse(created_at) >= Date.parse(from))
    .flatMap((audit) =>
      audit.events.flatMap((event, index): TicketNews[] => {
        const what = happeningOf(event);
        if (what === null) return [];
        const at = new Date(audit.created_at).toISOString();
        const by = nameOf(trail, what.kind === 'taken' ? Number(event.value) : audit.author_id);
        return [{ id: `zendesk-${audit.id}-${index}`, reference, at, by, what }];
      }),
    );
}

function happeningOf({ type, field_name, value, previous_value, ...event }: AuditEvent): Happening | null {
  if (type === 'Comment') {
    const text = (event.plain_body ?? event.body ?? '').trim();
    return text === '' ? null : { kind: 'commented', text, internal: event.public !== true };
  }
  if (type !== 'Change') return null;
  if (field_name === 'assignee_id') return value === null || value === '' ? null : { kind: 'taken' };
  if (field_name !== 'status' || ENDED.has(value) === ENDED.has(previous_value)) return null;
  return { kind: ENDED.has(value) ? 'solved' : 'reopened' };
}

function nameOf({ names }: AuditTrail, user: number): string {
  return names.get(user) ?? `${user}`;
}
