import type { Pool, PoolClient } from 'pg';
import { statementFailed } from './postgres-failure';
import { createPool, poolConfig } from './postgres-pool';

/**
 * A process that is killed closes its connections at once; one whose machine loses power doesn't, and the server
 * has to ask. These make it notice within some 10 seconds instead of two hours.
 */
const ASK_OFTEN = `select set_config('tcp_keepalives_idle', '5', false),
  set_config('tcp_keepalives_interval', '2', false), set_config('tcp_keepalives_count', '3', false)`;

/**
 * Locks, held by a connection of its own for as long as the process lives, each named after one of its workers: a
 * name that anybody can lock belongs to a worker that is no more.
 */
export class SignOfLife {
  private readonly pool: Pool;
  private client: PoolClient | null = null;
  private held: ReadonlySet<string> = new Set();

  constructor(url: string) {
    this.pool = createPool(poolConfig(url, 1));
  }

  /** Holds these names and no others. After a PostgresFailure the next call begins anew. */
  async show(names: ReadonlySet<string>): Promise<void> {
    await this.connected(async (client) => {
      const fresh = [...names].filter((name) => !this.held.has(name));
      const old = [...this.held].filter((name) => !names.has(name));
      await client.query(over('pg_advisory_lock'), [fresh]);
      await client.query(over('pg_advisory_unlock'), [old]);
      this.held = new Set(names);
    });
  }

  /** Those of the names that nobody holds. */
  async dead(names: readonly string[]): Promise<ReadonlySet<string>> {
    return this.connected(async (client) => {
      const { rows } = await client.query<{ name: string }>(
        'select name from unnest($1::text[]) as name where pg_try_advisory_xact_lock(hashtextextended(name, 0))',
        [names],
      );
      return new Set(rows.map(({ name }) => name));
    });
  }

  async close(): Promise<void> {
    this.disconnect();
    await this.pool.end();
  }

  private async connected<Result>(ask: (client: PoolClient) => Promise<Result>): Promise<Result> {
    try {
      this.client ??= await this.connect();
      return await ask(this.client);
    } catch (error) {
      this.disconnect();
      throw statementFailed(error);
    }
  }

  private async connect(): Promise<PoolClient> {
    const client = await this.pool.connect();
    await client.query(ASK_OFTEN);
    return client;
  }

  private disconnect(): void {
    this.client?.release(true);
    this.client = null;
    this.held = new Set();
  }
}

function over(lock: 'pg_advisory_lock' | 'pg_advisory_unlock'): string {
  return `select ${lock}(hashtextextended(name, 0)) from unnest($1::text[]) as name`;
}
