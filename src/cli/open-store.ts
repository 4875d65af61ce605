import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../config';
import type { Store } from '../store/store';

/** The store that the settings name; the other form is not loaded. Throws a StoreError when it can't be opened. */
export async function openStore({ store }: Config): Promise<Store> {
  if (store.kind === 'postgres') {
    const { openPostgresStore } = await import('../store/postgres-store.js');
    return openPostgresStore(store.url);
  }
  mkdirSync(dirname(store.file), { recursive: true });
  const { openEmbeddedStore } = await import('../store/embedded-store.js');
  return openEmbeddedStore(store.file);
}
