import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../config';
import { openEmbeddedStore } from '../store/embedded-store';
import type { Store } from '../store/store';
import { CommandError } from './command-error';

/** The store that the settings name. Throws a StoreError with a code when it can't be opened. */
export async function openStore({ store }: Config): Promise<Store> {
  switch (store.kind) {
    case 'embedded':
      mkdirSync(dirname(store.file), { recursive: true });
      return openEmbeddedStore(store.file);
    case 'postgres':
      throw new CommandError('DATABASE_URL: this version keeps its data in the embedded store only');
  }
}
