import type { Kysely } from 'kysely';
import type { Tables } from './tables';

/** Puts a value in the place of an earlier one; null removes it. */
export async function keepValue(db: Kysely<Tables>, key: string, value: string | null): Promise<void> {
  if (value === null) {
    await db.deleteFrom('kept_values').where('key', '=', key).execute();
    return;
  }
  await db
    .insertInto('kept_values')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}
