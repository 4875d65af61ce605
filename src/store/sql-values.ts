import type { Kysely } from 'kysely';
import type { KeptValues } from './store';
import type { Tables } from './tables';

/** Values by key, each read and written in a transaction that `run` makes. */
export class SqlValues implements KeptValues {
  constructor(
    private readonly run: <Result>(work: (db: Kysely<Tables>) => Promise<Result>) => Promise<Result>,
  ) {}

  async get(key: string): Promise<string | null> {
    const row = await this.run((db) =>
      db.selectFrom('kept_values').select('value').where('key', '=', key).executeTakeFirst(),
    );
    return row?.value ?? null;
  }

  async set(key: string, value: string): Promise<void> {
    await this.run((db) =>
      db
        .insertInto('kept_values')
        .values({ key, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute(),
    );
  }

  async delete(key: string): Promise<void> {
    await this.run((db) => db.deleteFrom('kept_values').where('key', '=', key).execute());
  }
}
