/** Whose bot token to use. */
export interface TokenSource {
  /** Null when the app is not, or no longer, installed there. */
  tokenFor(workspace: string): Promise<string | null>;
}
