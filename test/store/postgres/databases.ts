import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { openPostgresStore } from '../../../src/store/postgres-store';
import { findPrograms } from './programs';
import { startServer, type Server } from './server';

export interface TestDatabase {
  readonly url: string;
  /** Runs statements beside the store. */
  query(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  drop(): Promise<void>;
}

/**
 * Whether DATABASE_URL_TEST names a server, or one can be started here. Otherwise what needs it is skipped, because a
 * test can't install a server, and the global setup says so loudly; .ci/run installs one.
 */
const hasPostgres =
  process.env['DATABASE_URL_TEST'] !== undefined || process.env['POSTGRES_TEST_FOLDER'] !== undefined;

/** `describe` where there is a PostgreSQL. */
export const describeWithPostgres = hasPostgres ? describe : describe.skip;

/** `describe` where a server of the test's own can be started. */
export const describeWithPrograms = findPrograms() === null ? describe.skip : describe;

/** A new database on the server of this test run; with our tables in it already unless it shall be `bare`. */
export async function createDatabase(content: 'tables' | 'bare' = 'tables'): Promise<TestDatabase> {
  const server = await serverUrl();
  const name = `bouncedesk_test_${randomBytes(6).toString('hex')}`;
  await query(server, `create database ${name} template ${content === 'bare' ? 'template0' : 'template1'}`);
  const url = databaseOf(server, name);
  return {
    url,
    query: (text, values) => query(url, text, values),
    drop: async () => {
      await query(server, `drop database ${name} with (force)`);
    },
  };
}

async function query(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text, [...values]);
    return rows;
  } finally {
    await client.end();
  }
}

function databaseOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

async function serverUrl(): Promise<string> {
  const given = process.env['DATABASE_URL_TEST'];
  if (given !== undefined) return given;
  const folder = process.env['POSTGRES_TEST_FOLDER'];
  if (folder === undefined) throw new Error('there is no PostgreSQL here');
  return serverIn(folder);
}

/** Tests run in several processes: one starts the server, the others wait for it. */
async function serverIn(folder: string): Promise<string> {
  const told = join(folder, 'url');
  if (isFirst(folder)) tell(told, await urlOf(startServer(join(folder, 'server'))));
  while (!existsSync(told)) await setTimeout(50);
  const url = readFileSync(told, 'utf8');
  if (url === FAILED) throw new Error('PostgreSQL could not be started');
  return url;
}

const FAILED = 'failed';

/** With our tables in the template of all databases to come, since to make them takes longer than most tests. */
async function urlOf(starting: Promise<Server>): Promise<string> {
  try {
    const { url } = await starting;
    const template = await openPostgresStore(databaseOf(url, 'template1'));
    await template.close();
    return url;
  } catch {
    return FAILED;
  }
}

function tell(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(join(folder, 'first'));
    return true;
  } catch {
    return false;
  }
}
