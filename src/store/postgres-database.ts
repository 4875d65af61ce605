import { runMigrations } from 'graphile-worker';
import { Kysely, sql } from 'kysely';
import { migrate } from './migrate';
import { postgresDialect } from './postgres-dialect';
import { openFailed } from './postgres-failure';
import { createPool, patientPoolConfig, poolConfig } from './postgres-pool';
import { silentLogger } from './silent-logger';
import type { Tables } from './tables';

/** For turns and reads. A turn holds one from its begin to its commit, some milliseconds. */
const CONNECTIONS = 10;

/** A number that nobody else in this database is likely to lock; the same for all versions of bouncedesk. */
const MIGRATION_LOCK = '7236408471130291';

export interface PostgresDatabase {
  readonly db: Kysely<Tables>;
  /** Where graphile-worker's tables are. */
  readonly workerSchema: string;
}

/** Connects, and brings all tables up to date. Throws a StoreError. */
export async function openPostgresDatabase(url: string): Promise<PostgresDatabase> {
  try {
    const workerSchema = await prepareTables(url);
    return {
      db: new Kysely<Tables>({ dialect: postgresDialect(createPool(poolConfig(url, CONNECTIONS))) }),
      workerSchema,
    };
  } catch (error) {
    throw openFailed(error);
  }
}

/** Replicas that start at once do it one after the other; the lock goes with a connection that dies. */
async function prepareTables(url: string): Promise<string> {
  const pool = createPool(patientPoolConfig(url, 3));
  const db = new Kysely<Tables>({ dialect: postgresDialect(pool) });
  try {
    return await db.connection().execute(async (holder) => {
      await sql`select pg_advisory_lock(${sql.lit(MIGRATION_LOCK)})`.execute(holder);
      const schema = await currentSchema(holder);
      await migrate(db, schema);
      const workerSchema = schema === 'public' ? 'bouncedesk_worker' : `${schema}_worker`;
      await runMigrations({ pgPool: pool, schema: workerSchema, logger: silentLogger });
      return workerSchema;
    });
  } finally {
    await db.destroy();
  }
}

/** Where our tables are: the first schema of the search_path, which DATABASE_URL may set by `options`. */
async function currentSchema(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(db);
  const schema = rows[0]?.schema ?? null;
  if (schema === null) throw new Error('no schema of the search_path exists');
  return schema;
}
