import {
  sql,
  type Compilable,
  type CompiledQuery,
  type DialectAdapter,
  type Kysely,
  type QueryResult,
  type RawBuilder,
} from 'kysely';
import type { Tables } from './tables';

/** Names the values of a query that are known only when it runs. */
export interface Slots<Input> {
  <Name extends keyof Input & string>(name: Name): RawBuilder<Input[Name]>;
}

/**
 * A limit that is written into the query. Where it is a parameter SQLite plans the query anew every time it runs,
 * which takes longer than to run it.
 */
export function atMost(rows: number): RawBuilder<number> {
  return sql.lit(rows);
}

class Slot<Name> {
  constructor(readonly name: Name) {}
}

/** A query that gives rows. Like all of these it is compiled once for each database (see compiledOnce). */
export function prepared<Input extends object, Row>(
  build: (db: Kysely<Tables>, slot: Slots<Input>) => Compilable<Row>,
): (db: Kysely<Tables>, input: Input) => Promise<readonly Row[]> {
  const execute = compiledOnce(build);
  return async (db, input) => (await execute(db, input)).rows;
}

/** A query that gives nothing back; resolves to how many rows it changed. */
export function preparedChange<Input extends object>(
  build: (db: Kysely<Tables>, slot: Slots<Input>) => Compilable,
): (db: Kysely<Tables>, input: Input) => Promise<number> {
  const execute = compiledOnce(build);
  return async (db, input) => Number((await execute(db, input)).numAffectedRows ?? 0);
}

/**
 * Puts in one row; resolves to the number that the database gave it. PostgreSQL has to be asked for it in the query.
 * SQLite tells it anyway, and takes half as long again where it is asked, so there it is not.
 */
export function preparedInsert<Input extends object>(
  build: (db: Kysely<Tables>, slot: Slots<Input>) => Compilable<{ readonly id?: number }>,
): (db: Kysely<Tables>, input: Input) => Promise<number> {
  const execute = compiledOnce(build);
  return async (db, input) => {
    const { insertId, rows } = await execute(db, input);
    const number = insertId ?? rows[0]?.id;
    if (number === undefined) throw new Error('an insert gave no number');
    return Number(number);
  };
}

/**
 * A query that is built and compiled once for each database that is opened, whatever its dialect. To build and
 * compile one takes longer than to run it, and every turn runs a dozen. `build` is called with the names of
 * the input only, so a query whose shape depends on its input can't be prepared.
 */
function compiledOnce<Input extends object, Row>(
  build: (db: Kysely<Tables>, slot: Slots<Input>) => Compilable<Row>,
): (db: Kysely<Tables>, input: Input) => Promise<QueryResult<Row>> {
  // The adapter is the one object that a database and its connections and transactions have in common.
  const compiled = new WeakMap<DialectAdapter, CompiledQuery<Row>>();
  const slot: Slots<Input> = (name) => sql`${new Slot(name)}`;
  const compiledFor = (db: Kysely<Tables>): CompiledQuery<Row> => {
    const { adapter } = db.getExecutor();
    const known = compiled.get(adapter);
    if (known !== undefined) return known;
    const query = build(db, slot).compile();
    compiled.set(adapter, query);
    return query;
  };
  const valueOf = (parameter: unknown, input: Input): unknown =>
    parameter instanceof Slot ? input[parameter.name as keyof Input] : parameter;
  return (db, input) => {
    const { sql: text, query, queryId, parameters } = compiledFor(db);
    const values = parameters.map((parameter) => valueOf(parameter, input));
    return db.executeQuery<Row>({ sql: text, query, queryId, parameters: values });
  };
}
