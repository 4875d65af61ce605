import type { Kysely } from 'kysely';
import { IN_MEMORY, openEmbeddedDatabase } from '../../src/store/embedded-database';
import { prepared, type Slots } from '../../src/store/prepared';
import type { Tables } from '../../src/store/tables';

let databases: readonly Kysely<Tables>[];

beforeEach(async () => {
  const opened = await Promise.all([openEmbeddedDatabase(IN_MEMORY), openEmbeddedDatabase(IN_MEMORY)]);
  databases = opened.map(({ db }) => db);
});
afterEach(async () => {
  for (const db of databases) await db.destroy();
});

it('is built once for each database, in and out of transactions, and takes new values each time', async () => {
  let built = 0;
  const keep = prepared((db, slot: Slots<{ key: string; value: string }>) => {
    built += 1;
    return db.insertInto('kept_values').values({ key: slot('key'), value: slot('value') });
  });
  const find = prepared((db, slot: Slots<{ key: string }>) =>
    db
      .selectFrom('kept_values')
      .select('value')
      .where('key', '=', slot('key'))
      .where((row) => row.or([row('value', '!=', 'none'), row('key', '!=', slot('key'))])),
  );
  for (const [number, db] of databases.entries()) {
    await keep(db, { key: 'a', value: `one ${number}` });
    await db.transaction().execute((trx) => keep(trx, { key: 'b', value: `two ${number}` }));
    expect(await find(db, { key: 'a' })).toEqual([{ value: `one ${number}` }]);
    expect(await find(db, { key: 'b' })).toEqual([{ value: `two ${number}` }]);
    expect(await find(db, { key: 'c' })).toEqual([]);
  }
  expect(built).toBe(2);
});
