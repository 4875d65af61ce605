import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier';
import { SMOOTHING, type LearnedCounts, type Lesson } from './learned-model';

/** Pairs seen once are nearly all accidents, and make up most of what there is to learn. */
const RAREST_PAIR = 2;

/**
 * Trains natural's BayesClassifier, one for each label, and reads its counts. What is counted for one label
 * does not depend on the others, and natural's time grows with features times documents: apart, it is a
 * twentieth. Deterministic.
 */
export function learn(lessons: readonly Lesson[]): LearnedCounts {
  const kept = withoutRarePairs(lessons);
  const labels = [...new Set(kept.map(({ label }) => label))];
  const counted = labels.map((label) => countLabel(kept, label));
  const features = [...new Set(counted.flatMap(({ counts }) => [...counts.keys()]))];
  const offsets = [0];
  const entryLabels: number[] = [];
  const entryCounts: number[] = [];
  for (const feature of features) {
    counted.forEach(({ counts }, label) => {
      const count = counts.get(feature);
      if (count === undefined) return;
      entryLabels.push(label);
      entryCounts.push(count);
    });
    offsets.push(entryLabels.length);
  }
  return { labels, totals: counted.map(({ total }) => total), features, offsets, entryLabels, entryCounts };
}

interface Counted {
  readonly total: number;
  readonly counts: ReadonlyMap<string, number>;
}

function countLabel(lessons: readonly Lesson[], label: string): Counted {
  const bayes = new BayesClassifier(null, SMOOTHING);
  for (const lesson of lessons) if (lesson.label === label) bayes.addDocument(lesson.features, label);
  bayes.train();
  const seen = bayes.classifier.classFeatures[label] ?? {};
  const counts = new Map<string, number>();
  Object.keys(bayes.features).forEach((feature, number) => {
    const count = seen[number];
    if (count !== undefined) counts.set(feature, Math.round(count - SMOOTHING));
  });
  return { total: bayes.classifier.classTotals[label] ?? 1, counts };
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
