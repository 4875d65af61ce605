import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../config';
import { openEmbeddedStore } from '../store/embedded-store';
import type { Store } from '../store/store';

/** The store that the settings name. Throws a StoreError with a code when it can't be opened. */
export function openStore({ storeFile }: Config): Promise<Store> {
  mkdirSync(dirname(storeFile), { recursive: true });
  return openEmbeddedStore(storeFile);
}
