import type { DecidingLine } from '../classifier/diagnosis';
import type { Side } from '../knowledge/variant';
import type { Reply } from './reply';

/** A case as a human needs it: with nothing left to ask. The bot adds who, the paste and the transcript. */
export interface TicketDraft {
  readonly caseId: number;
  readonly title: string;
  /** The variant, or null when none was found. */
  readonly variant: string | null;
  readonly confidence: number | null;
  readonly alternatives: readonly { readonly label: string; readonly confidence: number }[];
  readonly side: Side | null;
  readonly priority: 'low' | 'normal' | 'high' | 'urgent';
  /** Why it came to a human. */
  readonly reason: string;
  /** ISO 8601: when the case began. */
  readonly since: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly recipients: readonly string[];
  readonly answers: readonly { readonly ask: string; readonly answer: string }[];
  /** Why, in words for a human. */
  readonly evidence: readonly string[];
  readonly decidingLine: DecidingLine | null;
  /** What an administrator of the helpdesk can do about it. */
  readonly advice: readonly { readonly title: string; readonly text: string }[];
  readonly tried: readonly { readonly step: string; readonly outcome: string; readonly at: string }[];
}

/** Orders for the world outside; each is written to the outbox in the turn's transaction. */
export type Effect =
  | { readonly kind: 'reply'; readonly reply: Reply }
  /** The question was answered (or is out of date): show what was chosen, so that it cannot be pressed again. */
  | { readonly kind: 'settleQuestion'; readonly question: number; readonly chosen: string | null }
  /** Its outcome returns as ticketOpened or ticketRefused. */
  | { readonly kind: 'openTicket'; readonly draft: TicketDraft }
  /** Its outcome returns as timerFired; setting a timer of the same name again replaces it. */
  | { readonly kind: 'setTimer'; readonly timer: string; readonly afterSeconds: number }
  | { readonly kind: 'cancelTimer'; readonly timer: string };
