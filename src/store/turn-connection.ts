import type { Database, Statement } from 'better-sqlite3';
import { DefaultQueryExecutor, Kysely, SqliteDialect, type CompiledQuery, type QueryResult } from 'kysely';
import type { Tables } from './tables';

type Prepare = (sql: string) => Statement<unknown[]>;

/**
 * The same database for whoever holds its one connection already, as the commit queue does. Kysely asks for the
 * connection at every statement, and waits for it in turn; that takes longer than most statements do.
 */
export function turnConnection(db: Kysely<Tables>, database: Database, prepare: Prepare): Kysely<Tables> {
  const dialect = new SqliteDialect({ database });
  const executor = new DirectExecutor(db, dialect, prepare);
  return new Kysely<Tables>({ config: { dialect }, dialect, driver: dialect.createDriver(), executor });
}

class DirectExecutor extends DefaultQueryExecutor {
  constructor(
    db: Kysely<Tables>,
    dialect: SqliteDialect,
    private readonly prepare: Prepare,
  ) {
    // What is prepared for the one is prepared for the other (see prepared.ts).
    const { adapter } = db.getExecutor();
    super(dialect.createQueryCompiler(), adapter, db.getExecutor());
  }

  override executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const statement = this.prepare(sql);
    if (statement.reader) return Promise.resolve({ rows: statement.all(...parameters) as Row[] });
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return Promise.resolve({
      numAffectedRows: BigInt(changes),
      insertId: BigInt(lastInsertRowid),
      rows: [],
    });
  }
}
