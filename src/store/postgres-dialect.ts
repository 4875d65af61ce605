import {
  CompiledQuery,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import type { Pool, PoolClient, QueryResult as PgQueryResult } from 'pg';
import { connectFailed, statementFailed, undone } from './postgres-failure';

/** The distinct statements of the store are a few dozen; the bound is for safety only. */
const STATEMENTS_NAMED = 500;

/**
 * kysely over a pool of pg. Unlike kysely's own driver it tells every failure as a PostgresFailure, throws away
 * a connection that may be of no use any more, and names its statements, so that the server parses and plans each once a
 * connection.
 */
export function postgresDialect(pool: Pool): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PooledDriver(pool),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}

class PooledDriver implements Driver {
  private readonly names = new Map<string, string>();

  constructor(private readonly pool: Pool) {}

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<PooledConnection> {
    try {
      return new PooledConnection(await this.pool.connect(), this.names);
    } catch (error) {
      throw connectFailed(error);
    }
  }

  async beginTransaction(connection: PooledConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'));
  }

  async commitTransaction(connection: PooledConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: PooledConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  releaseConnection(connection: PooledConnection): Promise<void> {
    connection.release();
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    await this.pool.end();
  }
}

class PooledConnection implements DatabaseConnection {
  private broken = false;

  constructor(
    private readonly client: PoolClient,
    private readonly names: Map<string, string>,
  ) {}

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      const { command, rowCount, rows } = await this.run<Row & object>(sql, parameters);
      if (sql === 'commit' && command !== 'COMMIT') throw undone();
      return { rows, ...(rowCount === null ? {} : { numAffectedRows: BigInt(rowCount) }) };
    } catch (error) {
      const failure = statementFailed(error);
      if (failure.kind === 'lost' || failure.readOnly) this.broken = true;
      throw failure;
    }
  }

  streamQuery(): never {
    throw new Error('the store streams nothing');
  }

  release(): void {
    this.client.release(this.broken);
  }

  /** Without parameters the text may hold several statements; pg then answers with the result of each. */
  private async run<Row extends object>(
    text: string,
    parameters: readonly unknown[],
  ): Promise<PgQueryResult<Row>> {
    if (parameters.length === 0) {
      const last = [await this.client.query<Row>(text)].flat().at(-1);
      if (last === undefined) throw new Error('an empty statement');
      return last;
    }
    const name = this.nameOf(text);
    const values = parameters.map(storable);
    return this.client.query<Row>({ text, values, ...(name === undefined ? {} : { name }) });
  }

  /** None for one that asks for all columns: the server refuses it once a later version has added a column. */
  private nameOf(sql: string): string | undefined {
    if (sql.includes('*')) return undefined;
    const known = this.names.get(sql);
    if (known !== undefined || this.names.size >= STATEMENTS_NAMED) return known;
    const name = `bouncedesk_${this.names.size}`;
    this.names.set(sql, name);
    return name;
  }
}

/** The one character that no text of PostgreSQL holds gives way to the one that stands for what can't be shown. */
function storable(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\u0000', '\ufffd') : value;
}
