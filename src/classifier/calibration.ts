import { isContradicted, signsOf } from './signs';
import { NOT_A_BOUNCE, type Label } from './diagnosis';
import type { Judgement, WeighedClaim } from './judge';
import { solveInPlace } from './linear-system';

/**
 * Turns points into a confidence that keeps its word: of the answers given with 0.9, nine in ten are right.
 * A logistic curve over a few signs of how firm a verdict stands.
 */
export interface Calibration {
  readonly weights: readonly number[];
}

/** Who wins, why, and what speaks for trusting it. */
export interface Verdict {
  readonly label: Label;
  /** The label's claims, strongest first. */
  readonly deciding: readonly WeighedClaim[];
  readonly signs: readonly number[];
  readonly isContradicted: boolean;
}

/** `ranked` holds the numbers of the labels with the most points, best first. */
export function verdictOf(judgement: Judgement, ranked = ranking(judgement, 2)): Verdict {
  const { labels, points, claims } = judgement;
  const [first = 0, second = 0] = ranked;
  const label = labels[first];
  if (label === undefined) throw new Error('content without a variant');
  const margin = (points[first] ?? 0) - (points[second] ?? 0);
  return {
    label,
    deciding: claims
      .filter(({ claim }) => claim.label === label)
      .sort((one, other) => other.points - one.points),
    signs: signsOf(judgement, label, margin),
    isContradicted: isContradicted(judgement, label),
  };
}

/** The numbers of the `most` labels with the most points, best first. */
export function ranking({ points }: Judgement, most: number): number[] {
  const ranked: number[] = [];
  for (let label = 0; label < points.length; label++) {
    let place = ranked.length;
    while (place > 0 && (points[ranked[place - 1] ?? 0] ?? 0) < (points[label] ?? 0)) place--;
    if (place >= most) continue;
    ranked.splice(place, 0, label);
    if (ranked.length > most) ranked.pop();
  }
  return ranked;
}

/** Nobody can be surer than what some hundred examples can show, and less so against a code. */
const SUREST = 0.995;
const SUREST_AGAINST_CODE = 0.97;
/** Likeness to examples, with no phrase and no code that says so, is a guess: a person is asked before it is acted on. */
const SUREST_GUESS = 0.79;

export function confidenceOf({ weights }: Calibration, verdict: Verdict): number {
  return Math.min(ceilingOf(verdict), logistic(weights, verdict.signs));
}

function ceilingOf({ label, deciding, isContradicted }: Verdict): number {
  if (deciding.length === 0 && label !== NOT_A_BOUNCE) return SUREST_GUESS;
  return isContradicted ? SUREST_AGAINST_CODE : SUREST;
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

/** Newton's steps are exact after a handful; the curve has one best place. */
const STEPS = 12;
/** Keeps the weights small where the trials say little. */
const RESTRAINT = 0.001;

/** Fits the curve; deterministic. */
export function fitCalibration(trials: readonly Trial[]): Calibration {
  const count = trials[0]?.signs.length ?? 0;
  const weights = new Array<number>(count).fill(0);
  for (let step = 0; step < STEPS; step++) {
    const { slopes, curvature } = shapeAt(weights, trials);
    solveInPlace(curvature, slopes).forEach((move, at) => (weights[at] = (weights[at] ?? 0) + move));
  }
  return { weights: weights.map((weight) => Math.round(weight * 1000) / 1000) };
}

interface Shape {
  readonly slopes: Float64Array;
  readonly curvature: readonly Float64Array[];
}

/** How the likelihood of the trials rises and bends where the weights are. */
function shapeAt(weights: readonly number[], trials: readonly Trial[]): Shape {
  const total = trials.reduce((sum, { share }) => sum + share, 0);
  const slopes = Float64Array.from(weights, (weight) => -RESTRAINT * weight);
  const curvature = weights.map((_, at) => new Float64Array(weights.length).fill(RESTRAINT, at, at + 1));
  for (const { signs, isRight, share } of trials) {
    const said = logistic(weights, signs);
    const error = (share / total) * ((isRight ? 1 : 0) - said);
    const doubt = (share / total) * said * (1 - said);
    curvature.forEach((row, at) => {
      const sign = signs[at] ?? 0;
      if (sign === 0) return;
      slopes[at] = (slopes[at] ?? 0) + error * sign;
      for (let other = 0; other < row.length; other++)
        row[other] = (row[other] ?? 0) + doubt * sign * (signs[other] ?? 0);
    });
  }
  return { slopes, curvature };
}
