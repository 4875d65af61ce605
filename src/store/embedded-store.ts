import type { Reply } from '../dialogue/reply';
import { CommitQueue } from './commit-queue';
import { openEmbeddedDatabase, type EmbeddedDatabase } from './embedded-database';
import { countInterruptedTries, upcomingJobs } from './embedded-jobs';
import { FreshReplies } from './fresh-replies';
import { JobWorker } from './job-worker';
import type { NumberedEntry } from './records';
import { SqlReads } from './sql-reads';
import { keepProbe, keepValue } from './kept-values';
import { SqlTurn } from './sql-turn';
import { StoreError } from './store-error';
import type { Store, Turn, Worker, WorkerOptions } from './store';
import type { Task } from './task';
import { lockChannels } from './worker-lock';

/** The store for one process: a SQLite file, or IN_MEMORY. Throws a StoreError when it can't be opened. */
export async function openEmbeddedStore(file: string): Promise<Store> {
  return new EmbeddedStore(file, await openEmbeddedDatabase(file));
}

class EmbeddedStore extends SqlReads implements Store {
  private readonly commits: CommitQueue;
  private readonly freshReplies = new FreshReplies();
  private worker: JobWorker | null = null;

  constructor(
    private readonly file: string,
    private readonly embedded: EmbeddedDatabase,
  ) {
    super(embedded.db);
    this.commits = new CommitQueue(embedded, async () => embedded.log?.flush());
  }

  async turn<Result>(conversation: string, work: (turn: Turn) => Promise<Result>): Promise<Result> {
    const { result, posts } = await this.commits.run(async (db) => {
      const turn = new EmbeddedTurn(db, conversation);
      return { result: await work(turn), posts: turn.posts };
    });
    for (const { message, reply } of posts) this.freshReplies.keep(message, reply);
    this.worker?.wake();
    return result;
  }

  async startWorker(options: WorkerOptions): Promise<Worker> {
    if (this.worker !== null) throw new StoreError('store-in-use', 'this store already has a worker');
    const release = lockChannels(this.file, options.channels);
    await this.commits.run((db) => countInterruptedTries(db, options));
    const upcoming = async (limit: number, except: readonly number[]) => {
      const jobs = await upcomingJobs(this.embedded.db, this.freshReplies, options.channels, limit, except);
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
    this.freshReplies.clear();
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
 * A reply is written once, into the transcript, and its job names it (see upcomingJobs). Only here, where one
 * process does the work: a replica of the version before this one looks for the reply in the job.
 */
class EmbeddedTurn extends SqlTurn {
  readonly posts: { readonly message: number; readonly reply: Reply }[] = [];

  protected override asWritten(task: Task): Task {
    if (task.kind !== 'post') return task;
    const { kind, message, reply } = task;
    if (reply !== undefined) this.posts.push({ message, reply });
    return { kind, message };
  }
}
