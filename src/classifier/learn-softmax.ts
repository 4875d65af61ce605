import type { Lesson } from './learned-model';
import { softmax, type SoftmaxWeights } from './softmax-model';

const ROUNDS = 15;
const RATE = 0.5;
const RESTRAINT = 1e-4;
/** Weights below this change nothing and are not kept. */
const SMALLEST = 0.04;
/** A stride without a common divisor to the number of lessons visits each once a round, well mixed. */
const STRIDE = 617;

interface Numbered {
  readonly label: number;
  readonly features: readonly number[];
}

/** Learns by stochastic gradient steps with a rate of its own for each weight (AdaGrad). Deterministic. */
export function learnSoftmax(lessons: readonly Lesson[]): SoftmaxWeights {
  const labels = [...new Set(lessons.map(({ label }) => label))];
  const numbers = new Map<string, number>();
  const numbered = lessons.map(({ label, features }): Numbered => {
    for (const feature of features) if (!numbers.has(feature)) numbers.set(feature, numbers.size);
    return { label: labels.indexOf(label), features: features.map((feature) => numbers.get(feature) ?? 0) };
  });
  const state = new Learning(labels.length, numbers.size);
  for (let round = 0; round < ROUNDS; round++) {
    for (let at = 0; at < numbered.length; at++) {
      const lesson = numbered[(at * STRIDE + round) % numbered.length];
      if (lesson !== undefined) state.learn(lesson);
    }
  }
  return pack(labels, [...numbers.keys()], state);
}

class Learning {
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  private readonly slopes: Float64Array;

  constructor(
    readonly labelCount: number,
    featureCount: number,
  ) {
    this.weights = new Float64Array(labelCount * featureCount);
    this.slopes = new Float64Array(labelCount * featureCount).fill(0.01);
    this.bias = new Float64Array(labelCount);
  }

  learn({ label, features }: Numbered): void {
    const share = 1 / Math.sqrt(features.length);
    const scores = Float64Array.from(this.bias);
    for (const feature of features) {
      for (let at = 0; at < this.labelCount; at++)
        scores[at] = (scores[at] ?? 0) + (this.weights[feature * this.labelCount + at] ?? 0) * share;
    }
    const probabilities = softmax(scores);
    for (let at = 0; at < this.labelCount; at++) {
      const error = (at === label ? 1 : 0) - (probabilities[at] ?? 0);
      for (const feature of features) this.move(feature * this.labelCount + at, error * share);
    }
  }

  private move(at: number, slope: number): void {
    const weight = this.weights[at] ?? 0;
    const restrained = slope - RESTRAINT * weight;
    const sum = (this.slopes[at] ?? 0) + restrained * restrained;
    this.slopes[at] = sum;
    this.weights[at] = weight + (RATE * restrained) / Math.sqrt(sum);
  }
}

function pack(
  labels: readonly string[],
  features: readonly string[],
  { weights, bias }: Learning,
): SoftmaxWeights {
  const offsets = [0];
  const entryLabels: number[] = [];
  const entryWeights: number[] = [];
  features.forEach((_, feature) => {
    labels.forEach((__, label) => {
      const weight = weights[feature * labels.length + label] ?? 0;
      if (Math.abs(weight) < SMALLEST) return;
      entryLabels.push(label);
      entryWeights.push(Math.round(weight * 100));
    });
    offsets.push(entryLabels.length);
  });
  return { labels, bias: [...bias], features, offsets, entryLabels, entryWeights };
}
