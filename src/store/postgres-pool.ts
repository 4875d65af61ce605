import { Pool, TypeOverrides, types, type PoolConfig } from 'pg';

/** How long a connection is waited for, a free one or a new one. A platform sends its event again after that. */
const CONNECT_LIMIT_MS = 5_000;
/** So that after a fail-over no connection is kept for good to a server that the name has left. */
const CONNECTION_LIFE_S = 600;
/**
 * What the server itself puts an end to: a statement that takes too long, a turn that waits for another of its
 * conversation, and a turn whose process was stopped in the middle and holds the conversation up for all.
 */
const LIMITS = {
  statement_timeout: 10_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 10_000,
  /** Our own, for a server that went away without a word. */
  query_timeout: 15_000,
};

/**
 * A database may be set up to answer a commit before it is on the disk; we tell a platform that its event is
 * safe. Settings that wait for longer than `on` are left as they are.
 */
const DURABLE = `select set_config('synchronous_commit', 'on', false)
  where current_setting('synchronous_commit') = 'off'`;

/** For short statements and transactions in the database at `url`, at most `max` at a time. */
export function poolConfig(url: string, max: number): PoolConfig {
  return { ...patientPoolConfig(url, max), ...LIMITS };
}

/** For what may take its time: changing tables, and waiting for the one who does. */
export function patientPoolConfig(url: string, max: number): PoolConfig {
  return {
    connectionString: url,
    application_name: 'bouncedesk',
    max,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    maxLifetimeSeconds: CONNECTION_LIFE_S,
    keepAlive: true,
    types: numbersAsNumbers(),
  };
}

export function createPool(config: PoolConfig): Pool {
  const pool = new Pool(config);
  survive(pool);
  pool.on('connect', (client) => void client.query(DURABLE).catch(() => undefined));
  return pool;
}

/** A connection that breaks fails the next statement on it; without a listener it would end the process before. */
export function survive(pool: Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
}

/** bigint and count(*) would come as text; our numbers stay far below 2^53. */
function numbersAsNumbers(): TypeOverrides {
  const overrides = new TypeOverrides();
  overrides.setTypeParser(types.builtins.INT8, Number);
  return overrides;
}
