import { StoreError } from './store-error';

/** A refusal of the database as a StoreError; anything else as it is. SQLite's message names no row's content. */
export function writeFailed(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === null) return error;
  return new StoreError('store-write-failed', `the store could not be written (${code})`, { cause: error });
}

/** Why a file could not be opened as a store. */
export function openFailed(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = sqliteCode(error) ?? sqliteCode(causeOf(error));
  if (code !== null && /^SQLITE_(NOTADB|CORRUPT)/.test(code)) {
    return new StoreError('store-broken', `${file} is not a bouncedesk store, or it is damaged`, {
      cause: error,
    });
  }
  const why = code === null ? '' : ` (${code})`;
  return new StoreError('store-unreachable', `the store ${file} can't be opened${why}`, { cause: error });
}

/** The store's lock is held by another process. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error)?.startsWith('SQLITE_BUSY') ?? false;
}

/** SQLite's own code; told by its name, because a class is another one in every copy of the library. */
function sqliteCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : null;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
