import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { EmbeddedDatabase } from './embedded-database';
import { writeFailed } from './sqlite-failure';
import type { Tables } from './tables';

/** Bounds how long a turn can wait for the ones that share its commit. */
const TURNS_PER_COMMIT = 64;

interface Entry {
  /** Does the work inside the open transaction; the function it returns tells the caller, once committed. */
  run(db: Kysely<Tables>): Promise<() => void>;
  fail(error: unknown): void;
}

function entryOf<Result>(
  work: (db: Kysely<Tables>) => Promise<Result>,
  resolve: (result: Result) => void,
  reject: (error: unknown) => void,
): Entry {
  return {
    run: async (db) => {
      const result = await work(db);
      return () => resolve(result);
    },
    fail: (error) => reject(writeFailed(error)),
  };
}

/**
 * SQLite writes one transaction at a time, and what survives a power cut waits for the disk. So the turns that
 * queue up share the next commit, in the order they were asked for, and their callers are told when it has reached
 * the disk. That is waited for beside everything else: meanwhile pastes are read and replies are posted. When one
 * fails, all are undone and done once more, each in a commit of its own. That is rare, and savepoints between them
 * would cost every turn as much as its own statements do.
 */
export class CommitQueue {
  private readonly waiting: Entry[] = [];
  private draining: Promise<void> | null = null;
  /** Resolves when the newest commit has reached the disk. */
  private newest: Promise<void> = Promise.resolve();

  constructor(
    private readonly embedded: Pick<EmbeddedDatabase, 'database' | 'db' | 'inTurn'>,
    /** Resolves once all that was committed before the call outlasts a power cut. */
    private readonly flush: () => Promise<void>,
  ) {}

  run<Result>(work: (db: Kysely<Tables>) => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.waiting.push(entryOf(work, resolve, reject));
      this.draining ??= this.drain();
    });
  }

  /** Resolves when everything asked for so far is committed and on the disk, or has failed. */
  async settled(): Promise<void> {
    while (this.draining !== null) await this.draining;
  }

  /** Resolves when everything committed so far outlasts a power cut; rejects when that can't be said. */
  durable(): Promise<void> {
    return this.newest.catch(() => this.flush());
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      // One round of the event loop: what arrives with the first turn shares its commit.
      await setImmediate();
      await this.commit();
    }
    this.draining = null;
  }

  private async commit(): Promise<void> {
    let entries: readonly Entry[] = [];
    try {
      const tellers = await this.embedded.db.connection().execute(() => {
        // Taken only now, so that what was asked for while the connection was busy comes along.
        entries = this.waiting.splice(0, TURNS_PER_COMMIT);
        return this.together(entries);
      });
      // What is asked for while the disk is at work shares the next commit.
      await this.newest;
      for (const tell of tellers) tell();
    } catch (error) {
      // A store that was closed gives no connection; then those that wait have failed.
      const failed = entries.length > 0 ? entries : this.waiting.splice(0);
      for (const entry of failed) entry.fail(error);
    }
  }

  private async together(entries: readonly Entry[]): Promise<readonly (() => void)[]> {
    try {
      return await this.transaction(entries);
    } catch (error) {
      if (entries.length === 1) return entries.map((entry) => () => entry.fail(error));
      const tellers: (() => void)[] = [];
      for (const entry of entries) tellers.push(...(await this.together([entry])));
      return tellers;
    }
  }

  private async transaction(entries: readonly Entry[]): Promise<readonly (() => void)[]> {
    const { database, inTurn } = this.embedded;
    // Immediate: taking the write lock later could fail half-way when another process writes.
    database.exec('begin immediate');
    try {
      const tellers: (() => void)[] = [];
      for (const entry of entries) tellers.push(await entry.run(inTurn));
      database.exec('commit');
      this.newest = this.flush();
      return tellers;
    } catch (error) {
      // A full disk makes SQLite roll everything back by itself.
      if (database.inTransaction) database.exec('rollback');
      throw error;
    }
  }
}
