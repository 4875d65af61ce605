import { StoreError, type StoreErrorCode } from './store-error';

/**
 * What a failure says about the transaction it happened in: `lost`, the connection is gone and with it all
 * that was not committed; `collision`, the server undid it in favour of another one; `refused`, this would
 * fail again.
 */
export type FailureKind = 'lost' | 'collision' | 'refused';

/** PostgreSQL did not do what it was asked. The message holds a code and nothing that was said. */
export class PostgresFailure extends StoreError {
  constructor(
    code: StoreErrorCode,
    readonly kind: FailureKind,
    message: string,
    cause: unknown,
  ) {
    super(code, message, { cause });
  }

  /** After a fail-over the connection may still lead to the server that was the main one. */
  get readOnly(): boolean {
    return sqlState(this.cause) === READ_ONLY;
  }
}

/** A statement failed. */
export function statementFailed(error: unknown): PostgresFailure {
  if (error instanceof PostgresFailure) return error;
  const state = sqlState(error);
  if (state === null || isFatal(error, state)) return connectionLost(error);
  if (COLLISIONS.has(state)) {
    return new PostgresFailure('store-busy', 'collision', `the database undid a turn (${state})`, error);
  }
  if (TOO_LONG.has(state)) {
    return new PostgresFailure(
      'store-busy',
      'refused',
      `the database did not answer in time (${state})`,
      error,
    );
  }
  const message = `the store could not be read or written (${state})`;
  return new PostgresFailure('store-write-failed', 'refused', message, error);
}

/** A transaction in which a statement failed answers a commit by undoing everything, and calls it no error. */
export function undone(): PostgresFailure {
  return new PostgresFailure(
    'store-write-failed',
    'refused',
    'a statement of the turn had failed',
    undefined,
  );
}

/** There was no connection to be had. */
export function connectFailed(error: unknown): PostgresFailure {
  if (error instanceof Error && error.message === POOL_EXHAUSTED) {
    return new PostgresFailure('store-busy', 'refused', 'no connection to the database became free', error);
  }
  if (sqlState(error) === TOO_MANY_CONNECTIONS) {
    return new PostgresFailure('store-busy', 'refused', 'the database takes no more connections', error);
  }
  return connectionLost(error);
}

/** PostgreSQL can't be used at all: the message is for the person who starts the bot, and names no secret. */
export function openFailed(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeIn(error);
  const why = code === null ? '' : ` (${code})`;
  return new StoreError('store-unreachable', `the database that DATABASE_URL names can't be used${why}`, {
    cause: error,
  });
}

/** The connection was lost during a commit. `repeatable`: the turn does nothing more if it was stored. */
export function outcomeUnknown(failure: PostgresFailure, repeatable: boolean): PostgresFailure {
  const kind = repeatable ? 'lost' : 'refused';
  return new PostgresFailure(
    'store-outcome-unknown',
    kind,
    'the connection was lost during a commit',
    failure,
  );
}

function connectionLost(error: unknown): PostgresFailure {
  const code = sqlState(error) ?? nodeCode(error);
  const why = code === null ? '' : ` (${code})`;
  return new PostgresFailure('store-unreachable', 'lost', `the database can't be reached${why}`, error);
}

/** pg-pool gives this error no code. */
const POOL_EXHAUSTED = 'timeout exceeded when trying to connect';

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const READ_ONLY = '25006';
const TOO_MANY_CONNECTIONS = '53300';
/** serialization_failure, deadlock_detected. */
const COLLISIONS: ReadonlySet<string> = new Set(['40001', '40P01']);
/** lock_not_available, query_canceled: our own limits. */
const TOO_LONG: ReadonlySet<string> = new Set(['55P03', '57014']);
/** Connection exceptions; admin_shutdown, crash_shutdown, cannot_connect_now; a transaction that idled too long. */
const LOST = /^(?:08|57P0[1-3]|25P03)/;

function isFatal(error: unknown, state: string): boolean {
  const severity = field(error, 'severity');
  return severity === 'FATAL' || severity === 'PANIC' || LOST.test(state);
}

/** The server's code; null when the failure is not one that the server told. */
function sqlState(error: unknown): string | null {
  const code = field(error, 'code');
  return code !== null && field(error, 'severity') !== null && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}

/** Such as ECONNREFUSED. */
function nodeCode(error: unknown): string | null {
  const code = field(error, 'code');
  return code !== null && /^E[A-Z_]+$/.test(code) ? code : null;
}

function field(error: unknown, name: 'code' | 'severity'): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : null;
}

/** The first code in an error and its causes. */
function codeIn(error: unknown): string | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = sqlState(at) ?? nodeCode(at);
    if (code !== null) return code;
  }
  return null;
}
