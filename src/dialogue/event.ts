import type { Analysis, Meaning } from '../classifier/diagnosis';
import type { Agent } from './state';

/** What happened. The moment is in `at` (ISO 8601, UTC) because step reads no clock. */
export type DialogueEvent =
  | { readonly kind: 'opened'; readonly at: string }
  | {
      readonly kind: 'said';
      readonly at: string;
      /** What was said, secrets already masked. */
      readonly text: string;
      readonly analysis: Analysis;
      readonly meaning: Meaning;
      /** The words begin with the bot's name, or are a command that mentions it: for it alone, also while a human has the case. */
      readonly toBot: boolean;
    }
  /** The person changed what they had said. */
  | { readonly kind: 'edited'; readonly at: string; readonly text: string }
  /** A button of question `question` was pressed. */
  | { readonly kind: 'chose'; readonly at: string; readonly question: number; readonly choice: string }
  | { readonly kind: 'timerFired'; readonly at: string; readonly timer: string }
  | {
      readonly kind: 'ticketOpened';
      readonly at: string;
      readonly caseId: number;
      readonly reference: string;
      readonly url: string | null;
    }
  | { readonly kind: 'ticketRefused'; readonly at: string; readonly caseId: number }
  /** The case went to the ticket that somebody else opened about the same trouble. */
  | {
      readonly kind: 'ticketJoined';
      readonly at: string;
      readonly caseId: number;
      readonly reference: string;
      readonly url: string | null;
    }
  | {
      readonly kind: 'agentActed';
      readonly at: string;
      readonly caseId: number;
      readonly agent: Agent;
      /** Where: a desk channel by its name, or the ticket system. */
      readonly from: string;
      readonly act: AgentAct;
    }
  /** The ticket that this case was added to is closed, and nobody has asked the person whether it works. */
  | { readonly kind: 'leaderClosed'; readonly at: string; readonly caseId: number }
  /** What an agent sent can not be shown where the person is. */
  | { readonly kind: 'agentFileLost'; readonly at: string; readonly agent: string; readonly file: string }
  /** The platform will not take messages for the person any more. */
  | { readonly kind: 'unreachable'; readonly at: string }
  /** More came than is read in a minute, of this person or of everybody: what they sent now is not read. */
  | { readonly kind: 'throttled'; readonly at: string; readonly whose: 'person' | 'everybody' }
  /** What a person sent could not be fetched from the platform or read at all. */
  | { readonly kind: 'attachmentLost'; readonly at: string; readonly reason: 'too-large' | 'unreachable' };

/** What an agent does with a case, wherever they work. */
export type AgentAct =
  | { readonly kind: 'took' }
  | {
      readonly kind: 'wrote';
      readonly text: string;
      readonly files: readonly { readonly name: string; readonly ref: string }[];
    }
  | { readonly kind: 'corrected'; readonly text: string }
  | { readonly kind: 'gaveBack' }
  /** Needs the person's word. */
  | { readonly kind: 'solved' }
  | { readonly kind: 'reopened' }
  | { readonly kind: 'notMail' };
