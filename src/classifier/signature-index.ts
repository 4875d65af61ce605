import type { Knowledge } from '../knowledge/knowledge';
import { parsePhrase } from '../knowledge/phrase';
import type { Signature } from '../knowledge/variant';
import { NOT_A_BOUNCE, type Label } from './diagnosis';
import { phraseBook, type PhraseBook } from './phrase-book';
import { PhraseMatcher } from './phrase-matcher';

/** The content that identifies, as the classifier needs it. */
export type IdentifyingKnowledge = Pick<
  Knowledge,
  'variants' | 'notABounce' | 'providers' | 'blocklists' | 'replies'
>;

/** A signature and the label it speaks for. */
export interface Claim {
  readonly label: Label;
  /** The label's place in `labelsOf`. */
  readonly labelNumber: number;
  readonly signature: Signature;
  /** Numbers the signatures of all labels. */
  readonly number: number;
}

/** What a phrase of the matcher stands for. */
export type PhraseMeaning =
  | { readonly kind: 'claim'; readonly claim: Claim }
  | { readonly kind: 'provider'; readonly provider: string }
  | { readonly kind: 'blocklist'; readonly blocklist: string };

/** Every signature of the content, ready to be looked up: phrases in one matcher, codes in one table. */
export interface SignatureIndex {
  readonly matcher: PhraseMatcher;
  readonly meanings: readonly PhraseMeaning[];
  readonly codes: ReadonlyMap<string, readonly Claim[]>;
}

/** The index of content whose phrases were put into `book`. */
export function indexSignatures(knowledge: IdentifyingKnowledge, book: PhraseBook): SignatureIndex {
  const claims = claimsOf(knowledge);
  const codes = new Map<string, Claim[]>();
  for (const claim of claims) {
    const { code } = claim.signature;
    if (code !== undefined) for (const spelled of spellOut(code)) append(codes, spelled, claim);
  }
  const meanings = phrasesOf(knowledge, claims).map(({ meaning }) => meaning);
  return { matcher: new PhraseMatcher(book), meanings, codes };
}

/** All phrases of the content. One that cannot be parsed stands for nothing: the content check names it. */
export function bookOf(knowledge: IdentifyingKnowledge): PhraseBook {
  return phraseBook(
    phrasesOf(knowledge, claimsOf(knowledge)).map(({ phrase }) => {
      const parsed = parsePhrase(phrase);
      return parsed.kind === 'fault' ? [] : parsed.elements;
    }),
  );
}

interface MeaningfulPhrase {
  readonly phrase: string;
  readonly meaning: PhraseMeaning;
}

function phrasesOf(knowledge: IdentifyingKnowledge, claims: readonly Claim[]): MeaningfulPhrase[] {
  const { providers } = knowledge.providers;
  const { blocklists } = knowledge.blocklists;
  return [
    ...claims.flatMap((claim): MeaningfulPhrase[] => {
      const { phrase } = claim.signature;
      return phrase === undefined ? [] : [{ phrase, meaning: { kind: 'claim', claim } }];
    }),
    ...providers.flatMap(({ id, signatures = [] }) =>
      signatures.map((phrase): MeaningfulPhrase => ({ phrase, meaning: { kind: 'provider', provider: id } })),
    ),
    ...blocklists.flatMap(({ id, phrases }) =>
      phrases.map((phrase): MeaningfulPhrase => ({ phrase, meaning: { kind: 'blocklist', blocklist: id } })),
    ),
  ];
}

function claimsOf(knowledge: IdentifyingKnowledge): Claim[] {
  const claims: Claim[] = [];
  labelsOf(knowledge).forEach((label, labelNumber) => {
    const owner = label === NOT_A_BOUNCE ? knowledge.notABounce : knowledge.variants.get(label);
    for (const signature of owner?.signatures ?? [])
      claims.push({ label, labelNumber, signature, number: claims.length });
  });
  return claims;
}

/** Every answer there is, in the order in which points are counted. */
export function labelsOf(knowledge: IdentifyingKnowledge): Label[] {
  return [...knowledge.variants.keys(), NOT_A_BOUNCE];
}

const RANGE = /^(.*\.)(\d{1,3})-(\d{1,3})$/;

/** `5.7.606-649` stands for each of its codes; `5.6.x` and `4xx` stay as they are and are looked up last. */
function spellOut(code: string): string[] {
  const range = RANGE.exec(code);
  if (range === null) return [code];
  const [, stem = '', first, last] = range;
  const codes: string[] = [];
  for (let detail = Number(first); detail <= Number(last); detail++) codes.push(`${stem}${String(detail)}`);
  return codes;
}

/** The claims of the most exact entry for a pair of codes: both together, then each alone, then its class. */
export function claimsOfCodes(
  index: SignatureIndex,
  replyCode: string | null,
  enhancedCode: string | null,
): readonly { readonly code: string; readonly claims: readonly Claim[] }[] {
  const found: { readonly code: string; readonly claims: readonly Claim[] }[] = [];
  const take = (keys: readonly string[], shown: string): void => {
    for (const key of keys) {
      const claims = index.codes.get(key);
      if (claims === undefined) continue;
      found.push({ code: shown, claims });
      return;
    }
  };
  if (enhancedCode !== null) take(enhancedKeys(replyCode, enhancedCode), enhancedCode);
  if (replyCode !== null) take([replyCode, `${replyCode.charAt(0)}xx`], replyCode);
  return found;
}

function enhancedKeys(replyCode: string | null, code: string): string[] {
  const [statusClass = '', subject = ''] = code.split('.');
  const keys = [code, `${statusClass}.${subject}.x`, `${statusClass}.x.x`];
  return replyCode === null ? keys : [`${replyCode} ${code}`, ...keys];
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
