import type { Facts } from '../bounce/failure';
import type { DiagnosedFailure, Evidence, Label, ProviderHint, Ranked } from './diagnosis';

/** The facts as programs get them: plain values, absent where nothing was read or known. */
interface RowFacts {
  readonly finalRecipient?: string;
  readonly sender?: string;
  readonly replyCode?: string;
  readonly enhancedStatusCode?: string;
  readonly remoteMta?: string;
  readonly remoteIp?: string;
  readonly reportingMta?: string;
  readonly diagnosticCode?: string;
  readonly provider?: string;
  readonly blocklist?: string;
  readonly retryAfterSeconds?: number;
  readonly newAddress?: string;
  readonly sizeLimitBytes?: number;
  readonly helpUrl?: string;
}

/** One failure as the commands and the triage endpoint print it. */
export interface DiagnosisRow {
  readonly label: Label;
  readonly confidence: number;
  /** The other candidates, best first. */
  readonly alternatives: readonly Ranked[];
  readonly facts: RowFacts;
  readonly evidence: readonly Evidence[];
}

/** Throws when the diagnosis ranks nothing, which its type forbids in words. */
export function diagnosisRow({ failure, diagnosis }: DiagnosedFailure): DiagnosisRow {
  const [best, ...alternatives] = diagnosis.ranked;
  if (!best) throw new Error('a diagnosis without any candidate');
  return {
    label: best.label,
    confidence: best.confidence,
    alternatives,
    facts: { ...knownOf(diagnosis.hint), ...readOf(failure.facts) },
    evidence: diagnosis.evidence,
  };
}

/** What the reply itself says outranks what is generally known of its provider, so it is laid over it. */
function readOf(facts: Facts): RowFacts {
  const read = Object.entries(facts).map(
    ([name, fact]) => [name, (fact as Facts[keyof Facts])?.value] as const,
  );
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

function knownOf(hint: ProviderHint): RowFacts {
  const { provider, blocklist, helpUrl, retryAfterSeconds } = hint;
  return {
    ...(provider !== null && { provider }),
    ...(blocklist !== null && { blocklist }),
    ...(helpUrl !== null && { helpUrl }),
    ...(retryAfterSeconds !== null && { retryAfterSeconds }),
  };
}
