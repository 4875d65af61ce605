import Database from 'better-sqlite3';
import { chmodSync, closeSync, fsyncSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import { openPostgresStore } from '../../src/store/postgres-store';
import type { Store } from '../../src/store/store';
import { fillPostgres, fillSqlite, type Template } from '../store/filled';
import { findPrograms } from '../store/postgres/programs';
import { removeServer, startServer } from '../store/postgres/server';
import { botOn, channel, inParallel, loadParts, messageOf, type Parts } from './turn-parts';

interface Growth {
  readonly conversations: { readonly few: number; readonly many: number };
  readonly megabytesOfMany: number;
  /** Middle of the rounds. */
  readonly millisecondsPerTurn: { readonly few: number; readonly many: number };
  /** To be at most 1.2. */
  readonly ratio: number;
}

export interface GrowthBench {
  readonly embedded: Growth;
  /** Null where there is no PostgreSQL. */
  readonly postgres: Growth | null;
}

const FEW = 1_000;
const ROUNDS = 15;
const TURNS_IN_ROUND = 200;

/**
 * What a turn costs as the store grows: half of the turns begin a conversation, half go on with one that lies
 * anywhere among the stored ones. Rounds with few and with many stored take turns, so that a neighbour on the machine
 * slows both. GROWTH_CONVERSATIONS sets how many are many.
 */
export async function benchGrowth(
  many = Number(process.env['GROWTH_CONVERSATIONS'] ?? 1_000_000),
): Promise<GrowthBench> {
  const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-growth-'));
  chmodSync(folder, 0o711);
  try {
    const parts = await loadParts();
    const template = await realTemplate(parts, join(folder, 'template.sqlite'));
    const embedded = await growth(parts, many, (count) => filledFile(folder, count, template));
    const postgres =
      findPrograms() === null ? null : await growthOnPostgres(parts, many, join(folder, 'server'), template);
    return { embedded, postgres };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function growthOnPostgres(
  parts: Parts,
  many: number,
  folder: string,
  template: Template,
): Promise<Growth> {
  const { url } = await startServer(folder);
  try {
    return await growth(parts, many, (count) => filledDatabase(url, count, template));
  } finally {
    await removeServer(folder);
  }
}

interface Filled {
  readonly store: Store;
  readonly megabytes: number;
}

async function growth(
  parts: Parts,
  many: number,
  fill: (conversations: number) => Promise<Filled>,
): Promise<Growth> {
  const few = await fill(FEW);
  const full = await fill(many);
  const times: { few: number[]; many: number[] } = { few: [], many: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const name = String(round);
    const fast = await timeOfTurns(parts, few.store, name, FEW);
    const slow = await timeOfTurns(parts, full.store, name, many);
    // The first round lets the engine compile what is hot.
    if (round > 0) {
      times.few.push(fast);
      times.many.push(slow);
    }
  }
  await few.store.close();
  await full.store.close();
  const [fewTime, manyTime] = [middle(times.few), middle(times.many)];
  return {
    conversations: { few: FEW, many },
    megabytesOfMany: full.megabytes,
    millisecondsPerTurn: { few: fewTime, many: manyTime },
    ratio: manyTime / fewTime,
  };
}

async function timeOfTurns(parts: Parts, store: Store, round: string, stored: number): Promise<number> {
  const incoming = Array.from({ length: TURNS_IN_ROUND }, (_, index) => {
    const name = `${round}-${index}`;
    if (index % 2 === 0) return messageOf(name);
    // Spread over all of them, each round in other places.
    const place = ((index * 7_919 + Number(round) * 104_729) % stored) + 1;
    return { ...messageOf(name, '', 'done'), conversation: `conversation-${place}` };
  });
  const bot = botOn(store, parts);
  await bot.start();
  const began = performance.now();
  await inParallel(incoming, (item) => bot.receive(item));
  await bot.idle();
  const milliseconds = performance.now() - began;
  await bot.stop();
  return milliseconds / TURNS_IN_ROUND;
}

/** What a conversation leaves behind after a paste, as the program itself wrote it. */
async function realTemplate(parts: Parts, file: string): Promise<Template> {
  const store = await openEmbeddedStore(file);
  const bot = botOn(store, parts);
  await bot.start();
  await bot.receive(messageOf('template'));
  await bot.idle();
  await bot.stop();
  await store.close();
  const database = new Database(file, { readonly: true });
  const state = database.prepare('select state from conversations').pluck().get() as string;
  const entries = database.prepare('select entry from messages order by id').pluck().all() as string[];
  database.close();
  return { channel: channel.name, state, entries };
}

async function filledFile(folder: string, conversations: number, template: Template): Promise<Filled> {
  const file = join(folder, `${conversations}.sqlite`);
  await (await openEmbeddedStore(file)).close();
  const database = new Database(file);
  // Only while it is filled: what is measured has the store's own settings.
  for (const setting of ['journal_mode = off', 'synchronous = off', 'cache_size = -1000000'])
    database.pragma(setting);
  fillSqlite(database, conversations, template);
  database.close();
  // Or else the first checkpoint that is measured waits for all of it to be written.
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
  const megabytes = Math.round(statSync(file).size / 1_048_576);
  return { store: await openEmbeddedStore(file), megabytes };
}

async function filledDatabase(server: string, conversations: number, template: Template): Promise<Filled> {
  const name = `growth_${conversations}`;
  const url = new URL(server);
  url.pathname = name;
  await withClient(server, (client) => client.query(`create database ${name}`));
  await (await openPostgresStore(url.href)).close();
  const megabytes = await withClient(url.href, async (client) => {
    await fillPostgres(client, conversations, template);
    await client.query('checkpoint');
    const { rows } = await client.query<{ size: string }>(
      'select pg_database_size(current_database()) as size',
    );
    return Math.round(Number(rows[0]?.size ?? 0) / 1_048_576);
  });
  return { store: await openPostgresStore(url.href), megabytes };
}

async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return Number((sorted[sorted.length >> 1] ?? 0).toFixed(2));
}
