import type { Span } from '../bounce/failure';

/**
 * What the bot says, in no platform's words. Every string is plain text: adapters escape it, and nothing in
 * it is ever read as markup, a mention or a link.
 */
export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  /** The line of the pasted error that decides, verbatim; `marks` are offsets into `line`. */
  | { readonly kind: 'evidence'; readonly line: string; readonly marks: readonly Span[] }
  | { readonly kind: 'facts'; readonly items: readonly { readonly label: string; readonly value: string }[] }
  | {
      readonly kind: 'step';
      readonly number: number;
      readonly of: number;
      readonly title: string;
      readonly text: string;
    }
  | { readonly kind: 'link'; readonly label: string; readonly url: string }
  /** What a human of the helpdesk says, with their name. */
  | { readonly kind: 'human'; readonly name: string; readonly text: string }
  /** A text for the person to copy and send on. */
  | { readonly kind: 'note'; readonly title: string; readonly text: string };

export interface Choice {
  /** Unique within its question; what an adapter sends back. */
  readonly id: string;
  readonly label: string;
  /** main: the expected answer; aside: help and exits, shown smaller. */
  readonly weight: 'main' | 'plain' | 'aside';
}

/** What can be answered to a reply. `id` grows with every question of the conversation, so a stale press is seen. */
export interface Question {
  readonly id: number;
  readonly choices: readonly Choice[];
}

export interface Reply {
  readonly blocks: readonly Block[];
  /** Null when the reply asks nothing. */
  readonly question: Question | null;
}
