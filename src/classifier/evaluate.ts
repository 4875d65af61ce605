import type { Label } from './diagnosis';

/** A text whose answer is known: the best label, and others an expert would also take. */
export interface KnownRow {
  readonly id: string;
  readonly label: string;
  readonly accept: readonly string[];
}

export interface Prediction {
  readonly label: Label;
  /** 0..1; null when none was stated. */
  readonly confidence: number | null;
}

export interface LabelScore {
  readonly label: string;
  readonly rows: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** One row of the reliability table: answers of about the same confidence. */
export interface Reliability {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly meanConfidence: number;
  readonly accuracy: number;
}

export interface Confusion {
  readonly label: string;
  readonly predicted: string;
  readonly ids: readonly string[];
}

export interface Evaluation {
  readonly rows: number;
  readonly unanswered: number;
  readonly accuracy: number;
  readonly macroF1: number;
  /** Expected calibration error over ten bins: how far confidence is from accuracy on average. */
  readonly calibrationError: number;
  readonly reliability: readonly Reliability[];
  readonly labels: readonly LabelScore[];
  /** Worst first. */
  readonly confusions: readonly Confusion[];
}

const NONE = '(none)';
const BINS = 10;

/** Scores predictions against known answers. An accepted second choice counts as right, for the label predicted. */
export function evaluate(
  rows: readonly KnownRow[],
  predictions: ReadonlyMap<string, Prediction>,
): Evaluation {
  const judged = rows.map((row) => judgeRow(row, predictions.get(row.id) ?? null));
  const labels = scoreLabels(judged);
  const reliability = reliabilityOf(judged);
  return {
    rows: rows.length,
    unanswered: judged.filter(({ predicted }) => predicted === NONE).length,
    accuracy: share(judged.filter(({ isRight }) => isRight).length, rows.length),
    macroF1: share(
      labels.reduce((sum, { f1 }) => sum + f1, 0),
      labels.length,
    ),
    calibrationError: calibrationErrorOf(reliability),
    reliability,
    labels,
    confusions: confusionsIn(judged),
  };
}

interface Judged {
  readonly id: string;
  readonly label: string;
  readonly predicted: string;
  readonly confidence: number | null;
  readonly isRight: boolean;
}

function judgeRow({ id, label, accept }: KnownRow, prediction: Prediction | null): Judged {
  const predicted = prediction?.label ?? NONE;
  const isRight = predicted === label || accept.includes(predicted);
  return { id, label, predicted, confidence: prediction?.confidence ?? null, isRight };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function scoreLabels(judged: readonly Judged[]): LabelScore[] {
  return [...new Set(judged.map(({ label }) => label))].map((label) => {
    const hits = judged.filter(({ predicted, isRight }) => isRight && predicted === label).length;
    const falseAlarms = judged.filter(({ predicted, isRight }) => !isRight && predicted === label).length;
    const mine = judged.filter((row) => row.label === label);
    const misses = mine.filter(({ isRight }) => !isRight).length;
    return {
      label,
      rows: mine.length,
      precision: share(hits, hits + falseAlarms),
      recall: share(hits, hits + misses),
      f1: share(2 * hits, 2 * hits + falseAlarms + misses),
    };
  });
}

function reliabilityOf(judged: readonly Judged[]): Reliability[] {
  const bins = Array.from({ length: BINS }, (): { confidence: number; isRight: boolean }[] => []);
  for (const { confidence, isRight } of judged) {
    if (confidence !== null)
      bins[Math.min(BINS - 1, Math.floor(confidence * BINS))]?.push({ confidence, isRight });
  }
  return bins.flatMap((bin, at) => {
    if (bin.length === 0) return [];
    const total = bin.reduce((sum, { confidence }) => sum + confidence, 0);
    const right = bin.filter(({ isRight }) => isRight).length;
    return [
      {
        from: at / BINS,
        to: (at + 1) / BINS,
        rows: bin.length,
        meanConfidence: total / bin.length,
        accuracy: right / bin.length,
      },
    ];
  });
}

function calibrationErrorOf(reliability: readonly Reliability[]): number {
  const stated = reliability.reduce((sum, { rows }) => sum + rows, 0);
  const gaps = reliability.map(
    ({ rows, meanConfidence, accuracy }) => rows * Math.abs(meanConfidence - accuracy),
  );
  return share(
    gaps.reduce((sum, gap) => sum + gap, 0),
    stated,
  );
}

function confusionsIn(judged: readonly Judged[]): Confusion[] {
  const ids = new Map<string, Confusion>();
  for (const { id, label, predicted, isRight } of judged) {
    if (isRight) continue;
    const key = `${label} ${predicted}`;
    ids.set(key, { label, predicted, ids: [...(ids.get(key)?.ids ?? []), id] });
  }
  return [...ids.values()].sort((one, other) => other.ids.length - one.ids.length);
}
