import type { DecidingLine } from '../classifier/diagnosis';
import type { Side } from '../knowledge/variant';
import type { Reply } from './reply';
import type { Standing } from './standing';
import type { Agent } from './state';

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
  /** What it is about beyond this one person: see trouble.ts. */
  readonly troubles: readonly string[];
  readonly tried: readonly { readonly step: string; readonly outcome: string; readonly at: string }[];
}

/** Orders for the world outside; each is written to the outbox in the turn's transaction. */
export type Effect =
  | { readonly kind: 'reply'; readonly reply: Reply }
  /** The question was answered (or is out of date): show what was chosen, so that it cannot be pressed again. */
  | { readonly kind: 'settleQuestion'; readonly question: number; readonly chosen: string | null }
  /**
   * Its outcome returns as ticketOpened, ticketJoined or ticketRefused. `underWay`: it was ordered before, and the
   * outcome of that is still to come.
   */
  | { readonly kind: 'openTicket'; readonly draft: TicketDraft; readonly underWay: boolean }
  /** Show the agents how the case stands now, and close or reopen its ticket where that follows. */
  | { readonly kind: 'showStanding'; readonly caseId: number; readonly standing: Standing }
  /** Pass on to the agents what the person has just said; `to` is the one who should notice it. */
  | {
      readonly kind: 'relay';
      readonly caseId: number;
      readonly edited: string | null;
      readonly to: Agent | null;
    }
  /** Show what an agent wrote to the agents who work elsewhere than `from`. */
  | {
      readonly kind: 'mirror';
      readonly caseId: number;
      readonly from: string;
      readonly name: string;
      readonly text: string;
    }
  /** Hand the person a file that the agent `name` sent. */
  | {
      readonly kind: 'passFile';
      readonly from: string;
      readonly agent: string;
      readonly name: string;
      readonly ref: string;
    }
  | { readonly kind: 'tellDesk'; readonly caseId: number; readonly notice: DeskNotice }
  /** Tell one agent alone, where the act came from. */
  | {
      readonly kind: 'tellAgent';
      readonly caseId: number;
      readonly from: string;
      readonly agent: Agent;
      readonly notice: AgentNotice;
    }
  /** Its outcome returns as timerFired; setting a timer of the same name again replaces it. */
  | { readonly kind: 'setTimer'; readonly timer: string; readonly afterSeconds: number }
  | { readonly kind: 'cancelTimer'; readonly timer: string };

/** What the bot has to tell the agents of a case. */
export type DeskNotice =
  /** Nobody has taken it for that many minutes of office time; `nudge` counts from 1. */
  | {
      readonly kind: 'untaken';
      readonly minutes: number;
      readonly nudge: number;
      readonly last: boolean;
      /** False where it could be no more urgent. */
      readonly raised: boolean;
    }
  | { readonly kind: 'confirmed' }
  /** Somebody else has the same trouble, and their case was added to this one. */
  | { readonly kind: 'joined' }
  /** `to`: the agent who took it for solved. */
  | { readonly kind: 'still-bouncing'; readonly to: Agent | null }
  | { readonly kind: 'no-longer-needed' };

/** Why what an agent did changes nothing. */
export type AgentNotice =
  | { readonly kind: 'taken-by'; readonly name: string }
  | { readonly kind: 'already-over' }
  | { readonly kind: 'already-solved' };
