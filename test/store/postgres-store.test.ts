import { openPostgresStore } from '../../src/store/postgres-store';
import type { Store } from '../../src/store/store';
import { createDatabase, describeWithPostgres } from './postgres/databases';
import { describeStore } from './store-contract';

describeWithPostgres('on PostgreSQL', () => {
  describeStore('PostgreSQL', async () => {
    const database = await createDatabase();
    const opened: Store[] = [];
    return {
      async open() {
        const store = await openPostgresStore(database.url);
        opened.push(store);
        return store;
      },
      async dispose() {
        for (const store of opened) await store.close();
        await database.drop();
      },
    };
  });
});
