import type { Calibration } from './calibration';
import { NOT_A_BOUNCE, type Label } from './diagnosis';
import type { LearnedCounts } from './learned-model';
import type { IdentifyingKnowledge } from './signature-index';
import type { SoftmaxWeights } from './softmax-model';

/** What was learned from the content: plain JSON, to be kept and loaded again. */
export interface Model {
  readonly failures: LearnedCounts;
  readonly replies: SoftmaxWeights;
  readonly calibration: Calibration;
}

/** Every answer there is, in the order in which points are counted. */
export function labelsOf(knowledge: IdentifyingKnowledge): Label[] {
  return [...knowledge.variants.keys(), NOT_A_BOUNCE];
}
