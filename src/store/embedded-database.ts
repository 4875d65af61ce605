import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { migrate } from './migrate';
import { openFailed } from './sqlite-failure';
import type { Tables } from './tables';
import { turnConnection } from './turn-connection';
import { WriteAheadLog } from './write-ahead-log';

/** A store that lives in memory only. */
export const IN_MEMORY = ':memory:';

/** How long a write waits for another process on the same file, such as `bouncedesk chat` beside `start`. */
const BUSY_TIMEOUT_MS = 5_000;

/** KiB. What a busy hour touches; SQLite's own 2 MB hold the indices of a few thousand conversations. */
const CACHE_KIB = 16_000;

/** Pages, 16 MB: the same pages change turn after turn, and each checkpoint writes them once. */
const PAGES_PER_CHECKPOINT = 4_000;

/** The distinct statements of the store are a few dozen; the bound is for safety only. */
const STATEMENTS_KEPT = 500;

export interface EmbeddedDatabase {
  readonly database: Database.Database;
  readonly db: Kysely<Tables>;
  /** Only for whoever holds the connection of `db`. */
  readonly inTurn: Kysely<Tables>;
  /** Null of a store in memory. */
  readonly log: WriteAheadLog | null;
}

/** Opens, or makes, the file and brings its tables up to date. Throws a StoreError. */
export async function openEmbeddedDatabase(file: string): Promise<EmbeddedDatabase> {
  let database: Database.Database | null = null;
  try {
    if (file !== IN_MEMORY) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    tune(database);
    const kept = withKeptStatements(database);
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: kept }) });
    await migrateOnce(database, db);
    const log = file === IN_MEMORY ? null : new WriteAheadLog(file, database, db);
    return { database, db, inTurn: turnConnection(db, database, (sql) => kept.prepare(sql)), log };
  } catch (error) {
    database?.close();
    throw openFailed(error, file);
  }
}

/**
 * WAL lets readers and the writer work at once. A process that is killed loses nothing committed with any
 * setting of `synchronous`, but a power cut can undo turns that a platform was told are safe and would not send
 * again, unless somebody waits for the disk. FULL does at every commit, and lets nothing else go on meanwhile.
 * With NORMAL it is ours to wait, before anybody is told (see CommitQueue, write-ahead-log.ts); SQLite still waits
 * where the order of writes is what keeps the file whole. `secure_delete` overwrites what is deleted: a paste that
 * was erased shall not be readable in a copy of the file.
 */
function tune(database: Database.Database): void {
  database.pragma('journal_mode = wal');
  database.pragma('synchronous = normal');
  database.pragma('secure_delete = on');
  database.pragma('temp_store = memory');
  database.pragma(`cache_size = -${CACHE_KIB}`);
  database.pragma(`wal_autocheckpoint = ${PAGES_PER_CHECKPOINT}`);
}

/** Two processes that start at once on one file: the second waits and finds the tables made. */
async function migrateOnce(database: Database.Database, db: Kysely<Tables>): Promise<void> {
  await db.connection().execute(async (connection) => {
    database.exec('begin immediate');
    try {
      await migrate(connection);
      database.exec('commit');
    } catch (error) {
      if (database.inTransaction) database.exec('rollback');
      throw error;
    }
  });
}

/** Preparing a statement costs as much as running it, and kysely asks for it every time. */
function withKeptStatements(database: Database.Database) {
  const kept = new Map<string, Database.Statement<unknown[]>>();
  return {
    close: () => database.close(),
    prepare(sql: string) {
      const known = kept.get(sql);
      if (known !== undefined) return known;
      if (kept.size >= STATEMENTS_KEPT) kept.clear();
      const statement = database.prepare<unknown[]>(sql);
      kept.set(sql, statement);
      return statement;
    },
  };
}
