import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Kysely } from 'kysely';
import { CommitQueue } from '../../src/store/commit-queue';
import { IN_MEMORY, openEmbeddedDatabase } from '../../src/store/embedded-database';
import type { Tables } from '../../src/store/tables';

let database: Database;
let db: Kysely<Tables>;
let queue: CommitQueue;
let flush: () => Promise<void>;

beforeEach(async () => {
  const embedded = await openEmbeddedDatabase(IN_MEMORY);
  ({ database, db } = embedded);
  flush = () => Promise.resolve();
  queue = new CommitQueue(embedded, () => flush());
});
afterEach(async () => db.destroy());

const see = (id: string) =>
  queue.run((trx) => trx.insertInto('events_seen').values({ id, at: '' }).execute());

async function seen(): Promise<readonly string[]> {
  const rows = await db.selectFrom('events_seen').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}

it('shares one commit between the turns that wait for it, and tells each its own result', async () => {
  const commits: string[] = [];
  const exec = database.exec.bind(database);
  database.exec = (sql) => {
    if (sql === 'commit') commits.push(sql);
    return exec(sql);
  };
  const results = await Promise.all([1, 2, 3, 4].map((number) => queue.run(() => Promise.resolve(number))));
  expect(results).toEqual([1, 2, 3, 4]);
  expect(commits.length).toBe(1);
});

it('undoes a turn that fails and keeps those beside it', async () => {
  const results = await Promise.allSettled([
    see('a'),
    queue.run(async (trx) => {
      await trx.insertInto('events_seen').values({ id: 'b', at: '' }).execute();
      throw new Error('no');
    }),
    see('c'),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await seen()).toEqual(['a', 'c']);
});

it('does the turns beside one that fails once more, in their order', async () => {
  const runs: string[] = [];
  const turn = (id: string) =>
    queue.run((trx) => {
      runs.push(id);
      if (id === 'bad') throw new Error('no');
      return trx.insertInto('events_seen').values({ id, at: '' }).execute();
    });
  await Promise.allSettled(['a', 'bad', 'c'].map(turn));
  expect(runs).toEqual(['a', 'bad', 'a', 'bad', 'c']);
  expect(await seen()).toEqual(['a', 'c']);
});

it('tells a refusal of the database by a code, and not what was to be stored', async () => {
  await see('secret-id');
  const failure = await see('secret-id').catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'StoreError', code: 'store-write-failed' });
  expect(String(failure)).not.toContain('secret-id');
});

it('refuses turns when the disk is full, leaves nothing of them, and goes on when there is room', async () => {
  const pages = database.pragma('page_count', { simple: true }) as number;
  database.pragma(`max_page_count = ${pages + 2}`);
  const results = await Promise.allSettled([see('a'.repeat(100_000)), see('b'.repeat(100_000))]);
  expect(results).toMatchObject([
    { status: 'rejected', reason: { code: 'store-write-failed' } },
    { status: 'rejected', reason: { code: 'store-write-failed' } },
  ]);
  expect(database.inTransaction).toBe(false);
  database.pragma('max_page_count = 100000');
  await see('c');
  expect(await seen()).toEqual(['c']);
});

it('refuses every turn of a commit that the disk refuses', async () => {
  database.pragma('query_only = on');
  const results = await Promise.allSettled([see('a'), see('b')]);
  expect(results).toMatchObject(
    [1, 2].map(() => ({ status: 'rejected', reason: { code: 'store-write-failed' } })),
  );
  database.pragma('query_only = off');
  expect(await seen()).toEqual([]);
});

it('refuses turns after it was closed', async () => {
  await db.destroy();
  await expect(see('a')).rejects.toThrow();
});

describe('the disk', () => {
  const NO_SPACE = new Error('no space');

  it('is waited for before a turn is told; what is asked for meanwhile shares the next commit', async () => {
    const confirmations: (() => void)[] = [];
    flush = () => new Promise((resolve) => void confirmations.push(resolve));
    const told: string[] = [];
    const turn = (id: string) => see(id).then(() => told.push(id));
    const first = turn('a');
    while (confirmations.length === 0) await setImmediate();
    const others = [turn('b'), turn('c')];
    expect(told).toEqual([]);
    confirmations[0]?.();
    await first;
    while (confirmations.length < 2) await setImmediate();
    expect(told).toEqual(['a']);
    confirmations[1]?.();
    await Promise.all(others);
    expect(told).toEqual(['a', 'b', 'c']);
    expect(confirmations.length).toBe(2);
  });

  it('is waited for by whoever acts on what was read', async () => {
    let confirm: (() => void) | null = null;
    flush = () => new Promise((resolve) => (confirm = resolve));
    const turn = see('a');
    while ((await seen()).length === 0) await setImmediate();
    let durable = false;
    const acting = queue.durable().then(() => (durable = true));
    while (confirm === null) await setImmediate();
    expect(durable).toBe(false);
    (confirm as () => void)();
    await Promise.all([turn, acting]);
    expect(durable).toBe(true);
  });

  it('that does not confirm leaves the turn in doubt, and is asked again by the next', async () => {
    flush = () => Promise.reject(NO_SPACE);
    await expect(see('a')).rejects.toBe(NO_SPACE);
    await expect(queue.durable()).rejects.toBe(NO_SPACE);
    flush = () => Promise.resolve();
    await queue.durable();
    await see('b');
    expect(await seen()).toEqual(['a', 'b']);
  });
});
