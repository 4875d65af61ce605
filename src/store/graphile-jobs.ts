import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Head, Heads } from './sql-outbox';
import type { Tables } from './tables';

/**
 * How soon a job is due that graphile-worker is told of. It looks for the next job among all that it has (20 ms
 * with 100,000), so the timers of the days to come stay in our own table until shortly before.
 */
const HORIZON_MS = 60_000;
/** Handed over by one statement. */
const HANDED_OVER_AT_ONCE = 1_000;
/** graphile-worker gives a job up after so many tries; the bot gives up ours by itself. The column is a smallint. */
const TRIES = 32_767;
/** A number that nobody else in this database is likely to lock. */
const HAND_OVER_LOCK = '7236408471130292';

/** A job of graphile-worker that somebody took. */
export interface TakenJob {
  readonly id: string;
  readonly worker: string;
}

/**
 * The heads of our queues as jobs of graphile-worker, which decides when and on which replica each is performed:
 * everything we know of its tables (version 0.16, which package.json fixes) stands here.
 *
 * Its own queue names are not used: to find a job it locks every queue that is free (getJob.js, strategy 2), and
 * a queue for each conversation would make that a million rows. Only heads are handed over, each under the number
 * of our job as its key, so a queue has no two jobs there anyway.
 *
 * A head that is put off while it is performed is added anew: graphile-worker takes the key from the job that is
 * under way, and lets it end with this try (add_jobs in 000018.sql).
 */
export class GraphileJobs {
  private readonly jobs: RawBuilder<unknown>;

  constructor(
    private readonly schema: string,
    private readonly clock: () => Date,
  ) {
    this.jobs = sql.id(schema, '_private_jobs');
  }

  static taskOf(channel: string): string {
    return `perform:${channel}`;
  }

  /** What a turn tells within its transaction, so that a job is there exactly when the turn is. */
  headsIn(db: Kysely<Tables>): Heads {
    return {
      due: (head) => this.add(db, head),
      cancelled: async (id) => {
        await sql`select ${this.call('remove_job')}(${String(id)})`.execute(db);
      },
    };
  }

  async add(db: Kysely<Tables>, { id, channel, dueAt }: Head): Promise<void> {
    const now = this.clock();
    if (Date.parse(dueAt) > now.getTime() + HORIZON_MS) return;
    await sql`select ${this.addJob(
      sql`${GraphileJobs.taskOf(channel)}::text`,
      sql`${id}::bigint`,
      sql`${dueAt}::timestamptz - ${now.toISOString()}::timestamptz`,
    )}`.execute(db);
  }

  /** Adds the heads that will soon be due and that graphile-worker doesn't have. */
  async handOver(db: Kysely<Tables>, channels: readonly string[]): Promise<void> {
    let added: number;
    do {
      added = await db.transaction().execute((transaction) => this.handOverSome(transaction, channels));
    } while (added === HANDED_OVER_AT_ONCE);
  }

  /** One replica at a time: two would add the same job, and the second time a worker may have the first already. */
  private async handOverSome(db: Kysely<Tables>, channels: readonly string[]): Promise<number> {
    const lock = await sql<{ mine: boolean }>`
      select pg_try_advisory_xact_lock(${sql.lit(HAND_OVER_LOCK)}) as mine`.execute(db);
    if (lock.rows[0]?.mine !== true) return 0;
    const now = this.clock();
    const until = new Date(now.getTime() + HORIZON_MS).toISOString();
    const { rows } = await sql`
      select ${this.addJob(
        sql`${GraphileJobs.taskOf('')} || head.channel`,
        sql`head.id`,
        sql`head.due_at::timestamptz - ${now.toISOString()}::timestamptz`,
      )} from (
        select id, channel, due_at from jobs
        where channel = any(${channels}) and due_at is not null and due_at <= ${until}
        and not exists (select 1 from ${this.jobs} as theirs where theirs.key = jobs.id::text)
        order by due_at limit ${sql.lit(HANDED_OVER_AT_ONCE)}
      ) as head`.execute(db);
    return rows.length;
  }

  /** Jobs that are due by the given clock are due at once, whatever the database's own clock says. */
  async hasten(db: Kysely<Tables>, channels: readonly string[]): Promise<void> {
    await sql`
      with hastened as (
        select ${this.call('reschedule_jobs')}(array_agg(theirs.id), clock_timestamp()) as job
        from jobs join ${this.jobs} as theirs on theirs.key = jobs.id::text
        where ${this.dueNow(channels)} and theirs.locked_at is null and theirs.attempts = 0
        and theirs.run_at > clock_timestamp()
      ) select pg_notify('jobs:insert', json_build_object('count', count(*))::text) from hastened
      where job is not null having count(*) > 0`.execute(db);
  }

  /** Whether a job that is due is being performed by a replica, or will be at once. */
  async anyDue(db: Kysely<Tables>, channels: readonly string[]): Promise<boolean> {
    const { rows } = await sql`
      select 1 from jobs join ${this.jobs} as theirs on theirs.key = jobs.id::text
      where ${this.dueNow(channels)} and (theirs.locked_at is not null or theirs.run_at <= clock_timestamp())
      limit 1`.execute(db);
    return rows.length > 0;
  }

  async taken(db: Kysely<Tables>): Promise<readonly TakenJob[]> {
    const { rows } = await sql<TakenJob>`
      select id::text, locked_by as worker from ${this.jobs} where locked_by is not null`.execute(db);
    return rows;
  }

  /**
   * Makes a job free that was taken by a worker that is no more. One that lost its key meanwhile was replaced or
   * cancelled, and is removed.
   */
  async release(db: Kysely<Tables>, { id, worker }: TakenJob): Promise<void> {
    await sql`
      with gone as (
        delete from ${this.jobs} where id = ${id}::bigint and locked_by = ${worker} and key is null
      ), freed as (
        update ${this.jobs} set locked_at = null, locked_by = null
        where id = ${id}::bigint and locked_by = ${worker} and key is not null returning id
      ) select pg_notify('jobs:insert', '{"count":1}') from freed`.execute(db);
  }

  /** Removes what was replaced while it was under way and then failed: nobody will ever take it. */
  async sweep(db: Kysely<Tables>): Promise<void> {
    await sql`delete from ${this.jobs} where key is null and locked_by is null`.execute(db);
  }

  private addJob(task: RawBuilder<unknown>, id: RawBuilder<unknown>, delay: RawBuilder<unknown>) {
    return sql`${this.call('add_job')}(
      identifier => ${task}, payload => json_build_object('job', ${id}), job_key => ${id}::text,
      run_at => clock_timestamp() + greatest(${delay}, interval '0'), max_attempts => ${sql.lit(TRIES)}
    )`;
  }

  private dueNow(channels: readonly string[]): RawBuilder<unknown> {
    return sql`jobs.channel = any(${channels}) and jobs.due_at <= ${this.clock().toISOString()}`;
  }

  private call(name: string): RawBuilder<unknown> {
    return sql.id(this.schema, name);
  }
}
