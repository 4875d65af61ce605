export type StoreErrorCode =
  /** Written by a later version of bouncedesk. */
  | 'store-newer'
  /** Not a database, or a damaged one. */
  | 'store-broken'
  /** The file can't be opened, or the database can't be reached. Nothing of the turn was stored. */
  | 'store-unreachable'
  /** Another process performs jobs for the same channel on the same embedded store. */
  | 'store-in-use'
  /** The database refused to write: full, read-only, gone. Nothing of the turn was stored. */
  | 'store-write-failed'
  /** The database had too much to do, or another turn of the conversation took too long. Nothing was stored. */
  | 'store-busy'
  /** The connection was lost during a commit, or the disk did not confirm one: the turn is stored or it is not, and its next try will tell. */
  | 'store-outcome-unknown';

/** The store can't do its work. The message is for the person who runs the bot and holds nothing that was said. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly code: StoreErrorCode,
    message: string,
    options?: { readonly cause: unknown },
  ) {
    super(message, options);
  }
}
