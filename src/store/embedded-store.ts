import { sql, type Kysely } from 'kysely';
import { CommitQueue } from './commit-queue';
import { openEmbeddedDatabase, type EmbeddedDatabase } from './embedded-database';
import { JobWorker, type UpcomingJob } from './job-worker';
import { atMost, prepared, type Slots } from './prepared';
import { readJob } from './rows';
import type { NumberedEntry } from './records';
import { SqlReads } from './sql-reads';
import { keepProbe, keepValue } from './kept-values';
import { SqlTurn } from './sql-turn';
import { StoreError } from './store-error';
import type { Store, Turn, Worker, WorkerOptions } from './store';
import type { Tables } from './tables';
import type { Task } from './task';
import { lockChannels } from './worker-lock';

/** The store for one process: a SQLite file, or IN_MEMORY. Throws a StoreError when it can't be opened. */
export async function openEmbeddedStore(file: string): Promise<Store> {
  return new EmbeddedStore(file, await openEmbeddedDatabase(file));
}

class EmbeddedStore extends SqlReads implements Store {
  private readonly commits: CommitQueue;
  private worker: JobWorker | null = null;

  constructor(
    private readonly file: string,
    private readonly embedded: EmbeddedDatabase,
  ) {
    super(embedded.db);
    this.commits = new CommitQueue(embedded, async () => embedded.log?.flush());
  }

  async turn<Result>(conversation: string, work: (turn: Turn) => Promise<Result>): Promise<Result> {
    const result = await this.commits.run((db) => work(new EmbeddedTurn(db, conversation)));
    this.worker?.wake();
    return result;
  }

  async startWorker(options: WorkerOptions): Promise<Worker> {
    if (this.worker !== null) throw new StoreError('store-in-use', 'this store already has a worker');
    const release = lockChannels(this.file, options.channels);
    await this.commits.run((db) => countInterruptedTries(db, options));
    const upcoming = async (limit: number, except: readonly number[]) => {
      const jobs = await upcomingJobs(this.embedded.db, options.channels, limit, except);
      // What is performed can't be undone, so what ordered it has to outlast a power cut first.
      await this.commits.durable();
      return jobs;
    };
    const worker = new JobWorker({ upcoming }, options);
    this.worker = worker;
    worker.wake();
    return {
      lastSign: () => worker.lastSign(),
      idle: () => worker.idle(),
      stop: async () => {
        await worker.stop();
        this.worker = null;
        release();
      },
    };
  }

  async keep(key: string, value: string | null): Promise<void> {
    await this.commits.run((db) => keepValue(db, key, value));
  }

  /** What a person is shown is there after a power cut too. */
  override async entriesAfter(
    conversation: string,
    after: number,
    limit: number,
  ): Promise<readonly NumberedEntry[]> {
    const entries = await super.entriesAfter(conversation, after, limit);
    await this.commits.durable();
    return entries;
  }

  async check(): Promise<void> {
    await this.commits.run(keepProbe);
  }

  /** Erased rows are overwritten where they stood; older copies are left in the log until it is emptied. */
  async scrub(): Promise<void> {
    await this.embedded.log?.empty();
  }

  async close(): Promise<void> {
    await this.worker?.stop();
    await this.commits.settled();
    this.embedded.log?.close();
    await this.embedded.db.destroy();
  }
}

/**
 * A reply is written once, into the transcript, and its job names it. Only here, where one process does the work:
 * a replica of the version before this one looks for the reply in the job.
 */
class EmbeddedTurn extends SqlTurn {
  protected override asWritten(task: Task): Task {
    return task.kind === 'post' ? { kind: 'post', message: task.message } : task;
  }
}

/** A job that was due when the last process ended may have been under way; its next try is not its first. */
async function countInterruptedTries(db: Kysely<Tables>, options: WorkerOptions): Promise<void> {
  await db
    .updateTable('jobs')
    .set((row) => ({ attempts: row('attempts', '+', 1) }))
    .where('channel', 'in', [...options.channels])
    .where('due_at', '<=', options.clock().toISOString())
    .execute();
}

/** At least as many as a worker performs at the same time. */
const LOOKED_AT_ONCE = 32;

/** One look into an index a channel: a long queue of a channel that is switched off costs nothing. */
async function upcomingJobs(
  db: Kysely<Tables>,
  channels: readonly string[],
  limit: number,
  except: readonly number[],
): Promise<readonly UpcomingJob[]> {
  const found: UpcomingJob[] = [];
  for (const channel of channels) found.push(...(await upcomingOfChannel(db, channel, limit, except)));
  return found.sort((one, other) => (one.dueAt < other.dueAt ? -1 : 1)).slice(0, limit);
}

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
    .select([
      'jobs.id',
      'jobs.conversation',
      'jobs.channel',
      'conversations.address',
      'jobs.task',
      'jobs.added_at',
      'jobs.attempts',
      'jobs.due_at',
    ])
    .where('jobs.channel', '=', slot('channel'))
    .where('jobs.due_at', 'is not', null)
    .where(sql<boolean>`jobs.id not in (select value from json_each(${slot('except')}))`)
    .orderBy('jobs.due_at')
    .orderBy('jobs.id')
    .limit(atMost(LOOKED_AT_ONCE)),
);
