import type { Happening, TicketNews } from '../../ticket-system';
import type { Entry, Incident } from './servicenow-api';

/** Resolved, closed, cancelled. */
export const ENDED: ReadonlySet<string> = new Set(['6', '7', '8']);

/** `2026-11-24 08:00:00`, which is UTC, as ISO 8601. */
export function timeOf(stored: string | null): string {
  return `${(stored ?? '').replace(' ', 'T')}.000Z`;
}

/**
 * What others than the bot did since the given time: their entries of the journal, and what the incident
 * itself tells of being taken, solved and reopened. The bot opened it: that is how its own id is known.
 */
export function newsOf(
  journal: readonly Entry[],
  incident: Incident,
  user: string,
  reference: string,
  from: string,
): readonly TicketNews[] {
  const entries = journal
    .filter(({ sys_created_by, value }) => sys_created_by !== user && value.trim() !== '')
    .map((entry): TicketNews => ({
      id: `servicenow-${entry.sys_id}`,
      reference,
      at: timeOf(entry.sys_created_on),
      by: entry.sys_created_by,
      what: { kind: 'commented', text: entry.value.trim(), internal: entry.element === 'work_notes' },
    }));
  const states = statesOf(incident).map(({ at, by, what }): TicketNews => ({
    id: `servicenow-${incident.sys_id.value}-${what.kind}-${what.kind === 'taken' ? by.value : at}`,
    reference,
    at,
    by: by.display_value ?? '',
    what,
  }));
  return [...entries, ...states].filter(({ at }) => Date.parse(at) >= Date.parse(from));
}

interface StateNews {
  readonly at: string;
  readonly by: Incident['opened_by'];
  readonly what: Happening;
}

function statesOf(incident: Incident): readonly StateNews[] {
  const {
    state,
    sys_updated_on,
    opened_by,
    assigned_to,
    resolved_at,
    resolved_by,
    reopened_time,
    reopened_by,
  } = incident;
  const ended = ENDED.has(state.value ?? '');
  const told: readonly (StateNews & { readonly holds: boolean })[] = [
    { holds: true, at: timeOf(sys_updated_on.value), by: assigned_to, what: { kind: 'taken' } },
    { holds: ended, at: timeOf(resolved_at.value), by: resolved_by, what: { kind: 'solved' } },
    { holds: !ended, at: timeOf(reopened_time.value), by: reopened_by, what: { kind: 'reopened' } },
  ];
  return told.filter(({ holds, by }) => holds && by.value && by.value !== opened_by.value);
}
