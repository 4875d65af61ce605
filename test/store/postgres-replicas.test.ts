import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { openPostgresStore } from '../../src/store/postgres-store';
import type { Job, NewJob, Store, Worker } from '../../src/store/store';
import { createDatabase, describeWithPostgres, type TestDatabase } from './postgres/databases';

const kim = { channel: 'test', address: '', user: { id: 'u', name: null }, state: 0 };

function job(timer: string, more: Partial<NewJob> = {}): NewJob {
  const at = new Date().toISOString();
  const task = { kind: 'fireTimer', timer } as const;
  return { channel: 'test', queue: 'q', task, key: null, at, runAt: at, ...more };
}

/** Something to wait for. */
function signal(): { readonly given: Promise<void>; give(): void } {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give: () => give() };
}

describeWithPostgres('replicas', () => {
  let database: TestDatabase;
  let stores: Store[];

  beforeEach(async () => {
    database = await createDatabase();
    stores = [await openPostgresStore(database.url), await openPostgresStore(database.url)];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await database.drop();
  });

  const each = <Result>(run: (store: Store, number: number) => Promise<Result>) =>
    Promise.all(stores.map(run));
  const first = () => stores[0] as Store;
  const second = () => stores[1] as Store;

  async function add(conversation: string, ...jobs: readonly NewJob[]): Promise<void> {
    await first().turn(conversation, async (turn) => {
      await turn.saveConversation(kim, '');
      for (const item of jobs) await turn.addJob(item);
    });
  }

  function work(store: Store, perform: (job: Job) => Promise<void>): Promise<Worker> {
    return store.startWorker({
      channels: ['test'],
      concurrency: 4,
      clock: () => new Date(),
      perform,
      onError: () => undefined,
    });
  }

  const complete = (store: Store, { conversation, id }: Job) =>
    store.turn(conversation, (turn) => turn.completeJob(id));

  it('handle an event once that comes to all of them at once', async () => {
    for (let number = 0; number < 20; number += 1) {
      const fresh = await each((store) =>
        store.turn('c', (turn) => turn.recordEvents([`event ${number}`], '')),
      );
      expect([...fresh].sort()).toEqual([false, true]);
    }
  });

  it('run the turns of a conversation one by one', async () => {
    await add('c');
    const turns = Array.from({ length: 25 }, () =>
      each((store) =>
        store.turn('c', async (turn) => {
          const before = (await turn.conversation())?.state as number;
          await turn.saveConversation({ ...kim, state: before + 1 }, '');
        }),
      ),
    );
    await Promise.all(turns);
    expect(await first().turn('c', async (turn) => (await turn.conversation())?.state)).toBe(50);
  });

  it('share the jobs, and keep the order of every queue', async () => {
    const performed: string[] = [];
    const busy = new Set<string>();
    const together: string[] = [];
    const workers = await each((store, replica) =>
      work(store, async (item) => {
        if (busy.has(item.conversation)) together.push(item.conversation);
        busy.add(item.conversation);
        performed.push(`${item.conversation} ${timerOf(item)}`);
        await store.turn('count', (turn) => turn.recordEvents([`${replica} ${item.id}`], ''));
        busy.delete(item.conversation);
        await complete(store, item);
      }),
    );
    const names = Array.from({ length: 10 }, (_, number) => `${number}`);
    await Promise.all(names.map((name) => add(name, ...names.map((timer) => job(timer)))));
    await workers[0]?.idle();
    for (const name of names) {
      expect(performed.filter((line) => line.startsWith(`${name} `))).toEqual(
        names.map((timer) => `${name} ${timer}`),
      );
    }
    expect(together).toEqual([]);
    const seen = await database.query('select distinct left(id, 1) as replica from events_seen');
    expect(seen).toHaveLength(2);
  });

  it('take over what one had begun that was killed, and count its try', async () => {
    const args = { execArgv: ['-r', join(__dirname, '..', 'run-typescript.cjs')] };
    const child = fork(join(__dirname, 'replica-process.ts'), [database.url], args);
    await add('c', job('one'), job('two'));
    const [taken] = (await once(child, 'message')) as [unknown];
    expect(taken).toMatchObject({ attempt: 1 });
    child.kill('SIGKILL');
    await once(child, 'exit');

    const performed: string[] = [];
    const worker = await work(first(), async (item) => {
      performed.push(`${timerOf(item)}, try ${item.attempt}`);
      await complete(first(), item);
    });
    await worker.idle();
    expect(performed).toEqual(['one, try 2', 'two, try 1']);
  });

  it('hand over the timers of the days to come when their time is near', async () => {
    let now = new Date();
    const performed: string[] = [];
    await add('c', job('tomorrow', { runAt: new Date(now.getTime() + 86_400_000).toISOString() }));
    expect(await database.query('select 1 from bouncedesk_worker._private_jobs')).toEqual([]);
    const worker = await first().startWorker({
      channels: ['test'],
      concurrency: 1,
      clock: () => now,
      perform: async (item) => {
        performed.push(timerOf(item));
        await complete(first(), item);
      },
      onError: () => undefined,
    });
    await worker.idle();
    expect(performed).toEqual([]);
    now = new Date(now.getTime() + 86_400_000);
    await worker.idle();
    expect(performed).toEqual(['tomorrow']);
  });

  it('leave nothing behind in the tables of graphile-worker', async () => {
    await add('c', job('kept', { key: 'k' }), job('cancelled', { key: 'l', queue: 'other' }));
    const worker = await work(first(), async (item) => {
      if (item.attempt === 1) {
        const dueAt = new Date().toISOString();
        await first().turn('c', (turn) => turn.postponeJob(item.id, dueAt, 'busy'));
        throw new Error('after it was put off');
      }
      await complete(first(), item);
    });
    await first().turn('c', (turn) => turn.cancelJob('l'));
    await worker.idle();
    await worker.stop();
    expect(await database.query('select * from jobs')).toEqual([]);
    expect(
      await database.query('select * from bouncedesk_worker._private_jobs where key is not null'),
    ).toEqual([]);
  });

  it('stop when what they perform is done, and leave the rest to the others', async () => {
    const [begun, finish] = [signal(), signal()];
    const performed: string[] = [];
    const worker = await work(first(), async (item) => {
      begun.give();
      await finish.given;
      performed.push(`first ${timerOf(item)}`);
      await complete(first(), item);
    });
    await add('c', job('one'), job('two'));
    await begun.given;
    const stopped = worker.stop();
    finish.give();
    await stopped;
    const other = await work(second(), async (item) => {
      performed.push(`second ${timerOf(item)}, try ${item.attempt}`);
      await complete(second(), item);
    });
    await other.idle();
    expect(performed).toEqual(['first one', 'second two, try 1']);
  });
});

function timerOf(item: Job): string {
  return item.task.kind === 'fireTimer' ? item.task.timer : item.task.kind;
}
