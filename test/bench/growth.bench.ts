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
  /** Of all turns together, with the checkpoints that fell among them. */
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
/** The name of a filled store is its number of conversations. */
const WARM = FEW + 1;
const HOUR_MS = 3_600_000;
/** A reminder comes within days, and conversations are kept for months. */
const WAITING_EVERY = 50;
const TURNS_IN_ROUND = 200;
/** As many as go on with each of the few once. */
const ROUNDS = (2 * FEW) / TURNS_IN_ROUND;
const ROUND_NUMBERS = Array.from({ length: ROUNDS }, (_, round) => round);
/** Spreads the turns over all that are stored; has no divisor in common with their number. */
const STRIDE = 7_919;

/**
 * What a turn costs as the store grows: half of the turns begin a conversation, half go on with one that lies
 * anywhere among the stored ones. GROWTH_CONVERSATIONS sets how many are many.
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
  const [warm, few, full] = [await fill(WARM), await fill(FEW), await fill(many)];
  const times = { few: 0, many: 0 };
  // What is hot is compiled before anything counts.
  for (const round of ROUND_NUMBERS) await timeOfTurns(parts, warm.store, round, WARM);
  for (const round of ROUND_NUMBERS) {
    // Turn and turn about, which of the two comes first too, so that a neighbour on the machine slows both.
    if (round % 2 === 0) times.few += await timeOfTurns(parts, few.store, round, FEW);
    times.many += await timeOfTurns(parts, full.store, round, many);
    if (round % 2 !== 0) times.few += await timeOfTurns(parts, few.store, round, FEW);
  }
  for (const { store } of [warm, few, full]) await store.close();
  return {
    conversations: { few: FEW, many },
    megabytesOfMany: full.megabytes,
    millisecondsPerTurn: { few: perTurn(times.few), many: perTurn(times.many) },
    ratio: times.many / times.few,
  };
}

function perTurn(milliseconds: number): number {
  return Number((milliseconds / (ROUNDS * TURNS_IN_ROUND)).toFixed(3));
}

/** Milliseconds. No stored conversation is gone on with twice, or else those of the few would come to their end. */
async function timeOfTurns(parts: Parts, store: Store, round: number, stored: number): Promise<number> {
  const incoming = Array.from({ length: TURNS_IN_ROUND }, (_, index) => {
    const turn = round * TURNS_IN_ROUND + index;
    if (turn % 2 === 0) return messageOf(`${turn}`);
    const place = (((turn >> 1) * STRIDE) % stored) + 1;
    const user = { id: `u${place}`, name: null };
    return { ...messageOf(`${turn}`, '', 'done'), conversation: `conversation-${place}`, user };
  });
  const bot = botOn(store, parts);
  await bot.start();
  const began = performance.now();
  await inParallel(incoming, (item) => bot.receive(item));
  await bot.idle();
  const milliseconds = performance.now() - began;
  await bot.stop();
  return milliseconds;
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
  const messages = database.prepare('select kind, entry, question from messages order by id').all();
  database.close();
  return {
    channel: channel.name,
    state,
    messages: messages as Template['messages'],
    // Within the memory of events, or else the bot begins to forget a million of them while it is timed.
    at: new Date(Date.now() - HOUR_MS).toISOString(),
    waitingEvery: WAITING_EVERY,
  };
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
