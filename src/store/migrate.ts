import { Migrator, type Kysely } from 'kysely';
import { migrations } from './migrations';
import { StoreError } from './store-error';
import type { Tables } from './tables';

/**
 * Brings the tables up to this version. The caller holds a transaction, so that a crash leaves them as they
 * were. Throws `store-newer` when a later version of the program has changed them.
 */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve({ ...migrations }) };
  const migrator = new Migrator({ db, provider });
  const applied = await appliedMigrations(db);
  const unknown = applied.filter((name) => !(name in migrations));
  if (unknown.length > 0) {
    throw new StoreError('store-newer', `the store was changed by a later version (${unknown.join(', ')})`);
  }
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error('the tables could not be changed', { cause: error });
}

async function appliedMigrations(db: Kysely<Tables>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  return rows.map((row) => row.name);
}
