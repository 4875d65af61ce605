import { SqliteError } from 'better-sqlite3';
import { StoreError } from './store-error';

/** A refusal of the database as a StoreError; anything else as it is. SQLite's message names no row's content. */
export function writeFailed(error: unknown): unknown {
  if (!(error instanceof SqliteError)) return error;
  return new StoreError('store-write-failed', `the store could not be written (${error.code})`, {
    cause: error,
  });
}

/** Why a file could not be opened as a store. */
export function openFailed(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = error instanceof SqliteError ? error.code : '';
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return new StoreError('store-broken', `${file} is not a bouncedesk store, or it is damaged`, {
      cause: error,
    });
  }
  return new StoreError('store-unreachable', `the store ${file} can't be opened${code && ` (${code})`}`, {
    cause: error,
  });
}
