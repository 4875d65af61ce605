import type { Analysis, Meaning } from '../classifier/diagnosis';

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
    }
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
  /** What a person sent could not be fetched from the platform or read at all. */
  | { readonly kind: 'attachmentLost'; readonly at: string; readonly reason: 'too-large' | 'unreachable' };
