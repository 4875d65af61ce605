import { isContradicted, signsOf } from './signs';
import type { Label } from './diagnosis';
import type { Judgement } from './judge';

/**
 * Turns points into a confidence that keeps its word: of the answers given with 0.9, nine in ten are right.
 * A logistic curve over a few signs of how firm a verdict stands.
 */
export interface Calibration {
  readonly weights: readonly number[];
}

/** A judgement with its labels in the order of their points, and what speaks for trusting the first. */
export interface Verdict {
  /** Numbers of labels, best first. */
  readonly order: readonly number[];
  readonly label: Label;
  readonly signs: readonly number[];
  readonly isContradicted: boolean;
}

/** Who wins, and how firmly. */
export function verdictOf(judgement: Judgement): Verdict {
  const { labels, points } = judgement;
  const order = [...points.keys()].sort((one, other) => (points[other] ?? 0) - (points[one] ?? 0));
  const [first = 0, second = 0] = order;
  const label = labels[first];
  if (label === undefined) throw new Error('content without a variant');
  const margin = Math.max(0, (points[first] ?? 0) - (points[second] ?? 0));
  return {
    order,
    label,
    signs: signsOf(judgement, label, margin),
    isContradicted: isContradicted(judgement, label),
  };
}

/** Nobody can be surer than what some hundred examples can show, and less so against a code. */
const SUREST = 0.995;
const SUREST_AGAINST_CODE = 0.97;

export function confidenceOf({ weights }: Calibration, verdict: Verdict): number {
  const ceiling = verdict.isContradicted ? SUREST_AGAINST_CODE : SUREST;
  return Math.min(ceiling, logistic(weights, verdict.signs));
}

function logistic(weights: readonly number[], signs: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < signs.length; at++) sum += (signs[at] ?? 0) * (weights[at] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

/** One verdict on a text whose answer is known, and how many such texts it stands for. */
export interface Trial {
  readonly signs: readonly number[];
  readonly isRight: boolean;
  readonly share: number;
}

const ROUNDS = 1500;
const RATE = 1;
/** Keeps the weights small where the trials say little. */
const RESTRAINT = 0.001;

/** Fits the curve by gradient descent; deterministic. */
export function fitCalibration(trials: readonly Trial[]): Calibration {
  const weights = new Array<number>(trials[0]?.signs.length ?? 0).fill(0);
  const total = trials.reduce((sum, { share }) => sum + share, 0);
  for (let round = 0; round < ROUNDS; round++) {
    const slopes = slopesAt(weights, trials);
    slopes.forEach((slope, at) => {
      const restraint = at === 0 ? 0 : RESTRAINT * (weights[at] ?? 0);
      weights[at] = (weights[at] ?? 0) + RATE * (slope / total - restraint);
    });
  }
  return { weights: weights.map((weight) => Math.round(weight * 1000) / 1000) };
}

function slopesAt(weights: readonly number[], trials: readonly Trial[]): Float64Array {
  const slopes = new Float64Array(weights.length);
  for (const { signs, isRight, share } of trials) {
    const error = share * ((isRight ? 1 : 0) - logistic(weights, signs));
    for (let at = 0; at < slopes.length; at++) slopes[at] = (slopes[at] ?? 0) + error * (signs[at] ?? 0);
  }
  return slopes;
}
