import type { Selectable } from 'kysely';
import type { CaseSummary } from '../channel';
import type { TicketDraft } from '../dialogue/effect';
import type { TicketRecord, TranscriptEntry } from './records';
import type { BuriedJob, Job } from './store';
import type { Task } from './task';
import type { Tables } from './tables';

// JSON that this program wrote itself, in the same transaction as the row around it, is trusted when read.

export function readEntry(json: string): TranscriptEntry {
  return JSON.parse(json) as TranscriptEntry;
}

/** The question a reply asks; null for everything else. */
export function questionOf(entry: TranscriptEntry): number | null {
  return entry.kind === 'replied' ? (entry.reply.question?.id ?? null) : null;
}

export function readTicket(row: Selectable<Tables['tickets']>): TicketRecord {
  return {
    number: row.number,
    conversation: row.conversation,
    channel: row.channel,
    person: { id: row.user_id, name: row.user_name },
    draft: JSON.parse(row.draft) as TicketDraft,
    at: row.at,
    opened: row.reference === null ? null : { reference: row.reference, url: row.url },
    closedAt: row.closed_at,
    joined: row.joined,
  };
}

export type DueRow = Pick<
  Selectable<Tables['jobs']>,
  'id' | 'conversation' | 'channel' | 'task' | 'added_at' | 'attempts'
> & { readonly address: string };

/** What a worker is given of a job, from jobs joined with conversations. */
export const DUE_ROW = [
  'jobs.id',
  'jobs.conversation',
  'jobs.channel',
  'conversations.address',
  'jobs.task',
  'jobs.added_at',
  'jobs.attempts',
  'jobs.due_at',
] as const;

export function readJob(row: DueRow): Job {
  return {
    id: row.id,
    conversation: row.conversation,
    channel: row.channel,
    address: row.address,
    task: JSON.parse(row.task) as Task,
    addedAt: row.added_at,
    attempt: row.attempts + 1,
  };
}

export function readBuriedJob(row: Selectable<Tables['buried_jobs']>): BuriedJob {
  return {
    id: row.id,
    conversation: row.conversation,
    channel: row.channel,
    task: JSON.parse(row.task) as Task,
    attempts: row.attempts,
    reason: row.reason,
    buriedAt: row.buried_at,
  };
}

export function caseRow(summary: CaseSummary): Selectable<Tables['cases']> {
  return {
    conversation: summary.conversation,
    case_id: summary.caseId,
    title: summary.title,
    state: summary.state,
    since: summary.since,
    ticket: summary.ticket,
  };
}

export function readCase(row: Selectable<Tables['cases']>): CaseSummary {
  return {
    conversation: row.conversation,
    caseId: row.case_id,
    title: row.title,
    state: row.state as CaseSummary['state'],
    since: row.since,
    ticket: row.ticket,
  };
}
