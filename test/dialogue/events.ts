import type { Analysis, Certainty, DiagnosedFailure, Intent, Label } from '../../src/classifier/diagnosis';
import type { DialogueEvent } from '../../src/dialogue/event';
import { VariantId } from '../../src/knowledge/variant';

export const AT = '2026-01-05T09:00:00.000Z';

const nothing: Extract<Analysis, { kind: 'analysed' }> = {
  kind: 'analysed',
  form: 'prose',
  ownWords: '',
  otherKind: null,
  diagnosed: [],
};

/** A short reply, understood as `intent`. */
export function said(text: string, intent: Intent, confidence = 0.95): DialogueEvent {
  return { kind: 'said', at: AT, text, analysis: nothing, meaning: { intent, confidence }, toBot: false };
}

export interface Pasted {
  readonly label: string;
  readonly recipient?: string;
  readonly certainty?: Certainty;
  readonly second?: string;
}

/** A pasted error with one failure for each entry. */
export function pasted(...failures: readonly Pasted[]): DialogueEvent {
  const analysis: Analysis = { ...nothing, form: 'report-text', diagnosed: failures.map(diagnosed) };
  return {
    kind: 'said',
    at: AT,
    text: 'the error',
    analysis,
    meaning: { intent: 'new-failure', confidence: 0.9 },
    toBot: false,
  };
}

function diagnosed({ label, recipient, certainty = 'sure', second }: Pasted): DiagnosedFailure {
  const reply = '550 the reply';
  return {
    failure: {
      facts: {
        ...(recipient !== undefined && { finalRecipient: { value: recipient, place: null } }),
        diagnosticCode: { value: reply, place: null },
      },
      action: 'failed',
      refusedBy: 'remote-server',
      phase: 'rcpt-to',
      reply,
      report: '',
    },
    diagnosis: {
      certainty,
      ranked: [
        { label: labelOf(label), confidence: 0.9 },
        ...(second === undefined ? [] : [{ label: labelOf(second), confidence: 0.4 }]),
      ],
      evidence: [],
      decidingLine: { text: reply, marks: [] },
      hint: { provider: null, blocklist: null, fixer: null, helpUrl: null, retryAfterSeconds: null },
    },
  };
}

function labelOf(label: string): Label {
  return label === 'not-a-bounce' ? label : VariantId.parse(label);
}
