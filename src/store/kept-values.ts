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

/** More than most turns write; a disk that has room for a few bytes only must not pass for one that works. */
const PROBE_LENGTH = 32_000;

/** Writes the same place again, as a readiness check does. */
export async function keepProbe(db: Kysely<Tables>): Promise<void> {
  await keepValue(db, 'probe', new Date().toISOString().padEnd(PROBE_LENGTH));
}
