import { openPostgresStore } from '../../src/store/postgres-store';

/**
 * A replica in a process of its own that takes jobs and never ends one: `node replica-process.ts URL`. It prints
 * what it takes.
 */
async function main(): Promise<void> {
  const store = await openPostgresStore(process.argv[2] ?? '');
  await store.startWorker({
    channels: ['test'],
    concurrency: 4,
    clock: () => new Date(),
    perform: ({ id, attempt }) => {
      process.send?.({ id, attempt });
      return new Promise(() => undefined);
    },
    onError: (error) => process.send?.({ error: String(error) }),
  });
}

void main();
