import type { Failure, Form, OtherKind, PasteRefused, Span } from '../bounce/failure';
import type { Side, VariantId } from '../knowledge/variant';

/** The label of a text that is no mail failure. */
export const NOT_A_BOUNCE = 'not-a-bounce';
export type Label = VariantId | typeof NOT_A_BOUNCE;

export interface Ranked {
  readonly label: Label;
  /** 0..1, calibrated: of all answers given with 0.9, nine in ten are right. */
  readonly confidence: number;
}

/** Why the verdict is what it is, in an order a person would tell it. */
export type Evidence =
  | {
      readonly kind: 'phrase';
      readonly label: Label;
      readonly words: string;
      readonly provider: string | null;
    }
  | { readonly kind: 'code'; readonly label: Label; readonly code: string }
  | { readonly kind: 'learned'; readonly label: Label; readonly words: readonly string[] }
  | {
      readonly kind: 'contradiction';
      readonly code: string;
      readonly codeSays: Label;
      readonly wordsSay: Label;
    };

/** The line of the error that shows it, with the deciding words marked (offsets into `text`). */
export interface DecidingLine {
  readonly text: string;
  readonly marks: readonly Span[];
}

/** What is known of the provider, product or list that wrote the reply. */
export interface ProviderHint {
  readonly provider: string | null;
  readonly blocklist: string | null;
  readonly fixer: Side | null;
  /** Only pages whose address was verified. */
  readonly helpUrl: string | null;
  readonly retryAfterSeconds: number | null;
}

/**
 * sure: say so and begin. between: the first two are close, ask the question that tells them apart.
 * unsure: a mail failure, but nothing says which. not-a-bounce: no mail failure in the text.
 */
export type Certainty = 'sure' | 'between' | 'unsure' | 'not-a-bounce';

export interface Diagnosis {
  readonly certainty: Certainty;
  /** Best first; never empty. */
  readonly ranked: readonly Ranked[];
  readonly evidence: readonly Evidence[];
  readonly decidingLine: DecidingLine | null;
  readonly hint: ProviderHint;
}

export interface DiagnosedFailure {
  readonly failure: Failure;
  readonly diagnosis: Diagnosis;
}

/** A whole paste, read and judged. `diagnosed` holds one entry a failed recipient; one for prose without any. */
export type Analysis =
  | {
      readonly kind: 'analysed';
      readonly form: Form;
      readonly ownWords: string;
      readonly otherKind: OtherKind | null;
      readonly diagnosed: readonly DiagnosedFailure[];
    }
  | PasteRefused;

/** What a short reply means. */
export const INTENTS = [
  'yes',
  'no',
  'unsure',
  'done',
  'cannot',
  'solved',
  'not-solved',
  'explain',
  'how',
  'back',
  'restart',
  'human',
  'cancel',
  'later',
  'thanks',
  'greeting',
  'status',
  'correction',
  'new-failure',
  'help',
  'other',
] as const;
export type Intent = (typeof INTENTS)[number];

export interface Meaning {
  readonly intent: Intent;
  readonly confidence: number;
}
