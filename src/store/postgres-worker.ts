import { EventEmitter } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { runTaskList, type Task, type WorkerEvents, type WorkerPool } from 'graphile-worker';
import type { Kysely } from 'kysely';
import { GraphileJobs } from './graphile-jobs';
import { GraphilePool } from './graphile-pool';
import { prepared, type Slots } from './prepared';
import { DUE_ROW, readJob } from './rows';
import { silentLogger } from './silent-logger';
import type { Head } from './sql-outbox';
import type { Worker, WorkerOptions } from './store';
import type { Tables } from './tables';
import { TakeOver } from './take-over';

/** Between looks at what was taken and is not performed. */
const LOOK_MS = 1_000;
/** Looks between two times that jobs are handed over; well within the horizon of GraphileJobs. */
const LOOKS_PER_HAND_OVER = 20;
/** Between looks at whether something is still due. */
const IDLE_LOOK_MS = 20;

/** Performs the heads of queues that graphile-worker gives to this replica. */
export class PostgresWorker implements Worker {
  private readonly connections: GraphilePool;
  private readonly takeOver: TakeOver;
  private readonly events: WorkerEvents = new EventEmitter();
  private readonly workers = new Map<string, string | null>();
  private pool: WorkerPool | null = null;
  /** Resolves when what was replaced has ended. */
  private leaving: Promise<unknown> = Promise.resolve();
  private watching: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();
  private stopped: Promise<void> | null = null;
  private failing = false;
  private signAt: Date;

  constructor(
    url: string,
    private readonly schema: string,
    private readonly db: Kysely<Tables>,
    private readonly jobs: GraphileJobs,
    private readonly options: WorkerOptions,
  ) {
    this.connections = new GraphilePool(url);
    this.takeOver = new TakeOver(url, db, jobs);
    this.signAt = options.clock();
    this.followWorkers();
  }

  lastSign(): Date {
    return this.signAt;
  }

  async start(): Promise<void> {
    await this.jobs.handOver(this.db, this.options.channels);
    this.pool = this.run();
    this.watching = this.watch();
  }

  async idle(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.jobs.handOver(this.db, this.options.channels);
      await this.jobs.hasten(this.db, this.options.channels);
      if (!this.busy() && !(await this.jobs.anyDue(this.db, this.options.channels))) return;
      await setTimeout(IDLE_LOOK_MS);
    }
    while (this.busy()) await setTimeout(IDLE_LOOK_MS);
  }

  stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  private async end(): Promise<void> {
    this.stopping.abort();
    this.connections.losePatience();
    await this.pool?.gracefulShutdown();
    await this.leaving;
    await this.watching;
    await this.takeOver.close();
    await this.connections.end();
  }

  private busy(): boolean {
    return [...this.workers.values()].some((job) => job !== null);
  }

  private run(): WorkerPool {
    const { channels, concurrency } = this.options;
    const perform: Task = (payload, { job }) => this.performHead(numberIn(payload), job.attempts);
    const tasks = channels.map((channel) => [GraphileJobs.taskOf(channel), perform] as const);
    const { schema, events } = this;
    const options = { schema, events, concurrency, noHandleSignals: true, logger: silentLogger };
    return runTaskList(options, Object.fromEntries(tasks), this.connections);
  }

  /** `tries` counts this one and those before it that were interrupted, or whose outcome could not be stored. */
  private async performHead(id: number, tries: number): Promise<void> {
    const [row] = await selectHead(this.db, { id });
    // Cancelled, or done by a try whose end graphile-worker was not told of.
    if (row === undefined || row.due_at === null) return;
    const head = { id, channel: row.channel, dueAt: row.due_at };
    const early = row.due_at > this.options.clock().toISOString();
    if (early || this.stopping.signal.aborted) return this.handBack(head, tries);
    try {
      await this.options.perform({ ...readJob(row), attempt: row.attempts + tries });
    } catch (error) {
      this.options.onError(error);
      throw error;
    }
  }

  /** What is not performed here and now is there for the next who looks; the tries before this one still count. */
  private async handBack(head: Head, tries: number): Promise<void> {
    await this.db.transaction().execute(async (transaction) => {
      if (tries > 1) await countTries(transaction, head.id, tries - 1);
      await this.jobs.add(transaction, head);
    });
  }

  private followWorkers(): void {
    this.events.on('worker:create', ({ worker }) => this.workers.set(worker.workerId, null));
    this.events.on('job:start', ({ worker, job }) => this.workers.set(worker.workerId, String(job.id)));
    this.events.on('job:complete', ({ worker }) => this.workers.set(worker.workerId, null));
    this.events.on('worker:stop', ({ worker, error }) => {
      this.workers.delete(worker.workerId);
      if (error !== undefined && worker.workerPool === this.pool) this.replace(this.pool, error);
    });
  }

  /** A pool of workers does not replace one that ended by an error. */
  private replace(pool: WorkerPool, error: unknown): void {
    this.options.onError(error);
    if (this.stopping.signal.aborted) return;
    this.pool = this.run();
    this.leaving = Promise.all([this.leaving, pool.gracefulShutdown()]);
  }

  private async watch(): Promise<void> {
    const { signal } = this.stopping;
    for (let look = 1; !signal.aborted; look += 1) {
      await setTimeout(LOOK_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.lookAround(look % LOOKS_PER_HAND_OVER === 0);
    }
  }

  /** Tells of a database that fails once, not at every look. */
  private async lookAround(handOver: boolean): Promise<void> {
    try {
      await this.takeOver.look(this.workers);
      if (handOver) await this.jobs.handOver(this.db, this.options.channels);
      if (handOver) await this.jobs.sweep(this.db);
      this.failing = false;
      this.signAt = this.options.clock();
    } catch (error) {
      if (!this.failing) this.options.onError(error);
      this.failing = true;
    }
  }
}

async function countTries(db: Kysely<Tables>, id: number, tries: number): Promise<void> {
  await db
    .updateTable('jobs')
    .set((row) => ({ attempts: row('attempts', '+', tries) }))
    .where('id', '=', id)
    .execute();
}

/** The payload that GraphileJobs gives. */
function numberIn(payload: unknown): number {
  const job: unknown = typeof payload === 'object' && payload !== null ? Reflect.get(payload, 'job') : null;
  if (typeof job !== 'number') throw new Error('a job of graphile-worker that is not one of ours');
  return job;
}

const selectHead = prepared((db, slot: Slots<{ id: number }>) =>
  db
    .selectFrom('jobs')
    .innerJoin('conversations', 'conversations.id', 'jobs.conversation')
    .select(DUE_ROW)
    .where('jobs.id', '=', slot('id')),
);
