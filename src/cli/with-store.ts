import type { Config } from '../config';
import type { Store } from '../store/store';
import { openStore } from './open-store';

/** Opens the store for as long as the work takes. */
export async function withStore(config: Config, work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore(config);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}
