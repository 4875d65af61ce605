import type { TranscriptEntry } from '../../src/store/store';

/** One entry of a conversation and its number, which grows within the conversation. */
export interface NumberedEntry {
  readonly number: number;
  readonly entry: TranscriptEntry;
}

export interface ConversationSummary {
  readonly conversation: string;
  /** ISO 8601. */
  readonly beganAt: string;
  readonly updatedAt: string;
}

/** What the page reads of the store: it shows what was committed and keeps nothing of its own. */
export interface Transcripts {
  /** The entries after the given number, oldest first. */
  entriesAfter(conversation: string, after: number, limit: number): Promise<readonly NumberedEntry[]>;
  /** The latest first. */
  conversationsOf(channel: string, userId: string, limit: number): Promise<readonly ConversationSummary[]>;
}
