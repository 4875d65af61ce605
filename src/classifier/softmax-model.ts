/**
 * A softmax regression over sparse features. Short replies are told apart by it, because a Bayes classifier
 * takes "please" in many requests for a human as a request for one; here the words of a sentence share what
 * they explain. Plain JSON; feature f owns the entries `offsets[f]` up to `offsets[f + 1]`.
 */
export interface SoftmaxWeights {
  readonly labels: readonly string[];
  readonly bias: readonly number[];
  readonly features: readonly string[];
  readonly offsets: readonly number[];
  readonly entryLabels: readonly number[];
  /** In hundredths. */
  readonly entryWeights: readonly number[];
}

export function softmax(scores: Float64Array): Float64Array {
  const highest = scores.reduce((best, score) => Math.max(best, score), Number.NEGATIVE_INFINITY);
  const shares = scores.map((score) => Math.exp(score - highest));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

/** Answers from packed weights. */
export class SoftmaxModel {
  private readonly numbers = new Map<string, number>();

  constructor(private readonly packed: SoftmaxWeights) {
    packed.features.forEach((feature, number) => this.numbers.set(feature, number));
  }

  get labels(): readonly string[] {
    return this.packed.labels;
  }

  knows(feature: string): boolean {
    return this.numbers.has(feature);
  }

  /** By label, summing to one. */
  probabilities(features: readonly string[]): Float64Array {
    const { bias, offsets, entryLabels, entryWeights } = this.packed;
    const known = features
      .map((feature) => this.numbers.get(feature))
      .filter((number) => number !== undefined);
    const scores = Float64Array.from(bias);
    const share = known.length === 0 ? 0 : 1 / (100 * Math.sqrt(known.length));
    for (const number of known) {
      const end = offsets[number + 1] ?? 0;
      for (let entry = offsets[number] ?? 0; entry < end; entry++) {
        const label = entryLabels[entry] ?? 0;
        scores[label] = (scores[label] ?? 0) + (entryWeights[entry] ?? 0) * share;
      }
    }
    return softmax(scores);
  }
}
