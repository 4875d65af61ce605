import type { Failure } from '../bounce/failure';
import type { Words } from '../knowledge/words';
import type { PhraseMatch } from './phrase-matcher';
import type { Claim, SignatureIndex } from './signature-index';

/** A signature whose phrase stands in a text, with the character range of it there. */
export interface PhraseClaim {
  readonly claim: Claim;
  /** Word numbers, half open. */
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** What the phrases of the content say about one text. */
export interface PhraseReading {
  readonly claims: readonly PhraseClaim[];
  readonly providers: readonly string[];
  readonly blocklists: readonly string[];
}

export type Circumstances = Pick<Failure, 'phase' | 'refusedBy'>;

const STRENGTH = { certain: 3, clear: 2, hint: 1, filler: 0 } as const;

/** Finds the phrases of a text and drops the claims that a longer or a beating phrase explains away. */
export function readPhrases(index: SignatureIndex, text: Words, circumstances: Circumstances): PhraseReading {
  const claims: PhraseClaim[] = [];
  const providers: string[] = [];
  const blocklists: string[] = [];
  for (const match of index.matcher.match(text)) {
    const meaning = index.meanings[match.phrase];
    if (meaning === undefined) continue;
    if (meaning.kind === 'provider') providers.push(meaning.provider);
    else if (meaning.kind === 'blocklist') blocklists.push(meaning.blocklist);
    else if (appliesTo(meaning.claim, circumstances)) claims.push(place(meaning.claim, match, text));
  }
  return {
    claims: claims.filter((claim) => !claims.some((other) => explainsAway(other, claim))),
    providers,
    blocklists,
  };
}

function appliesTo({ signature }: Claim, circumstances: Circumstances): boolean {
  const phaseFits = signature.phase === undefined || signature.phase === circumstances.phase;
  return phaseFits && (signature.refusedBy === undefined || signature.refusedBy === circumstances.refusedBy);
}

function place(claim: Claim, match: PhraseMatch, text: Words): PhraseClaim {
  const { from, to } = match;
  return { claim, from, to, start: text.starts[from] ?? 0, end: text.ends[to - 1] ?? 0 };
}

/**
 * "Recipient address rejected: Access denied" is one saying, not two: a phrase within a longer one of at least
 * the same weight does not count. `beats` settles the pairs that overlap otherwise.
 */
function explainsAway(stronger: PhraseClaim, weaker: PhraseClaim): boolean {
  if (stronger === weaker || stronger.claim.label === weaker.claim.label) return false;
  const overlaps = stronger.from < weaker.to && weaker.from < stronger.to;
  if (!overlaps) return false;
  if (stronger.claim.signature.beats?.some((loser) => loser === weaker.claim.label) === true) return true;
  const contains = stronger.from <= weaker.from && stronger.to >= weaker.to;
  const isLonger = stronger.to - stronger.from > weaker.to - weaker.from;
  return (
    contains &&
    isLonger &&
    STRENGTH[stronger.claim.signature.weight] >= STRENGTH[weaker.claim.signature.weight]
  );
}
