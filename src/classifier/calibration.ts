import type { Judgement } from './judge';

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

/** What tells a firm verdict from a shaky one. The last sign is the contradiction. */
export function signsOf(judgement: Judgement, ranked: readonly number[]): number[] {
  const [first = 0, second = 0] = ranked;
  const margin = Math.max(0, (judgement.points[first] ?? 0) - (judgement.points[second] ?? 0));
  const label = judgement.labels[first];
  const mine = judgement.claims.filter(({ claim }) => claim.label === label);
  const isNamed = mine.some(({ claim }) => claim.signature.weight === 'certain');
  const isClear = mine.some(({ kind, claim }) => kind === 'phrase' && claim.signature.weight === 'clear');
  const isMute = !mine.some(({ kind }) => kind === 'phrase');
  const isContradicted = judgement.claims.some(
    ({ kind, claim, points }) => kind === 'code' && claim.label !== label && points >= CONTRADICTING_POINTS,
  );
  return [
    1,
    Math.log1p(margin),
    Math.min(margin, 4) / 4,
    isNamed ? 1 : 0,
    isClear ? 1 : 0,
    isMute ? 1 : 0,
    isContradicted ? 1 : 0,
  ];
}

/** Nobody can be surer than what some hundred examples can show, and less so against a code. */
const SUREST = 0.995;
const SUREST_AGAINST_CODE = 0.97;

export function confidenceOf({ weights }: Calibration, signs: readonly number[]): number {
  const sum = signs.reduce((total, sign, at) => total + sign * (weights[at] ?? 0), 0);
  const isContradicted = signs.at(-1) === 1;
  return Math.min(isContradicted ? SUREST_AGAINST_CODE : SUREST, 1 / (1 + Math.exp(-sum)));
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
