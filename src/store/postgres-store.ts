import { sql, type Kysely } from 'kysely';
import { GraphileJobs } from './graphile-jobs';
import { keepProbe, keepValue } from './kept-values';
import { openPostgresDatabase } from './postgres-database';
import { PostgresTurns } from './postgres-turns';
import { PostgresWorker } from './postgres-worker';
import { SqlReads } from './sql-reads';
import type { Store, Turn, Worker, WorkerOptions } from './store';
import { StoreError } from './store-error';
import type { Tables } from './tables';

/** The store for several replicas, in the database that `url` names. Throws a StoreError when it can't be used. */
export async function openPostgresStore(url: string): Promise<Store> {
  const { db, workerSchema } = await openPostgresDatabase(url);
  return new PostgresStore(url, db, workerSchema);
}

/** Two replicas that forget at once would only wait for each other. */
const PRUNE_LOCK = '7236408471130293';

class PostgresStore extends SqlReads implements Store {
  private readonly jobs: GraphileJobs;
  private readonly turns: PostgresTurns;
  private worker: PostgresWorker | null = null;
  /** The worker's, once there is one, so that what is due is judged by one clock. */
  private clock = () => new Date();

  constructor(
    private readonly url: string,
    private readonly postgres: Kysely<Tables>,
    private readonly workerSchema: string,
  ) {
    super(postgres);
    this.jobs = new GraphileJobs(workerSchema, () => this.clock());
    this.turns = new PostgresTurns(postgres, this.jobs);
  }

  turn<Result>(conversation: string, work: (turn: Turn) => Promise<Result>): Promise<Result> {
    return this.turns.run(conversation, work);
  }

  async startWorker(options: WorkerOptions): Promise<Worker> {
    if (this.worker !== null) throw new StoreError('store-in-use', 'this store already has a worker');
    this.clock = options.clock;
    const worker = new PostgresWorker(this.url, this.workerSchema, this.postgres, this.jobs, options);
    this.worker = worker;
    await worker.start();
    return {
      lastSign: () => worker.lastSign(),
      idle: () => worker.idle(),
      stop: async () => {
        await worker.stop();
        this.worker = null;
      },
    };
  }

  async keep(key: string, value: string | null): Promise<void> {
    await keepValue(this.postgres, key, value);
  }

  override async pruneEvents(before: string): Promise<number> {
    return this.postgres.transaction().execute(async (transaction) => {
      const lock = await sql<{ mine: boolean }>`
        select pg_try_advisory_xact_lock(${sql.lit(PRUNE_LOCK)}) as mine`.execute(transaction);
      return lock.rows[0]?.mine === true ? new SqlReads(transaction).pruneEvents(before) : 0;
    });
  }

  async check(): Promise<void> {
    await keepProbe(this.postgres);
  }

  /** Everything that can hold a person's words or name. */
  async scrub(): Promise<void> {
    await sql`vacuum conversations, messages, cases, tickets, ticket_troubles, desk_threads, audit, jobs,
      buried_jobs, events_seen`.execute(this.postgres);
  }

  async close(): Promise<void> {
    await this.worker?.stop();
    await this.turns.settled();
    await this.postgres.destroy();
  }
}
