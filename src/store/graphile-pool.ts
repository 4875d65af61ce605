import { setTimeout } from 'node:timers/promises';
import { Pool, type PoolClient } from 'pg';
import { connectFailed, statementFailed } from './postgres-failure';
import { poolConfig, survive } from './postgres-pool';

/** One listens; the others are taken for a statement at a time. */
const CONNECTIONS = 4;
/** Between looks at a database that can't be reached. */
const PAUSE_MS = 500;
/** graphile-worker repeats a statement that fails with this code, a hundred times within half an hour (lib.js). */
const REPEATED = 'ETIMEDOUT';

type Connected = (
  error: Error | undefined,
  client: PoolClient | undefined,
  release: (error?: unknown) => void,
) => void;

/**
 * The connections that graphile-worker takes, gives back and finishes jobs by. A worker of it that can't tell the
 * end of a job ends for good, and nothing begins another (main.js, "spawn a new one"); so these connections wait
 * out a database that restarts.
 */
export class GraphilePool extends Pool {
  private patient = true;

  constructor(url: string) {
    super(poolConfig(url, CONNECTIONS));
    survive(this);
    this.on('connect', (client) => {
      const query = client.query.bind(client) as (...args: readonly unknown[]) => Promise<unknown>;
      Object.assign(client, { query: (...args: readonly unknown[]) => this.repeatable(query(...args)) });
    });
  }

  /** From now on what fails has failed: the process is about to stop. */
  losePatience(): void {
    this.patient = false;
  }

  /** With a callback for the connection that listens, which graphile-worker renews by itself. */
  override connect(): Promise<PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<PoolClient> | void {
    if (callback === undefined) return this.connectInTheEnd();
    super.connect(callback);
  }

  private async connectInTheEnd(): Promise<PoolClient> {
    for (;;) {
      try {
        return await super.connect();
      } catch (error) {
        // One that only has to wait for the others gets a connection in the end.
        if (!this.patient && connectFailed(error).kind === 'lost') throw error;
        await setTimeout(PAUSE_MS);
      }
    }
  }

  private async repeatable(result: Promise<unknown>): Promise<unknown> {
    try {
      return await result;
    } catch (error) {
      if (!this.patient) throw error;
      throw Object.assign(new Error('the database failed', { cause: statementFailed(error) }), {
        code: REPEATED,
      });
    }
  }
}
