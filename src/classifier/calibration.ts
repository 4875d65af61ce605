import { NOT_A_BOUNCE } from './diagnosis';
import type { Judgement, WeighedClaim } from './judge';

/**
 * Turns points into a confidence that keeps its word: of the answers given with 0.9, nine in ten are right.
 * A logistic curve over a few signs of how firm a verdict stands.
 */
export interface Calibration {
  readonly weights: readonly number[];
}

/** One verdict on a text whose answer is known. */
export interface Trial {
  readonly signs: readonly number[];
  readonly isRight: boolean;
}

/** The labels in the order of their points, best first. */
export function ranking({ points }: Judgement): number[] {
  return [...points.keys()].sort((one, other) => (points[other] ?? 0) - (points[one] ?? 0));
}

/** A code of at least this worth is worth a doubt when the words say something else. */
export const CONTRADICTING_POINTS = 3;

/** What tells a firm verdict from a shaky one. The last two signs set a ceiling, see confidenceOf. */
export function signsOf(judgement: Judgement, ranked: readonly number[]): number[] {
  const [first = 0, second = 0] = ranked;
  const margin = Math.max(0, (judgement.points[first] ?? 0) - (judgement.points[second] ?? 0));
  const label = judgement.labels[first];
  const mine = judgement.claims.filter(({ claim }) => claim.label === label);
  const isNamed = mine.some((claim) => claim.claim.signature.weight === 'certain' && !isOneWord(claim));
  const isClear = mine.some(({ kind, claim }) => kind === 'phrase' && claim.signature.weight === 'clear');
  const isMute = label !== NOT_A_BOUNCE && !mine.some(({ kind }) => kind === 'phrase');
  const codeAgrees = mine.some(({ kind, points }) => kind === 'code' && points >= CONTRADICTING_POINTS);
  const isContradicted = judgement.claims.some(
    ({ kind, claim, points }) => kind === 'code' && claim.label !== label && points >= CONTRADICTING_POINTS,
  );
  const unread = unreadShare(judgement);
  const isCatchAll = label !== undefined && CATCH_ALL.has(label);
  return [
    1,
    Math.log1p(margin),
    Math.min(margin, 4) / 4,
    Math.min(longestPhrase(mine), LONG_PHRASE) / LONG_PHRASE,
    unread,
    isCatchAll ? unread : 0,
    ...[isNamed, isClear, isMute, isSpoken(judgement), isCatchAll, codeAgrees].map(Number),
    Number(!isNamed && !codeAgrees),
    Number(isContradicted),
  ];
}

function isOneWord(claim: WeighedClaim): boolean {
  return claim.kind === 'phrase' && claim.place.to - claim.place.from === 1;
}

/** A phrase of so many words is hardly ever said by chance; one of a single word often is. */
const LONG_PHRASE = 4;

function longestPhrase(claims: readonly WeighedClaim[]): number {
  return claims.reduce(
    (longest, claim) =>
      claim.kind === 'phrase' ? Math.max(longest, claim.place.to - claim.place.from) : longest,
    0,
  );
}

/** So many unread words may well be the reason, in a wording that nobody knows. */
const MANY_UNREAD = 6;

/**
 * How much of the text no phrase explains, 0..1: of the reply, or of all when there is none. A bare `SMTP error
 * 550` is read to the end, and that it gives no reason is all there is to know.
 */
function unreadShare({ sections, claims }: Judgement): number {
  const told = sections.filter(({ name }) => name === 'reply');
  const unread = (told.length > 0 ? told : sections).reduce((sum, section) => {
    const read = new Set<number>();
    for (const claim of claims) {
      if (claim.kind !== 'phrase' || claim.section !== section.name) continue;
      for (let word = claim.place.from; word < claim.place.to; word++) read.add(word);
    }
    return sum + section.words.words.length - read.size;
  }, 0);
  return Math.min(unread, MANY_UNREAD) / MANY_UNREAD;
}

/** Only a person's own words, no server's: what was heard, not what was said. */
function isSpoken({ sections }: Judgement): boolean {
  return sections.every(({ name }) => name === 'own-words');
}

/** What a reply is taken for when its reason is in words that nobody knows. */
const CATCH_ALL: ReadonlySet<string> = new Set([
  'policy-rejected',
  'mailbox-unavailable',
  'temporary-deferral',
]);

/** Nobody can be surer than what some hundred examples can show, and less so against a code. */
const SUREST = 0.995;
const SUREST_AGAINST_CODE = 0.97;
/**
 * One clear phrase alone, which no code confirms, is right nearly always in wordings we have seen and far less
 * often in others: a phrase of two words can stand in any sentence.
 */
const SUREST_UNCONFIRMED = 0.89;

export function confidenceOf({ weights }: Calibration, signs: readonly number[]): number {
  const sum = signs.reduce((total, sign, at) => total + sign * (weights[at] ?? 0), 0);
  const [isUnconfirmed, isContradicted] = signs.slice(-2);
  const ceiling =
    isUnconfirmed === 1 ? SUREST_UNCONFIRMED : isContradicted === 1 ? SUREST_AGAINST_CODE : SUREST;
  return Math.min(ceiling, 1 / (1 + Math.exp(-sum)));
}

const ROUNDS = 400;
const RATE = 0.5;
/** Keeps the weights small where the trials say little. */
const RESTRAINT = 0.002;

/** Fits the curve by gradient descent; deterministic. */
export function fitCalibration(trials: readonly Trial[]): Calibration {
  const weights = new Array<number>(trials[0]?.signs.length ?? 0).fill(0);
  for (let round = 0; round < ROUNDS; round++) {
    const slopes = new Array<number>(weights.length).fill(0);
    for (const { signs, isRight } of trials) {
      const sum = signs.reduce((total, sign, at) => total + sign * (weights[at] ?? 0), 0);
      const error = (isRight ? 1 : 0) - 1 / (1 + Math.exp(-sum));
      signs.forEach((sign, at) => (slopes[at] = (slopes[at] ?? 0) + error * sign));
    }
    weights.forEach((weight, at) => {
      const restraint = at === 0 ? 0 : RESTRAINT * weight;
      weights[at] = weight + RATE * ((slopes[at] ?? 0) / trials.length - restraint);
    });
  }
  return { weights: weights.map((weight) => Math.round(weight * 1000) / 1000) };
}
