import { sql, type Kysely } from 'kysely';
import type { Reply } from '../dialogue/reply';
import type { FreshReplies } from './fresh-replies';
import type { UpcomingJob } from './job-worker';
import { atMost, prepared, type Slots } from './prepared';
import { DUE_ROW, readEntry, readJob } from './rows';
import type { Job, WorkerOptions } from './store';
import type { Tables } from './tables';

/** A job that was due when the last process ended may have been under way; its next try is not its first. */
export async function countInterruptedTries(db: Kysely<Tables>, options: WorkerOptions): Promise<void> {
  await db
    .updateTable('jobs')
    .set((row) => ({ attempts: row('attempts', '+', 1) }))
    .where('channel', 'in', [...options.channels])
    .where('due_at', '<=', options.clock().toISOString())
    .execute();
}

/** At least as many as a worker performs at the same time. */
const LOOKED_AT_ONCE = 32;

/**
 * Jobs by the time they are due, the first `limit` of the channels that are not in `except`. One look into an index
 * a channel: a long queue of a channel that is switched off costs nothing.
 */
export async function upcomingJobs(
  db: Kysely<Tables>,
  fresh: FreshReplies,
  channels: readonly string[],
  limit: number,
  except: readonly number[],
): Promise<readonly UpcomingJob[]> {
  const found: UpcomingJob[] = [];
  for (const channel of channels) found.push(...(await upcomingOfChannel(db, channel, limit, except)));
  const first = found.sort((one, other) => (one.dueAt < other.dueAt ? -1 : 1)).slice(0, limit);
  return withReplies(db, fresh, first);
}

/** What is to be posted stands in the transcript, or is missing because it was erased. */
async function withReplies(
  db: Kysely<Tables>,
  fresh: FreshReplies,
  upcoming: readonly UpcomingJob[],
): Promise<readonly UpcomingJob[]> {
  const messages = upcoming.flatMap(({ job }) => messageToPost(job) ?? []);
  // Nothing waits to be posted: what is still at hand was erased meanwhile.
  if (messages.length === 0) fresh.clear();
  const replies = new Map<number, Reply>();
  for (const message of messages) {
    const reply = fresh.take(message);
    if (reply !== undefined) replies.set(message, reply);
  }
  const unknown = messages.filter((message) => !replies.has(message));
  for (const [message, reply] of await storedReplies(db, unknown)) replies.set(message, reply);
  return upcoming.map(({ dueAt, job }) => ({ dueAt, job: withReply(job, replies) }));
}

async function storedReplies(
  db: Kysely<Tables>,
  messages: readonly number[],
): Promise<readonly (readonly [number, Reply])[]> {
  if (messages.length === 0) return [];
  const rows = await selectEntries(db, { numbers: JSON.stringify(messages) });
  return rows.flatMap(({ id, entry }) => {
    const said = readEntry(entry);
    return said.kind === 'replied' ? [[id, said.reply] as const] : [];
  });
}

/** The number of the reply in the transcript; null where the job is another, or brings the reply along. */
function messageToPost({ task }: Job): number | null {
  return task.kind === 'post' && task.reply === undefined ? task.message : null;
}

function withReply(job: Job, replies: ReadonlyMap<number, Reply>): Job {
  const message = messageToPost(job);
  const reply = message === null ? undefined : replies.get(message);
  return message === null || reply === undefined ? job : { ...job, task: { kind: 'post', message, reply } };
}

const selectEntries = prepared((db, slot: Slots<{ numbers: string }>) =>
  db
    .selectFrom('messages')
    .select(['id', 'entry'])
    .where(sql<boolean>`id in (select value from json_each(${slot('numbers')}))`),
);

async function upcomingOfChannel(
  db: Kysely<Tables>,
  channel: string,
  limit: number,
  except: readonly number[],
): Promise<readonly UpcomingJob[]> {
  const rows = await selectUpcoming(db, { channel, except: JSON.stringify(except) });
  return rows
    .slice(0, limit)
    .flatMap((row) => (row.due_at === null ? [] : [{ dueAt: row.due_at, job: readJob(row) }]));
}

const selectUpcoming = prepared((db, slot: Slots<{ channel: string; except: string }>) =>
  db
    .selectFrom('jobs')
    .innerJoin('conversations', 'conversations.id', 'jobs.conversation')
    .select(DUE_ROW)
    .where('jobs.channel', '=', slot('channel'))
    .where('jobs.due_at', 'is not', null)
    .where(sql<boolean>`jobs.id not in (select value from json_each(${slot('except')}))`)
    .orderBy('jobs.due_at')
    .orderBy('jobs.id')
    .limit(atMost(LOOKED_AT_ONCE)),
);
