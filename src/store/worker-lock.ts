import Database from 'better-sqlite3';
import { IN_MEMORY } from './embedded-database';
import { isBusy, openFailed } from './sqlite-failure';
import { StoreError } from './store-error';

/**
 * Two processes on one embedded store must not both post a channel's replies. Each holds an exclusive SQLite
 * lock on a file beside the store, per channel; the system lets go of it when the process ends, however it
 * ends. Returns what releases it. Throws `store-in-use`.
 */
export function lockChannels(file: string, channels: readonly string[]): () => void {
  const held: Database.Database[] = [];
  const release = () => held.splice(0).forEach((lock) => lock.close());
  if (file === IN_MEMORY) return release;
  try {
    for (const channel of channels) held.push(lockChannel(file, channel));
  } catch (error) {
    release();
    throw error;
  }
  return release;
}

function lockChannel(file: string, channel: string): Database.Database {
  const path = `${file}.${channel}.lock`;
  let lock: Database.Database | null = null;
  try {
    lock = new Database(path, { timeout: 0 });
    lock.exec('begin exclusive');
    return lock;
  } catch (error) {
    lock?.close();
    if (isBusy(error)) {
      throw new StoreError(
        'store-in-use',
        `another process already serves the channel ${channel} from ${file}`,
        {
          cause: error,
        },
      );
    }
    throw openFailed(error, path);
  }
}
