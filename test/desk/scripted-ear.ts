import { INTENTS, type Analysis, type Intent, type Meaning } from '../../src/classifier/diagnosis';
import type { Reader } from '../../src/intake';
import { VariantId } from '../../src/knowledge/variant';

/**
 * Understands what the schedules say: `INTENT #7` is a short reply that means INTENT, and
 * `error VARIANT ADDRESS #7` is a pasted error. The number makes every message one of its own.
 */
export const scriptedEar: Reader = {
  analyse: (paste) => (typeof paste === 'string' ? analyse(paste) : nothing),
  understand: meaningOf,
  maskSecrets: (text) => text,
};

const nothing: Extract<Analysis, { kind: 'analysed' }> = {
  kind: 'analysed',
  form: 'prose',
  ownWords: 'some words of their own, longer than a short reply to nothing would be',
  otherKind: null,
  diagnosed: [],
};

function analyse(text: string): Analysis {
  const [word, variant = '', address = ''] = text.split(' ');
  if (word !== 'error') return nothing;
  const reply = `550 5.7.1 refused by ${address}`;
  return {
    ...nothing,
    form: 'report-text',
    diagnosed: [
      {
        failure: {
          facts: {
            finalRecipient: { value: `bob@${address}.example`, place: null },
            remoteIp: { value: address, place: null },
            diagnosticCode: { value: reply, place: null },
          },
          action: 'failed',
          refusedBy: 'remote-server',
          phase: 'rcpt-to',
          reply,
          report: '',
        },
        diagnosis: {
          certainty: 'sure',
          ranked: [{ label: VariantId.parse(variant), confidence: 0.9 }],
          evidence: [],
          decidingLine: { text: reply, marks: [] },
          hint: { provider: null, blocklist: null, fixer: null, helpUrl: null, retryAfterSeconds: null },
        },
      },
    ],
  };
}

function meaningOf(text: string): Meaning {
  const [word = ''] = text.split(' ');
  return { intent: isIntent(word) ? word : 'other', confidence: 0.95 };
}

function isIntent(word: string): word is Intent {
  return INTENTS.some((intent) => intent === word);
}
