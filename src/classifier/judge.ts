import type { Failure, Form, OtherKind } from '../bounce/failure';
import { NOT_A_BOUNCE, type Label } from './diagnosis';
import { featuresOf } from './diagnosis-features';
import { LearnedModel, type HeldOut, type LearnedCounts } from './learned-model';
import type { PhraseBook } from './phrase-book';
import { readPhrases, type PhraseClaim, type PhraseReading } from './phrase-claims';
import { sectionsOf, type Section, type SectionName } from './sections';
import { isAboutMail } from './mail-talk';
import {
  claimsOfCodes,
  indexSignatures,
  labelsOf,
  type Claim,
  type IdentifyingKnowledge,
  type SignatureIndex,
} from './signature-index';

/** What is judged: one failure, or a text in which none was found. */
export interface Question {
  readonly failure: Failure | null;
  readonly ownWords: string;
  readonly form: Form;
  readonly otherKind: OtherKind | null;
}

/** A text with what its phrases say. */
export interface ReadSection extends Section {
  readonly phrases: PhraseReading;
}

/** A claim with what it is worth here. */
export type WeighedClaim =
  | {
      readonly kind: 'phrase';
      readonly claim: Claim;
      readonly points: number;
      readonly section: SectionName;
      readonly place: PhraseClaim;
    }
  | { readonly kind: 'code'; readonly claim: Claim; readonly points: number; readonly code: string };

/** All that speaks for and against each label. `points` is in the order of `labels`. */
export interface Judgement {
  readonly labels: readonly Label[];
  readonly points: Float64Array;
  readonly claims: readonly WeighedClaim[];
  readonly sections: readonly ReadSection[];
  readonly features: readonly string[];
  /** What the learned model alone says, in the order of `labels`: logarithms, up to a constant. */
  readonly learned: Float64Array;
  readonly provider: string | null;
}

/** What the judge knows: signatures, and what was learned from examples. */
export interface Expertise {
  readonly labels: readonly Label[];
  readonly index: SignatureIndex;
  readonly learned: LearnedModel;
}

export function expertise(
  knowledge: IdentifyingKnowledge,
  phrases: PhraseBook,
  failures: LearnedCounts,
): Expertise {
  const labels = labelsOf(knowledge);
  return {
    labels,
    index: indexSignatures(knowledge, phrases),
    learned: new LearnedModel(failures, labels),
  };
}

/** Parts of the knowledge to judge without, to measure how the judge does on what it does not know. */
export interface Omission {
  readonly heldOut: HeldOut;
  readonly claims: (claim: Claim) => boolean;
}

/** Points of a claim by weight: words outrank codes, and a certain phrase outranks any two others. */
const PHRASE_POINTS = { certain: 9, clear: 5.5, hint: 2.2, filler: 5 } as const;
/** A filler beside a cause says nothing. */
const FILLER_BESIDE_CAUSE = 0.3;
/** An enhanced code says more than the reply code beside it. */
const ENHANCED_POINTS = { certain: 8, clear: 3.8, hint: 2.8, filler: 0.5 } as const;
const REPLY_CODE_POINTS = { certain: 8, clear: 3.2, hint: 1.6, filler: 0.5 } as const;
/** Servers put the reason first: each word before a claim costs a little, each word of the phrase adds a little. */
const PER_WORD_BEFORE = 0.03;
const MOST_FOR_PLACE = 0.9;
const PER_WORD_OF_PHRASE = 0.15;
/** The server's own words count whole; what a report or a person says about them counts less. */
const SECTION_SHARE: Readonly<Record<SectionName, number>> = { reply: 1, report: 0.75, 'own-words': 0.7 };
/** A second claim for the same label adds a little; ten of them must not outweigh one certain phrase. */
const SECOND_CLAIM_SHARE = 0.25;
/**
 * The learned model's logarithms, tamed: its words and pairs are not independent, so it is always too sure.
 * Where a phrase speaks clearly it only settles ties; where none does, it decides.
 */
const LEARNED = { besidePhrase: { share: 0.2, floor: -4 }, alone: { share: 0.35, floor: -8 } } as const;

export function judge(expertise: Expertise, question: Question, omission?: Omission): Judgement {
  const { labels, index } = expertise;
  const sections = readSections(index, question);
  const provider = providerOf(sections);
  const read = [...weighPhrases(sections), ...weighCodes(index, question.failure, sections, provider)];
  const claims = omission === undefined ? read : read.filter(({ claim }) => !omission.claims(claim));
  const features = featuresOf(sections, question.failure);
  const learned = expertise.learned.score(features, omission?.heldOut);
  const points = combine(claims, learned);
  if (question.failure === null) addPriorsOfTalk(points, labels, question, claims, sections);
  else addPriorsOfFailure(points, labels, question.failure, claims);
  return { labels, points, claims, sections, features, learned, provider };
}

/**
 * Once the reply of a mail server names a cause, the rest of the paste has nothing to add and is not read. A
 * line that only begins like one (`550 plan.pdf: Permission denied`) is read in what stands around it.
 */
function readSections(index: SignatureIndex, { failure, ownWords }: Question): ReadSection[] {
  const circumstances = failure ?? { phase: null, refusedBy: null };
  const isFounded = failure !== null && isFromMailServer(failure);
  const read: ReadSection[] = [];
  for (const section of sectionsOf(failure, ownWords)) {
    const phrases = readPhrases(index, section.words, circumstances);
    read.push({ ...section, phrases });
    if (isFounded && section.name === 'reply' && phrases.claims.some(namesCause)) break;
  }
  return read;
}

/** FTP, programs and databases say 550 too, but never to a recipient, in a phase of SMTP or with an enhanced code. */
function isFromMailServer({ facts, action, refusedBy, phase }: Failure): boolean {
  return (
    facts.enhancedStatusCode !== undefined ||
    facts.finalRecipient !== undefined ||
    facts.remoteMta !== undefined ||
    action !== null ||
    refusedBy !== null ||
    phase !== null
  );
}

function providerOf(sections: readonly ReadSection[]): string | null {
  for (const { phrases } of sections) {
    const [provider] = phrases.providers;
    if (provider !== undefined) return provider;
  }
  return null;
}

function weighPhrases(sections: readonly ReadSection[]): WeighedClaim[] {
  const weighed: WeighedClaim[] = [];
  const causeIsNamed = sections.some(({ phrases }) => phrases.claims.some(namesCause));
  for (const { name, phrases } of sections) {
    const share = SECTION_SHARE[name];
    for (const place of phrases.claims) {
      const isIdle = causeIsNamed && place.claim.signature.weight === 'filler';
      const worth = isIdle
        ? FILLER_BESIDE_CAUSE
        : PHRASE_POINTS[place.claim.signature.weight] + placePoints(place);
      weighed.push({ kind: 'phrase', claim: place.claim, points: worth * share, section: name, place });
    }
  }
  return weighed;
}

function namesCause({ claim }: PhraseClaim): boolean {
  return claim.label !== NOT_A_BOUNCE && isStrong(claim);
}

function isStrong({ signature }: Claim): boolean {
  return signature.weight === 'certain' || signature.weight === 'clear';
}

function placePoints({ from, to }: PhraseClaim): number {
  return Math.min(to - from, 8) * PER_WORD_OF_PHRASE - Math.min(MOST_FOR_PLACE, from * PER_WORD_BEFORE);
}

function weighCodes(
  index: SignatureIndex,
  failure: Failure | null,
  sections: readonly ReadSection[],
  provider: string | null,
): WeighedClaim[] {
  const { replyCode, enhancedCode } = codesOf(failure, sections);
  const weighed: WeighedClaim[] = [];
  for (const { code, claims } of claimsOfCodes(index, replyCode, enhancedCode)) {
    for (const claim of sensesFor(claims, provider)) {
      const worth = code.length === 3 ? REPLY_CODE_POINTS : ENHANCED_POINTS;
      weighed.push({ kind: 'code', claim, points: worth[claim.signature.weight], code });
    }
  }
  return weighed;
}

/** A code has one sense at the provider that is known to use it otherwise, and another everywhere else. */
function sensesFor(claims: readonly Claim[], provider: string | null): readonly Claim[] {
  const own = claims.filter(
    ({ signature }) => signature.provider !== undefined && signature.provider === provider,
  );
  if (own.length > 0) return own;
  const general = claims.filter(({ signature }) => signature.provider === undefined);
  return general.length > 0 ? general : claims;
}

interface Codes {
  readonly replyCode: string | null;
  readonly enhancedCode: string | null;
}

function codesOf(failure: Failure | null, sections: readonly ReadSection[]): Codes {
  const read = sections.flatMap(({ words }) => words.codes.map(({ code }) => code));
  const reply = failure?.facts.replyCode?.value ?? read.find((code) => code.length === 3) ?? null;
  const stated = failure?.facts.enhancedStatusCode?.value;
  const saysNothing = stated === undefined || stated.endsWith('.0.0');
  const enhanced =
    (saysNothing ? read.find((code) => code.length > 3 && !code.endsWith('.0.0')) : undefined) ?? stated;
  return { replyCode: reply, enhancedCode: enhanced ?? null };
}

function combine(claims: readonly WeighedClaim[], learned: Float64Array): Float64Array {
  const hasPhrase = claims.some(({ kind, claim }) => kind === 'phrase' && isStrong(claim));
  const { share, floor } = hasPhrase ? LEARNED.besidePhrase : LEARNED.alone;
  const points = new Float64Array(learned.length);
  let best = Number.NEGATIVE_INFINITY;
  for (const score of learned) best = Math.max(best, score);
  for (let label = 0; label < points.length; label++)
    points[label] = Math.max(floor, ((learned[label] ?? 0) - best) * share);
  addClaims(points, claims);
  return points;
}

/** The two best claims of each label count. */
function addClaims(points: Float64Array, claims: readonly WeighedClaim[]): void {
  const first = new Array<number>(points.length).fill(0);
  const second = new Array<number>(points.length).fill(0);
  for (const { claim, points: worth } of claims) {
    const label = claim.labelNumber;
    const best = first[label] ?? 0;
    first[label] = Math.max(best, worth);
    second[label] = Math.max(second[label] ?? 0, Math.min(best, worth));
  }
  for (let label = 0; label < points.length; label++)
    points[label] = (points[label] ?? 0) + (first[label] ?? 0) + SECOND_CLAIM_SHARE * (second[label] ?? 0);
}

/** Talk without a word of mail in it: enough to outweigh a clear phrase, not a certain one. */
const OTHER_TALK_POINTS = 3.5;

/** What the form of a text without a failure says before a word of it is read. */
function addPriorsOfTalk(
  points: Float64Array,
  labels: readonly Label[],
  { form, otherKind }: Question,
  claims: readonly WeighedClaim[],
  sections: readonly Section[],
): void {
  let other = form === 'mail' ? 2.5 : 1;
  if (!claims.some(({ claim }) => claim.label !== NOT_A_BOUNCE)) other += 3.5;
  if (!isAboutMail(sections)) other += OTHER_TALK_POINTS;
  if (otherKind !== null) other += 5;
  add(points, labels, NOT_A_BOUNCE, other);
}

function addPriorsOfFailure(
  points: Float64Array,
  labels: readonly Label[],
  failure: Failure,
  claims: readonly WeighedClaim[],
): void {
  if (isFromMailServer(failure)) add(points, labels, NOT_A_BOUNCE, -3);
  if (failure.action === 'delayed') add(points, labels, 'temporary-deferral', 2.2);
  add(points, labels, 'mailbox-unavailable', claims.length === 0 ? 2 : 0.6);
}

function add(points: Float64Array, labels: readonly string[], label: string, amount: number): void {
  const number = labels.indexOf(label);
  if (number >= 0) points[number] = (points[number] ?? 0) + amount;
}
