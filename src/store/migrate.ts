import { Migrator, type Kysely } from 'kysely';
import { migrations } from './migrations';
import { StoreError } from './store-error';
import type { Tables } from './tables';

/**
 * Brings the tables up to this version. On SQLite the caller holds a transaction, on PostgreSQL kysely opens
 * one, so that a crash leaves them as they were. `schema` is where PostgreSQL keeps them. Throws `store-newer`
 * when a later version of the program has changed them.
 */
export async function migrate(db: Kysely<Tables>, schema?: string): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve({ ...migrations }) };
  const migrator = new Migrator({
    db,
    provider,
    ...(schema === undefined ? {} : { migrationTableSchema: schema }),
  });
  const applied = await appliedMigrations(db, schema);
  const unknown = applied.filter((name) => !(name in migrations));
  if (unknown.length > 0) {
    throw new StoreError('store-newer', `the store was changed by a later version (${unknown.join(', ')})`);
  }
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error('the tables could not be changed', { cause: error });
}

async function appliedMigrations(db: Kysely<Tables>, schema?: string): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration' && table.schema === schema)) return [];
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  return rows.map((row) => row.name);
}
