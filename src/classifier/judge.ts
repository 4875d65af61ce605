import type { Failure, Form, OtherKind } from '../bounce/failure';
import { NOT_A_BOUNCE, type Label } from './diagnosis';
import { featuresOf } from './diagnosis-features';
import type { HeldOut, LearnedModel } from './learned-model';
import { readPhrases, type PhraseClaim, type PhraseReading } from './phrase-claims';
import { sectionsOf, type Section, type SectionName } from './sections';
import { isAboutMail } from './mail-talk';
import { claimsOfCodes, type Claim, type SignatureIndex } from './signature-index';

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

/** What the judge knows. */
export interface Expertise {
  readonly labels: readonly Label[];
  readonly index: SignatureIndex;
  readonly learned: LearnedModel;
  /** By label of `labels`: its number in the learned model; -1 when nothing was learned of it. */
  readonly learnedNumbers: readonly number[];
}

export function expertise(labels: readonly Label[], index: SignatureIndex, learned: LearnedModel): Expertise {
  return { labels, index, learned, learnedNumbers: labels.map((label) => learned.labels.indexOf(label)) };
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
const LEARNED = { besidePhrase: { share: 0.12, floor: -2.5 }, alone: { share: 0.22, floor: -5 } } as const;

export function judge(expertise: Expertise, question: Question, omission?: Omission): Judgement {
  const sections = readSections(expertise.index, question);
  const provider = providerOf(sections);
  const claims = [
    ...weighPhrases(sections),
    ...weighCodes(expertise.index, question.failure, sections, provider),
  ].filter(({ claim }) => omission === undefined || !omission.claims(claim));
  const features = featuresOf(sections, question.failure);
  const learned = learnedScores(expertise, features, omission?.heldOut);
  const points = combine(expertise.labels, claims, learned);
  addPriors(points, expertise.labels, question, claims, isAboutMail(sections));
  return { labels: expertise.labels, points, claims, sections, features, learned, provider };
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

function learnedScores(
  { labels, learned, learnedNumbers }: Expertise,
  features: readonly string[],
  heldOut: HeldOut | undefined,
): Float64Array {
  const scores = learned.score(features, heldOut);
  return Float64Array.from(labels, (_, number) => scores[learnedNumbers[number] ?? -1] ?? 0);
}

function combine(
  labels: readonly Label[],
  claims: readonly WeighedClaim[],
  learned: Float64Array,
): Float64Array {
  const points = new Float64Array(labels.length);
  const best = learned.reduce((highest, score) => Math.max(highest, score), Number.NEGATIVE_INFINITY);
  const hasPhrase = claims.some(({ kind, claim }) => kind === 'phrase' && isStrong(claim));
  const { share, floor } = hasPhrase ? LEARNED.besidePhrase : LEARNED.alone;
  const claimed = pointsByLabel(claims);
  labels.forEach((label, number) => {
    const tamed = Math.max(floor, ((learned[number] ?? 0) - best) * share);
    const { first = 0, second = 0 } = claimed.get(label) ?? {};
    points[number] = tamed + first + SECOND_CLAIM_SHARE * second;
  });
  return points;
}

interface TopPoints {
  first: number;
  second: number;
}

function pointsByLabel(claims: readonly WeighedClaim[]): ReadonlyMap<Label, TopPoints> {
  const byLabel = new Map<Label, TopPoints>();
  for (const { claim, points } of claims) {
    const top = byLabel.get(claim.label);
    if (top === undefined) byLabel.set(claim.label, { first: points, second: 0 });
    else if (points > top.first) {
      top.second = top.first;
      top.first = points;
    } else if (points > top.second) top.second = points;
  }
  return byLabel;
}

/** Talk without a word of mail in it: enough to outweigh a clear phrase, not a certain one. */
const OTHER_TALK_POINTS = 3.5;

/** What the form of a paste says before a word of it is read. */
function addPriors(
  points: Float64Array,
  labels: readonly Label[],
  question: Question,
  claims: readonly WeighedClaim[],
  isOfMail: boolean,
): void {
  const add = (label: string, amount: number): void => {
    const number = labels.findIndex((candidate) => candidate === label);
    if (number >= 0) points[number] = (points[number] ?? 0) + amount;
  };
  const { failure, form, otherKind } = question;
  if (failure === null) {
    add(NOT_A_BOUNCE, form === 'mail' ? 2.5 : 1);
    if (!claims.some(({ claim }) => claim.label !== NOT_A_BOUNCE)) add(NOT_A_BOUNCE, 3.5);
    if (!isOfMail) add(NOT_A_BOUNCE, OTHER_TALK_POINTS);
    if (otherKind !== null) add(NOT_A_BOUNCE, 5);
    return;
  }
  add(NOT_A_BOUNCE, isFromMailServer(failure) ? -3 : 0);
  if (failure.action === 'delayed') add('temporary-deferral', 2.2);
  add('mailbox-unavailable', claims.length === 0 ? 2 : 0.6);
}
