import type { DecidingLine } from './classifier/diagnosis';
import type { DeliveryOutcome, FetchOutcome, Received } from './channel';

/**
 * The port between the bot and a desk channel: the channel of a platform in which the agents of the helpdesk
 * work. A case is one card there, and its thread is the agents' end of the conversation with the employee,
 * who may be on another platform. Threads and message ids are the adapter's own and opaque to the bot.
 */
export interface Desk {
  /** `slack`, `teams`. */
  readonly name: string;
  /** Never throws for what a platform can answer; an exception counts as a retry. */
  deliver(request: DeskRequest): Promise<DeliveryOutcome>;
  /** Fetches a file that an agent sent. */
  fetch(ref: string): Promise<FetchOutcome>;
}

export interface DeskRequest {
  /** Stable over retries and restarts: what was sent with this key is not sent again. */
  readonly key: string;
  /** 1 for the first try. After a crash the first try may already have reached the platform. */
  readonly attempt: number;
  readonly delivery: DeskDelivery;
}

export type DeskDelivery =
  /** A new card where `thread` is null, and then `messageRef` of the outcome is its thread; else its new state. */
  | { readonly kind: 'card'; readonly thread: string | null; readonly card: DeskCard }
  /** Into the card's thread, seen by every agent; `to` is mentioned, so that the platform tells them of it. */
  | { readonly kind: 'line'; readonly thread: string; readonly line: DeskLine; readonly to?: Agent }
  /** To one agent, unseen by the others where the platform can do that. */
  | { readonly kind: 'aside'; readonly thread: string; readonly agent: string; readonly text: string };

/** Everything is plain text: adapters escape it, and nothing in it is read as markup, a mention or a link. */
export interface DeskCard {
  /** Ours, such as `BD-1042`; comes back with every press. */
  readonly reference: string;
  /** What happened, in a few words. */
  readonly title: string;
  readonly status: DeskStatus;
  /** Who, since when, whose side, variant and confidence, priority, ticket. */
  readonly rows: readonly DeskRow[];
  readonly decidingLine: DecidingLine | null;
  /** Facts, what was tried, what an administrator can do; the last to be left out where room is short. */
  readonly sections: readonly DeskSection[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
  /** What can be done now. Empty when the case is over. */
  readonly buttons: readonly DeskButton[];
}

export interface DeskStatus {
  /** One sentence, such as `Kim has it since 09:15 UTC`. */
  readonly text: string;
  readonly mood: 'waiting' | 'urgent' | 'active' | 'done';
}

export interface DeskRow {
  readonly label: string;
  readonly value: string;
}

export interface DeskSection {
  readonly title: string;
  readonly lines: readonly string[];
}

export interface DeskButton {
  readonly action: DeskAction;
  readonly label: string;
  /** The one that is expected next. */
  readonly main: boolean;
}

export type DeskAction = 'take' | 'reply' | 'give-back' | 'solve' | 'not-mail';

export type DeskLine =
  /** What the employee said; `name` is theirs. */
  | { readonly kind: 'person'; readonly name: string; readonly text: string; readonly edited: boolean }
  /** What an agent wrote elsewhere: on the other platform's desk or in the ticket system. */
  | { readonly kind: 'agent'; readonly name: string; readonly text: string }
  /**
   * What the bot has to tell the agents. `toAll`: a nudge, which everybody in the channel should notice; a line
   * in a thread is told only to those who follow the thread.
   */
  | { readonly kind: 'bot'; readonly text: string; readonly toAll?: boolean }
  /** A file of the case, or one that the employee sent. */
  | { readonly kind: 'file'; readonly title: string; readonly file: DeskFile };

export interface DeskFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** What a desk channel may ask of the bot. */
export interface DeskPort {
  /**
   * Resolves once it is durable; throws when it could not be stored. What belongs to no case is dropped later,
   * because a card whose sending was interrupted may not be known yet.
   */
  receiveFromDesk(incoming: DeskIncoming): Promise<Received>;
}

export interface DeskIncoming {
  readonly desk: string;
  /** The platform's ids for this event; it is a duplicate when *any* of them was seen. At least one. */
  readonly eventIds: readonly [string, ...string[]];
  /** The thread of the card. */
  readonly thread: string;
  /** What a pressed card says it is about; null for what was written in the thread. */
  readonly reference: string | null;
  readonly agent: Agent;
  readonly act: DeskAct;
}

/** A human of the helpdesk. */
export interface Agent {
  readonly id: string;
  readonly name: string;
}

export type DeskAct =
  | { readonly kind: 'pressed'; readonly action: Exclude<DeskAction, 'reply'> }
  /** In the thread, or in the form that Reply opens. A note for colleagues is not told to the bot at all. */
  | {
      readonly kind: 'wrote';
      readonly text: string;
      readonly files: readonly { readonly name: string; readonly ref: string }[];
    }
  | { readonly kind: 'edited'; readonly text: string };

/** What is done in a thread goes through a conversation of its own, so that it is heard in its order. */
export function deskConversation(desk: string, thread: string): string {
  return `desk:${desk}:${thread}`;
}

/** What is written for colleagues and never reaches the employee begins with one of these. */
const NOTE = /^\s*(?:\/\/|note:|intern(?:al)?:)/i;

export function isNote(text: string): boolean {
  return NOTE.test(text);
}
