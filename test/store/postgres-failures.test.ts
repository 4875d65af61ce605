import { openPostgresStore } from '../../src/store/postgres-store';
import type { Store, Turn } from '../../src/store/store';
import { createDatabase, describeWithPostgres, type TestDatabase } from './postgres/databases';
import { openProxy, type Loss, type Proxy } from './postgres/proxy';

const kim = { channel: 'test', address: '', user: { id: 'u', name: null } };

describeWithPostgres('PostgreSQL that fails', () => {
  let database: TestDatabase;
  let proxy: Proxy;
  let store: Store;

  beforeEach(async () => {
    database = await createDatabase();
    proxy = await openProxy(database.url);
    store = await openPostgresStore(proxy.url);
  });
  afterEach(async () => {
    await store.close();
    await proxy.close();
    await database.drop();
  });

  /** What the bot does with an event: nothing, when it was seen before. */
  const hear = (turn: Turn, id: string) => async () => {
    if (!(await turn.recordEvents([id], ''))) return 'duplicate';
    await count(turn);
    return 'accepted';
  };

  async function count(turn: Turn): Promise<void> {
    const before = ((await turn.conversation())?.state ?? 0) as number;
    await turn.saveConversation({ ...kim, state: before + 1 }, '');
  }

  const counted = () => store.turn('c', async (turn) => (await turn.conversation())?.state ?? 0);

  describe.each<[string, Loss]>([
    ['on its way to the server', 'commit'],
    ['when the server had done it', 'answer'],
  ])('and loses a commit %s', (_, loss) => {
    it('handles the event once', async () => {
      proxy.lose(loss);
      const received = await store.turn('c', (turn) => hear(turn, 'event')());
      expect(received).toBe(loss === 'commit' ? 'accepted' : 'duplicate');
      expect(await counted()).toBe(1);
    });

    it('handles the outcome of a job once', async () => {
      await store.turn('c', async (turn) => {
        await turn.saveConversation({ ...kim, state: 0 }, '');
        const task = { kind: 'fireTimer', timer: 't' } as const;
        const at = new Date().toISOString();
        await turn.addJob({ channel: 'test', queue: 'q', task, key: null, at, runAt: at });
      });
      const [job] = await database.query('select id::int from jobs');
      const id = Number(job?.['id']);
      proxy.lose(loss);
      await store.turn('c', async (turn) => {
        if (await turn.completeJob(id)) await count(turn);
      });
      expect(await counted()).toBe(1);
    });

    it('leaves it to the caller what to do about a turn that might happen twice', async () => {
      proxy.lose(loss);
      await expect(store.turn('c', count)).rejects.toMatchObject({ code: 'store-outcome-unknown' });
      expect(await counted()).toBe(loss === 'commit' ? 0 : 1);
    });
  });

  it('that loses every commit has the event sent again, and handles it once', async () => {
    proxy.lose('commit', 'commit', 'commit', 'answer');
    const receive = () => store.turn('c', (turn) => hear(turn, 'event')());
    await expect(receive()).rejects.toMatchObject({ code: 'store-outcome-unknown' });
    expect(await receive()).toBe('duplicate');
    expect(await counted()).toBe(1);
  });

  it('that takes no writes makes every door say so, until it does again', async () => {
    const readOnly = async (value: 'on' | 'off') => {
      const [row] = await database.query('select current_database() as name');
      const name = String(row?.['name']);
      await database.query(
        `begin read write; alter database ${name} set default_transaction_read_only = ${value}; commit`,
      );
      await database.query(OTHERS_END);
    };
    await readOnly('on');
    await expect(store.check()).rejects.toMatchObject({ code: 'store-write-failed' });
    await expect(store.turn('c', count)).rejects.toMatchObject({ code: 'store-write-failed' });
    await expect(store.keep('a', 'b')).rejects.toMatchObject({ code: 'store-write-failed' });
    await readOnly('off');
    await store.check();
    await store.turn('c', count);
    expect(await counted()).toBe(1);
  });

  it('that ends its connections in the middle of a turn has the turn done again', async () => {
    let tries = 0;
    await store.turn('c', async (turn) => {
      await count(turn);
      tries += 1;
      if (tries === 1) await database.query(OTHERS_END);
      await turn.recordEvents(['event'], '');
    });
    expect(tries).toBe(2);
    expect(await counted()).toBe(1);
  });

  it('has nothing stored of a turn that went on after a statement had failed', async () => {
    const turn = store.turn('c', async (turn) => {
      await count(turn);
      await turn.completeJob(0.5).catch(() => undefined);
    });
    await expect(turn).rejects.toMatchObject({ code: 'store-write-failed' });
    expect(await counted()).toBe(0);
  });

  it('keeps what is said whatever characters are in it', async () => {
    const strange = 'nothing \u0000, half a pair \ud800, \u{1f4ee}';
    await store.turn('c', async (turn) => {
      await turn.saveConversation({ ...kim, user: { id: 'u', name: strange }, state: [strange] }, '');
    });
    const kept = await store.turn('c', (turn) => turn.conversation());
    expect(kept?.state).toEqual([strange]);
    expect(kept?.user.name).toBe('nothing \ufffd, half a pair \ufffd, \u{1f4ee}');
  });

  it('that gives no further connection lets a turn wait for so long and no longer', async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const holding = Array.from({ length: 10 }, (_, number) => store.turn(`busy ${number}`, () => held));
    await expect(store.turn('c', count)).rejects.toMatchObject({ code: 'store-busy' });
    letGo();
    await Promise.all(holding);
    await store.turn('c', count);
    expect(await counted()).toBe(1);
  });

  it('lets a conversation with a thousand turns keep no other waiting', async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const first = store.turn('busy', () => held);
    const others = Array.from({ length: 1_000 }, () => store.turn('busy', () => Promise.resolve()));
    await store.turn('c', count);
    expect(await counted()).toBe(1);
    letGo();
    await Promise.all([first, ...others]);
  });
});

const OTHERS_END = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

describeWithPostgres('DATABASE_URL', () => {
  it.each([
    ['a server that is not there', 'postgres://127.0.0.1:1/desk', 'ECONNREFUSED'],
    ['a server whose name is unknown', 'postgres://nowhere.invalid/desk', 'E'],
  ])('that leads to %s is refused', async (_, url, code) => {
    await expect(openPostgresStore(url)).rejects.toMatchObject({
      code: 'store-unreachable',
      message: expect.stringContaining(code) as string,
    });
  });

  it('that names a database that is not there is refused, without the password', async () => {
    const database = await createDatabase();
    await database.drop();
    const url = new URL(database.url);
    url.password = 'hunter2';
    const failure = await openPostgresStore(url.href).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'store-unreachable' });
    expect(String(failure)).toContain('3D000');
    expect(String(failure)).not.toContain('hunter2');
  });
});

describeWithPostgres('a database', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase('bare');
  });
  afterEach(async () => database.drop());

  it('that is empty is prepared once by replicas that start at the same moment', async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresStore(database.url)));
    await Promise.all(
      stores.map((store, number) => store.turn('c', (turn) => turn.recordEvents([`${number}`], ''))),
    );
    for (const store of stores) await store.close();
    const applied = await database.query('select name from kysely_migration');
    expect(new Set(applied.map(({ name }) => name)).size).toBe(applied.length);
  });

  it('that a later version has changed is refused', async () => {
    await (await openPostgresStore(database.url)).close();
    await database.query(
      "insert into kysely_migration values ('2030-01-01-later', '2030-01-01T00:00:00.000Z')",
    );
    await expect(openPostgresStore(database.url)).rejects.toMatchObject({ code: 'store-newer' });
  });

  it('can hold several desks, each in a schema of its own', async () => {
    await database.query('create schema one; create schema two');
    const open = (schema: string) =>
      openPostgresStore(`${database.url}?options=-c%20search_path%3D${schema}`);
    const [one, two] = [await open('one'), await open('two')];
    await one.turn('c', (turn) => turn.saveConversation({ ...kim, state: 0 }, ''));
    expect([await one.knows('c'), await two.knows('c')]).toEqual([true, false]);
    await Promise.all([one.close(), two.close()]);
  });
});
