import { PostgresAdapter, type ColumnDefinitionBuilderCallback, type Kysely } from 'kysely';

/** What the two databases spell differently. */

/** Wide enough for the numbers that `numbered` gives. */
export function wholeNumber(db: Kysely<never>): 'integer' | 'bigint' {
  return isPostgres(db) ? 'bigint' : 'integer';
}

/** A primary key that the database counts up by itself: `addColumn(name, ...numbered(db))`. */
export function numbered(
  db: Kysely<never>,
): readonly ['integer' | 'bigint', ColumnDefinitionBuilderCallback] {
  return isPostgres(db)
    ? ['bigint', (column) => column.primaryKey().generatedByDefaultAsIdentity()]
    : ['integer', (column) => column.primaryKey().autoIncrement()];
}

export function isPostgres<Tables>(db: Kysely<Tables>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
