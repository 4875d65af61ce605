import { closeSync, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Database } from 'better-sqlite3';
import type { Kysely } from 'kysely';
import { StoreError } from './store-error';
import type { Tables } from './tables';

const dataSync = promisify(fdatasync);

/**
 * Where the commits of a file stand until SQLite writes them into the file itself. They are appended, and what
 * stands behind one that is broken counts for nothing, so one wait for the log is a wait for all of them.
 */
export class WriteAheadLog {
  private readonly descriptor: number;
  private closed = false;
  /** The system may call written what it failed to write once; only writing it again tells. */
  private doubtful = false;

  /** SQLite takes its locks on the other files, so that closing this one frees none of them. */
  constructor(
    file: string,
    private readonly database: Database,
    private readonly db: Kysely<Tables>,
    private readonly sync: (descriptor: number) => Promise<void> = dataSync,
  ) {
    this.descriptor = openSync(`${file}-wal`, 'r+');
  }

  /** Resolves once all that was committed before the call outlasts a power cut. Throws a StoreError. */
  async flush(): Promise<void> {
    try {
      if (!this.doubtful) await this.sync(this.descriptor);
      else if (!(await this.empty())) throw new Error('another process reads the log');
      this.doubtful = false;
    } catch (cause) {
      this.doubtful = true;
      throw new StoreError('store-outcome-unknown', 'the disk did not confirm what was written', { cause });
    }
  }

  /** Has all of it written into the file. False where a reader stands in the way. */
  empty(): Promise<boolean> {
    return this.db.connection().execute(() => {
      const isBusy = this.database.pragma('wal_checkpoint(truncate)', { simple: true });
      return Promise.resolve(isBusy === 0);
    });
  }

  close(): void {
    if (!this.closed) closeSync(this.descriptor);
    this.closed = true;
  }
}
