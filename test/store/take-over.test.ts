import { sql, type Kysely } from 'kysely';
import { GraphileJobs } from '../../src/store/graphile-jobs';
import { openPostgresDatabase } from '../../src/store/postgres-database';
import type { Tables } from '../../src/store/tables';
import { TakeOver, type Workers } from '../../src/store/take-over';
import { createDatabase, describeWithPostgres, type TestDatabase } from './postgres/databases';

const ours: Workers = new Map([['ours', null]]);
const theirs: Workers = new Map([['theirs', '1']]);

describeWithPostgres('what was taken', () => {
  let database: TestDatabase;
  let db: Kysely<Tables>;
  let us: TakeOver;
  let them: TakeOver;
  /** Ends the other replica. */
  let kill: () => Promise<void>;

  beforeEach(async () => {
    database = await createDatabase();
    const opened = await openPostgresDatabase(database.url);
    db = opened.db;
    const jobs = new GraphileJobs(opened.workerSchema, () => new Date());
    us = new TakeOver(database.url, db, jobs);
    them = new TakeOver(database.url, db, jobs);
    let killed = false;
    kill = async () => {
      if (!killed) await them.close();
      killed = true;
    };
    await jobs.add(db, { id: 7, channel: 'test', dueAt: new Date().toISOString() });
    await them.look(theirs);
  });
  afterEach(async () => {
    await Promise.all([us.close(), kill()]);
    await db.destroy();
    await database.drop();
  });

  const take = (worker: string, more = '') =>
    database.query(
      `update bouncedesk_worker._private_jobs set locked_by = $1, locked_at = now(), attempts = 1 ${more}`,
      [worker],
    );

  async function taken(): Promise<boolean> {
    const { rows } = await sql`
      select 1 from bouncedesk_worker._private_jobs where locked_by is not null`.execute(db);
    return rows.length > 0;
  }

  async function look(times: number): Promise<void> {
    for (let look = 0; look < times; look += 1) await us.look(ours);
  }

  it('stays with a worker whose replica lives', async () => {
    await take('theirs');
    await look(9);
    expect(await taken()).toBe(true);
  });

  it('is free again some looks after its replica has ended, and counts as tried', async () => {
    await take('theirs');
    await kill();
    await look(3);
    expect(await taken()).toBe(true);
    await look(1);
    expect(
      await database.query('select attempts, key, locked_by from bouncedesk_worker._private_jobs'),
    ).toEqual([{ attempts: 1, key: '7', locked_by: null }]);
  });

  it('stays with a replica that lost its connections and has new ones in time', async () => {
    await take('theirs');
    await us.look(ours);
    await database.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`);
    await expect(us.look(ours)).rejects.toThrow();
    await look(2);
    await expect(them.look(theirs)).rejects.toThrow();
    await them.look(theirs);
    await look(9);
    expect(await taken()).toBe(true);
  });

  it('is free again when a worker of our own does not know of it', async () => {
    await take('ours');
    await look(4);
    expect(await taken()).toBe(false);
  });

  it('goes when it was replaced meanwhile', async () => {
    await take('theirs', ', key = null');
    await kill();
    await look(4);
    expect(await database.query('select 1 from bouncedesk_worker._private_jobs')).toEqual([]);
  });
});
