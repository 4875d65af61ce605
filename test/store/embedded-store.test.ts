import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { Store } from '../../src/store/store';
import { replyOf } from '../bot/scripted';
import { describeStore } from './store-contract';

let folder: string;
let opened: Store[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bouncedesk-store-'));
  opened = [];
});

afterEach(removeFolder);

async function removeFolder(): Promise<void> {
  for (const store of opened) await store.close();
  rmSync(folder, { recursive: true, force: true });
}

async function open(file = join(folder, 'store.sqlite')): Promise<Store> {
  const store = await openEmbeddedStore(file);
  opened.push(store);
  return store;
}

describeStore('embedded', () => Promise.resolve({ open, dispose: removeFolder }));

const serving = (channels: readonly string[]) => ({
  channels,
  concurrency: 1,
  clock: () => new Date(),
  perform: () => Promise.resolve(),
  onError: () => undefined,
});

describe('opening a file', () => {
  it('makes the folder and the file for their owner only', async () => {
    const file = join(folder, 'data', 'store.sqlite');
    await open(file);
    expect(statSync(join(folder, 'data')).mode & 0o077).toBe(0);
  });

  it('that is open already shares what is in it', async () => {
    const [one, other] = [await open(), await open()];
    await one.turn('c', (turn) => turn.recordEvents(['a'], ''));
    expect(await other.turn('c', (turn) => turn.recordEvents(['a'], ''))).toBe(false);
  });

  it('that is no database is refused', async () => {
    const file = join(folder, 'store.sqlite');
    writeFileSync(file, 'this is a text that somebody saved here, long enough to be looked at'.repeat(20));
    await expect(open(file)).rejects.toMatchObject({ name: 'StoreError', code: 'store-broken' });
  });

  it('that a later version has changed is refused', async () => {
    await open();
    const database = new Database(join(folder, 'store.sqlite'));
    database
      .prepare("insert into kysely_migration values ('2030-01-01-later', '2030-01-01T00:00:00.000Z')")
      .run();
    database.close();
    await expect(open()).rejects.toMatchObject({
      code: 'store-newer',
      message: expect.stringContaining('2030-01-01-later') as string,
    });
  });

  it('where no file can be is refused', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(open(join(folder, 'file', 'store.sqlite'))).rejects.toMatchObject({
      code: 'store-unreachable',
    });
  });
});

it('counts a try of a job that is due when a worker begins: it may have been under way before', async () => {
  const store = await open();
  await store.turn('c', async (turn) => {
    const user = { id: 'u', name: null };
    await turn.saveConversation({ channel: 'test', address: '', user, state: null }, '');
    const task = { kind: 'fireTimer', timer: 't' } as const;
    await turn.addJob({ channel: 'test', queue: 'q', task, key: null, at: '', runAt: '' });
  });
  const attempts: number[] = [];
  const worker = await store.startWorker({
    ...serving(['test']),
    perform: async ({ id, attempt }) => {
      attempts.push(attempt);
      await store.turn('c', (turn) => turn.completeJob(id));
    },
  });
  await worker.idle();
  await worker.stop();
  expect(attempts).toEqual([2]);
});

it('gives every reply to who posts it, also when more wait than it keeps at hand', async () => {
  const store = await open();
  const at = '2026-11-24T09:00:00.000Z';
  const user = { id: 'u', name: null };
  const conversations = Array.from({ length: 1_200 }, (_, number) => `c${number}`);
  const order = (id: string) =>
    store.turn(id, async (turn) => {
      await turn.saveConversation({ channel: 'test', address: '', user, state: null }, at);
      const reply = replyOf(`to ${id}`);
      const message = await turn.addMessage({ kind: 'replied', at, reply });
      const task = { kind: 'post', message, reply } as const;
      await turn.addJob({ channel: 'test', queue: 'replies', task, key: null, at, runAt: at });
    });
  await Promise.all(conversations.map(order));

  const given = new Map<string, unknown>();
  const worker = await store.startWorker({
    ...serving(['test']),
    concurrency: 32,
    perform: async ({ id, conversation, task }) => {
      given.set(conversation, task.kind === 'post' ? task.reply : null);
      await store.turn(conversation, (turn) => turn.completeJob(id));
    },
  });
  await worker.idle();
  await worker.stop();
  expect(given).toEqual(new Map(conversations.map((id) => [id, replyOf(`to ${id}`)])));
});

it('on a disk that takes no more refuses turns and says so, and keeps what it has accepted', async () => {
  const file = join(folder, 'store.sqlite');
  const command = `ulimit -f 4000; exec "$0" -r "$1" "$2" "$3"`;
  const runner = join(__dirname, '..', 'run-typescript.cjs');
  const program = join(__dirname, 'full-disk-process.ts');
  const told = execFileSync('sh', ['-c', command, process.execPath, runner, program, file], {
    encoding: 'utf8',
  });
  const { stored, ...codes } = JSON.parse(told) as { stored: number; refused: string; check: string };
  expect(codes).toEqual({ refused: 'store-write-failed', check: 'store-write-failed' });
  expect(stored).toBeGreaterThan(0);
  const store = await open(file);
  expect(await store.knows(`c${stored - 1}`)).toBe(true);
  expect(await store.knows(`c${stored}`)).toBe(false);
  await store.check();
});

describe('two workers on one file', () => {
  it('can serve different channels, and never the same one', async () => {
    const [one, other] = [await open(), await open()];
    const worker = await one.startWorker(serving(['slack', 'web']));
    await expect(other.startWorker(serving(['terminal', 'web']))).rejects.toMatchObject({
      code: 'store-in-use',
    });
    await other.startWorker(serving(['terminal']));
    await worker.stop();
    const third = await open();
    await expect(third.startWorker(serving(['web']))).resolves.toBeDefined();
  });
});
