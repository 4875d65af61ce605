import Database from 'better-sqlite3';
import { SqliteDialect } from 'kysely';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedDatabase } from '../../src/store/embedded-database';
import { postgresDialect } from '../../src/store/postgres-dialect';
import { createPool, poolConfig } from '../../src/store/postgres-pool';
import { fillPostgres, fillSqlite } from './filled';
import { statementsOfHotPath } from './hot-path';
import { createDatabase, describeWithPostgres, type TestDatabase } from './postgres/databases';

/** Many enough that a planner who can choose does not read them all. */
const CONVERSATIONS = 8_000;

describe('on SQLite, no statement of the hot path', () => {
  let folder: string;
  let database: Database.Database;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bouncedesk-indexes-'));
    const opened = await openEmbeddedDatabase(join(folder, 'store.sqlite'));
    database = opened.database;
    fillSqlite(database, CONVERSATIONS);
  });
  afterAll(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('reads a table from end to end', async () => {
    const beside = new Database(database.name);
    const statements = await statementsOfHotPath(new SqliteDialect({ database: beside }));
    expect(statements.length).toBeGreaterThan(35);
    expect(statements.flatMap(({ sql, parameters }) => scansOf(sql, parameters))).toEqual([]);
  });

  /** `SCAN tickets`; with `USING` it goes along an index, as far as it is asked to. */
  function scansOf(sql: string, parameters: readonly unknown[]): readonly string[] {
    const plan = database.prepare(`explain query plan ${sql}`).all(...parameters) as { detail: string }[];
    const scans = plan.filter(({ detail }) => detail.startsWith('SCAN ') && !isBounded(detail, sql));
    return scans.map(({ detail }) => `${detail}: ${sql}`);
  }
});

/** The newest tickets are read from the end of the table, which is in their order. */
function isBounded(detail: string, sql: string): boolean {
  return (
    detail === 'SCAN CONSTANT ROW' ||
    (detail === 'SCAN tickets' && sql.endsWith('order by "number" desc limit ?'))
  );
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

describeWithPostgres('on PostgreSQL, no statement of the hot path', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
    await fillPostgres(database, CONVERSATIONS);
  });
  afterAll(() => database.drop());

  it('reads a table from end to end', async () => {
    const statements = await statementsOfHotPath(postgresDialect(createPool(poolConfig(database.url, 1))));
    expect(statements.length).toBeGreaterThan(35);
    const scans: string[] = [];
    for (const { sql, parameters } of statements) {
      const [row] = await database.query(`explain (format json) ${sql}`, parameters);
      const [explained] = row?.['QUERY PLAN'] as readonly { readonly Plan: Plan }[];
      const scanned = explained === undefined ? [] : scannedIn(explained.Plan);
      scans.push(...scanned.map((table) => `${table}: ${sql}`));
    }
    expect(scans).toEqual([]);
  });

  function scannedIn(plan: Plan): readonly string[] {
    const here = plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? '?'] : [];
    return [...here, ...(plan.Plans ?? []).flatMap(scannedIn)];
  }
});
