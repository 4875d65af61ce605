import type { Reply } from './dialogue/reply';

/**
 * The port between the bot and a platform. An adapter turns the platform's event into an Incoming, and a
 * Delivery into the platform's message. Ids and addresses are the adapter's own and opaque to the bot.
 */

export interface Incoming {
  /** `slack`, `teams`, `web`, `terminal`: which channel answers. */
  readonly channel: string;
  /** The platform's ids for this event; it is a duplicate when *any* of them was seen. At least one. */
  readonly eventIds: readonly [string, ...string[]];
  /** Unique over all channels: starts with the channel's name. One conversation's turns run one by one. */
  readonly conversation: string;
  /** What the channel needs to answer there; stored as it is and renewed by each event. JSON. */
  readonly address: string;
  readonly user: { readonly id: string; readonly name: string | null };
  /** The workspace or tenant it comes from, where the platform serves several. */
  readonly workspace?: string;
  readonly content: Content;
}

export type Content =
  | { readonly kind: 'opened' }
  /** `mentionsBot`: the platform's own mention of the bot, which `text` no longer holds, came with it. */
  | { readonly kind: 'text'; readonly text: string; readonly mentionsBot?: boolean }
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Uint8Array; readonly caption: string }
  /** A file the platform holds; fetched after the turn was accepted, by Channel.fetch. */
  | { readonly kind: 'attachment'; readonly name: string; readonly ref: string; readonly caption: string }
  | { readonly kind: 'choice'; readonly question: number; readonly choice: string }
  /** The person changed what they had said; told on where a human has the case, and otherwise ignored. */
  | { readonly kind: 'edit'; readonly text: string };

/** A message to show, or an earlier question to mark as answered. */
export type Delivery =
  | { readonly kind: 'post'; readonly reply: Reply }
  | {
      readonly kind: 'settle';
      readonly messageRef: string;
      readonly reply: Reply;
      readonly chosen: string | null;
    };

export interface DeliveryRequest {
  /** Stable over retries and restarts: a message with this key that already stands is not posted again. */
  readonly key: string;
  readonly conversation: string;
  readonly address: string;
  /** 1 for the first try. After a crash the first try may already have reached the platform. */
  readonly attempt: number;
  readonly delivery: Delivery;
}

export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly messageRef: string | null }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string }
  /** It will never succeed (blocked, archived, removed); a human can see it in the store. */
  | { readonly kind: 'undeliverable'; readonly reason: string };

export type FetchOutcome =
  | { readonly kind: 'fetched'; readonly bytes: Uint8Array }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'lost'; readonly reason: 'too-large' | 'unreachable' };

export interface Channel {
  readonly name: string;
  /** Never throws for what a platform can answer; an exception counts as a retry. */
  deliver(request: DeliveryRequest): Promise<DeliveryOutcome>;
  fetch?(ref: string, address: string): Promise<FetchOutcome>;
  /** Where a human can open the conversation; null where there is no address for it. */
  link?(address: string): Promise<string | null>;
  /** Hands the person a file that an agent sent; absent where the platform gives a bot no way to. */
  sendFile?(request: FileRequest): Promise<DeliveryOutcome>;
}

export interface FileRequest {
  readonly key: string;
  readonly conversation: string;
  readonly address: string;
  readonly attempt: number;
  /** Whose it is, shown beside it. */
  readonly from: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * duplicate: an event with one of these ids was handled before, and nothing happened. throttled: more came than
 * is read in a minute; the person was told so once.
 */
export type Received = 'accepted' | 'duplicate' | 'throttled';

export interface CaseSummary {
  readonly conversation: string;
  readonly caseId: number;
  readonly title: string;
  readonly state: 'open' | 'waiting' | 'with-human' | 'unreachable' | 'solved' | 'dropped';
  /** ISO 8601. */
  readonly since: string;
  /** The ticket's reference, once there is one. */
  readonly ticket: string | null;
}

/** What an adapter may ask of the bot. */
export interface BotPort {
  /** Resolves once the turn is durable (the platform may be answered); throws when it could not be stored. */
  receive(incoming: Incoming): Promise<Received>;
  casesOf(channel: string, userId: string): Promise<readonly CaseSummary[]>;
  /** Whether this conversation was ever begun: in a shared channel only the threads that are ours are heard. */
  knows(conversation: string): Promise<boolean>;
}
