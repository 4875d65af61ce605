import { NOT_A_BOUNCE, type DiagnosedFailure, type Diagnosis, type Evidence } from '../classifier/diagnosis';
import type { Failure } from '../bounce/failure';
import type { Circumstance, VariantId } from '../knowledge/variant';
import { findVariant, type Script } from './script';
import { RECIPIENTS_KEPT, type Problem } from './state';

const ALTERNATIVES_KEPT = 4;
/** More likely than everything else together. */
const LIKELY = 0.5;

/** A case that a human was asked for before anything was pasted. */
export const nothingKnown: Problem = {
  variant: null,
  certainty: 'unsure',
  confidence: null,
  alternatives: [],
  evidence: [],
  decidingLine: null,
  facts: {},
  recipients: [],
  recipientCount: 0,
  circumstances: [],
  side: null,
  helpUrl: null,
};

/**
 * What a paste tells, as the problems a person has: failures of one variant are one problem, whoever the
 * recipients are, because one fix covers them. In the order of the paste.
 */
export function problemsOf(script: Script, diagnosed: readonly DiagnosedFailure[]): readonly Problem[] {
  const groups = new Map<string, DiagnosedFailure[]>();
  for (const entry of diagnosed) {
    const key = groupKey(entry.diagnosis);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()].map((group) => problemOf(script, group));
}

function groupKey(diagnosis: Diagnosis): string {
  return `${diagnosis.certainty} ${diagnosis.ranked[0]?.label ?? ''}`;
}

function problemOf(script: Script, group: readonly DiagnosedFailure[]): Problem {
  const [first] = group;
  if (first === undefined) throw new RangeError('a problem has at least one failure');
  const { diagnosis, failure } = first;
  const variant = variantOf(script, diagnosis);
  const recipients = recipientsOf(group);
  const circumstances = circumstancesOf(failure, recipients.length);
  return {
    variant,
    certainty: diagnosis.certainty === 'not-a-bounce' ? 'unsure' : diagnosis.certainty,
    confidence: diagnosis.ranked[0]?.confidence ?? null,
    alternatives: diagnosis.ranked.slice(1, 1 + ALTERNATIVES_KEPT),
    evidence: diagnosis.evidence.map(sayEvidence),
    decidingLine: diagnosis.decidingLine,
    facts: factsOf(first),
    recipients: recipients.slice(0, RECIPIENTS_KEPT),
    recipientCount: recipients.length,
    circumstances,
    side: sideOf(script, variant, circumstances) ?? diagnosis.hint.fixer,
    helpUrl: diagnosis.hint.helpUrl,
  };
}

/**
 * A failure nobody can name counts as one whose words say too little, where that is the likeliest: the variants
 * for those ask for more before they begin, and go from the likely to the rare.
 */
function variantOf(script: Script, { ranked, certainty }: Diagnosis): VariantId | null {
  const [best] = ranked;
  if (best === undefined || best.label === NOT_A_BOUNCE) return null;
  if (certainty === 'sure' || certainty === 'between') return best.label;
  const saysLittle = findVariant(script, best.label)?.askForMore === true;
  return saysLittle && best.confidence >= LIKELY ? best.label : null;
}

function recipientsOf(group: readonly DiagnosedFailure[]): readonly string[] {
  const addresses = group.flatMap(({ failure }) => failure.facts.finalRecipient?.value ?? []);
  return [...new Set(addresses)];
}

function circumstancesOf(failure: Failure, recipients: number): readonly Circumstance[] {
  const found: Circumstance[] = [];
  if (failure.refusedBy === 'own-server') found.push('refused-by-own-server');
  if (failure.refusedBy === 'remote-server') found.push('refused-by-remote-server');
  if (failure.refusedBy === 'client-dialog') found.push('client-dialog');
  if (failure.action === 'delayed') found.push('still-trying');
  if (recipients > 1) found.push('several-recipients');
  return found;
}

function sideOf(
  script: Script,
  id: VariantId | null,
  circumstances: readonly Circumstance[],
): Problem['side'] {
  const variant = findVariant(script, id);
  if (variant === null) return null;
  const special = variant.circumstances?.find(
    (item) => item.side !== undefined && circumstances.includes(item.when),
  );
  return special?.side ?? variant.side;
}

/** All that is read of a failure but the link, which is shown only where the content vouches for it. */
const FACTS_KEPT = [
  'finalRecipient',
  'sender',
  'replyCode',
  'enhancedStatusCode',
  'remoteMta',
  'remoteIp',
  'reportingMta',
  'diagnosticCode',
  'retryAfterSeconds',
  'newAddress',
  'sizeLimitBytes',
] as const satisfies readonly (keyof Failure['facts'])[];

function factsOf({ failure, diagnosis }: DiagnosedFailure): Readonly<Record<string, string>> {
  const facts: Record<string, string> = {};
  for (const name of FACTS_KEPT) {
    const value = failure.facts[name]?.value;
    if (value !== undefined) facts[name] = String(value);
  }
  if (diagnosis.hint.provider !== null) facts['provider'] = diagnosis.hint.provider;
  if (diagnosis.hint.blocklist !== null) facts['blocklist'] = diagnosis.hint.blocklist;
  return facts;
}

function sayEvidence(evidence: Evidence): string {
  switch (evidence.kind) {
    case 'phrase':
      return `words "${evidence.words}"${evidence.provider === null ? '' : ` (${evidence.provider})`}: ${evidence.label}`;
    case 'code':
      return `code ${evidence.code}: ${evidence.label}`;
    case 'learned':
      return `learned from ${evidence.words.join(', ')}: ${evidence.label}`;
    case 'contradiction':
      return `code ${evidence.code} says ${evidence.codeSays}, the words say ${evidence.wordsSay}`;
  }
}
