import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier';

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
const SMOOTHING = 0.4;
/** Pairs seen once are nearly all accidents, and make up most of what there is to learn. */
const RAREST_PAIR = 2;

/** Trains natural's BayesClassifier and reads its counts. Deterministic. */
export function learn(lessons: readonly Lesson[]): LearnedCounts {
  const kept = withoutRarePairs(lessons);
  const bayes = new BayesClassifier(null, SMOOTHING);
  for (const { features, label } of kept) bayes.addDocument(features, label);
  bayes.train();
  const labels = Object.keys(bayes.classifier.classTotals);
  const counts = {
    labels,
    totals: labels.map((label) => bayes.classifier.classTotals[label] ?? 1),
    features: Object.keys(bayes.features),
    offsets: [0],
    entryLabels: [] as number[],
    entryCounts: [] as number[],
  };
  const byLabel = labels.map((label) => bayes.classifier.classFeatures[label] ?? {});
  counts.features.forEach((_, feature) => {
    byLabel.forEach((seen, label) => {
      const count = seen[feature];
      if (count === undefined) return;
      counts.entryLabels.push(label);
      counts.entryCounts.push(Math.round(count - SMOOTHING));
    });
    counts.offsets.push(counts.entryLabels.length);
  });
  return counts;
}

function withoutRarePairs(lessons: readonly Lesson[]): readonly Lesson[] {
  const seen = new Map<string, number>();
  for (const { features } of lessons) {
    for (const feature of features) seen.set(feature, (seen.get(feature) ?? 0) + 1);
  }
  const isKept = (feature: string): boolean =>
    !feature.includes(' ') || (seen.get(feature) ?? 0) >= RAREST_PAIR;
  return lessons.map(({ label, features }) => ({ label, features: features.filter(isKept) }));
}

/** Answers from counts alone: time is that of the features in the text, not of all that were learned. */
export class LearnedModel {
  readonly labels: readonly string[];
  private readonly numbers = new Map<string, number>();
  private readonly offsets: Int32Array;
  private readonly entryLabels: Int16Array;
  private readonly entryCounts: Float64Array;
  private readonly totals: Float64Array;

  constructor(counts: LearnedCounts) {
    this.labels = counts.labels;
    counts.features.forEach((feature, number) => this.numbers.set(feature, number));
    this.offsets = Int32Array.from(counts.offsets);
    this.entryLabels = Int16Array.from(counts.entryLabels);
    this.entryCounts = Float64Array.from(counts.entryCounts);
    this.totals = Float64Array.from(counts.totals);
  }

  /**
   * By label: the logarithm of its probability, up to a constant, just as natural computes it. With
   * `heldOut`, as if those lessons had never been learned.
   */
  score(features: readonly string[], heldOut?: HeldOut): Float64Array {
    const scores = this.startScores(heldOut);
    let known = 0;
    for (const feature of features) {
      const number = this.numbers.get(feature);
      if (number !== undefined && this.addFeature(scores, number, heldOut)) known++;
    }
    for (let label = 0; label < scores.length; label++) {
      const total = (this.totals[label] ?? 1) - (heldOut?.totals[label] ?? 0);
      scores[label] = (scores[label] ?? 0) + known * Math.log(SMOOTHING / total);
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

  private startScores(heldOut: HeldOut | undefined): Float64Array {
    return this.totals.map((total, label) => Math.log(total - (heldOut?.totals[label] ?? 0)));
  }

  private addFeature(scores: Float64Array, feature: number, heldOut: HeldOut | undefined): boolean {
    let isKnown = false;
    const end = this.offsets[feature + 1] ?? 0;
    for (let entry = this.offsets[feature] ?? 0; entry < end; entry++) {
      const label = this.entryLabels[entry] ?? 0;
      const taken = heldOut?.counts.get(heldOutKey(feature, label)) ?? 0;
      const count = (this.entryCounts[entry] ?? 0) - taken;
      if (count <= 0) continue;
      isKnown = true;
      scores[label] = (scores[label] ?? 0) + Math.log((count + SMOOTHING) / SMOOTHING);
    }
    return isKnown;
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
