import type { Calibration } from './calibration';
import type { LearnedCounts } from './learned-model';
import type { SoftmaxWeights } from './softmax-model';

/** What was learned from the content: plain JSON, to be kept and loaded again. */
export interface Model {
  readonly failures: LearnedCounts;
  readonly replies: SoftmaxWeights;
  readonly calibration: Calibration;
}
