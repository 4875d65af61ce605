import type { TicketDraft } from '../dialogue/effect';
import type { Reply } from '../dialogue/reply';

export interface StoredConversation {
  readonly channel: string;
  readonly address: string;
  readonly user: Person;
  /** The dialogue's own state; it carries its version and is parsed by the dialogue. */
  readonly state: unknown;
}

export interface Person {
  readonly id: string;
  readonly name: string | null;
}

/** What was said by whom, in order. Secrets are masked before it gets here. */
export type TranscriptEntry =
  | {
      readonly kind: 'said';
      readonly at: string;
      readonly text: string;
      /** The file's name, when a file was sent. */
      readonly file: string | null;
      /** There was a mail failure in it. */
      readonly paste: boolean;
      /** Where the platform keeps the file, when it is one that only a human can read. */
      readonly ref?: string;
    }
  | { readonly kind: 'chose'; readonly at: string; readonly question: number; readonly label: string }
  | { readonly kind: 'replied'; readonly at: string; readonly reply: Reply };

/** An entry and its number, which grows within the conversation in the order in which entries are committed. */
export interface NumberedEntry {
  readonly number: number;
  readonly entry: TranscriptEntry;
}

export interface ConversationSummary {
  readonly conversation: string;
  readonly beganAt: string;
  readonly updatedAt: string;
}

export interface AskedMessage {
  readonly reply: Reply;
  /** Null until it was delivered, and where the channel gives none. */
  readonly messageRef: string | null;
}

export interface NewTicket {
  readonly channel: string;
  readonly person: Person;
  readonly draft: TicketDraft;
  readonly at: string;
}

export interface TicketRecord extends NewTicket {
  readonly number: number;
  readonly conversation: string;
  /** Null as long as no ticket system has taken it. */
  readonly opened: { readonly reference: string; readonly url: string | null } | null;
  /** Null while there is something left to do. */
  readonly closedAt: string | null;
  /** The number of somebody else's ticket about the same trouble, which this case was added to. */
  readonly joined: number | null;
}

/** Who did what with a case: `took`, `read`, `wrote`, `solved` … */
export interface AuditedDeed {
  readonly ticket: number;
  readonly at: string;
  readonly who: string;
  readonly what: string;
}
