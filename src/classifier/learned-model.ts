/** A training text, already reduced to its features. */
export interface Lesson {
  readonly label: string;
  readonly features: readonly string[];
}

/**
 * What natural's BayesClassifier learned, in a form that is quick to load and to ask: for every feature the
 * labels it was seen with and how often. Plain JSON.
 */
export interface LearnedCounts {
  readonly labels: readonly string[];
  /** By label: its examples, plus one (natural's smoothing). */
  readonly totals: readonly number[];
  readonly features: readonly string[];
  /** Feature f owns the entries `offsets[f]` up to `offsets[f + 1]` of the two lists below. */
  readonly offsets: readonly number[];
  readonly entryLabels: readonly number[];
  readonly entryCounts: readonly number[];
}

/** Below one, so that a feature never seen with a label speaks more clearly against it. */
export const SMOOTHING = 0.4;

/** Answers from counts alone: time is that of the features in the text, not of all that were learned. */
export class LearnedModel {
  private readonly numbers = new Map<string, number>();
  private readonly offsets: Int32Array;
  private readonly entryLabels: Int16Array;
  private readonly entryCounts: Float64Array;
  private readonly totals: Float64Array;
  private readonly usualTotal: number;
  private readonly entryGains: Float64Array;

  /** `labels` gives the order of the scores; what was learned must be among them. */
  constructor(
    counts: LearnedCounts,
    private readonly labels: readonly string[],
  ) {
    const places = counts.labels.map((label) => labels.indexOf(label));
    counts.features.forEach((feature, number) => this.numbers.set(feature, number));
    this.offsets = Int32Array.from(counts.offsets);
    this.entryLabels = Int16Array.from(counts.entryLabels, (label) => places[label] ?? 0);
    this.entryCounts = Float64Array.from(counts.entryCounts);
    this.totals = new Float64Array(labels.length).fill(1);
    counts.totals.forEach((total, label) => (this.totals[places[label] ?? 0] = total));
    this.usualTotal = counts.totals.reduce((sum, total) => sum + total, 0) / counts.totals.length;
    this.entryGains = this.entryCounts.map((count, entry) =>
      this.gain(count, this.totals[this.entryLabels[entry] ?? 0] ?? 1),
    );
  }

  /**
   * By label: the logarithm of its probability, up to a constant. As natural computes it but for two things:
   * all labels begin alike, and the smoothing grows with a label's examples. There are as many examples as
   * somebody wrote, which says nothing about how common a failure is. With `heldOut`, as if those lessons had
   * never been learned.
   */
  score(features: readonly string[], heldOut?: HeldOut): Float64Array {
    const scores = new Float64Array(this.labels.length);
    for (const feature of features) {
      const number = this.numbers.get(feature);
      if (number !== undefined) this.addFeature(scores, number, heldOut);
    }
    return scores;
  }

  /** The counts of some lessons, to be taken off again when a text is scored without them. */
  heldOut(lessons: readonly Lesson[]): HeldOut {
    const totals = new Float64Array(this.labels.length);
    const counts = new Map<string, number>();
    for (const { label, features } of lessons) {
      const labelNumber = this.labels.indexOf(label);
      totals[labelNumber] = (totals[labelNumber] ?? 0) + 1;
      for (const feature of new Set(features)) {
        const number = this.numbers.get(feature);
        if (number === undefined) continue;
        const key = heldOutKey(number, labelNumber);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    return { totals, counts };
  }

  /** Which of the features speak most for `label`, strongest first. */
  speakingFor(label: number, features: readonly string[]): string[] {
    const weighed: { readonly feature: string; readonly weight: number }[] = [];
    for (const feature of features) {
      const number = this.numbers.get(feature);
      if (number === undefined) continue;
      const weight = this.shareOf(label, number);
      if (weight > 0.5) weighed.push({ feature, weight });
    }
    return weighed.sort((one, other) => other.weight - one.weight).map(({ feature }) => feature);
  }

  private addFeature(scores: Float64Array, feature: number, heldOut: HeldOut | undefined): void {
    const end = this.offsets[feature + 1] ?? 0;
    for (let entry = this.offsets[feature] ?? 0; entry < end; entry++) {
      const label = this.entryLabels[entry] ?? 0;
      const gain = heldOut === undefined ? this.entryGains[entry] : this.gainWithout(entry, feature, heldOut);
      scores[label] = (scores[label] ?? 0) + (gain ?? 0);
    }
  }

  /** What an entry adds to its label: the logarithm of how much likelier the label makes the feature. */
  private gain(count: number, total: number): number {
    return count <= 0 ? 0 : Math.log(1 + (count * this.usualTotal) / (SMOOTHING * total));
  }

  private gainWithout(entry: number, feature: number, heldOut: HeldOut): number {
    const label = this.entryLabels[entry] ?? 0;
    const count = (this.entryCounts[entry] ?? 0) - (heldOut.counts.get(heldOutKey(feature, label)) ?? 0);
    return this.gain(count, (this.totals[label] ?? 1) - (heldOut.totals[label] ?? 0));
  }

  private shareOf(label: number, feature: number): number {
    let mine = 0;
    let all = 0;
    const end = this.offsets[feature + 1] ?? 0;
    for (let entry = this.offsets[feature] ?? 0; entry < end; entry++) {
      const count = this.entryCounts[entry] ?? 0;
      all += count;
      if (this.entryLabels[entry] === label) mine = count;
    }
    return all < 2 ? 0 : mine / (all + 1);
  }
}

export interface HeldOut {
  readonly totals: Float64Array;
  readonly counts: ReadonlyMap<string, number>;
}

function heldOutKey(feature: number, label: number): string {
  return `${String(feature)} ${String(label)}`;
}
