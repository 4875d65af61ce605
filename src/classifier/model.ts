import type { Calibration } from './calibration';
import type { LearnedCounts } from './learned-model';
import type { PhraseBook } from './phrase-book';
import type { SoftmaxWeights } from './softmax-model';

/** What was made and learned of the content: plain JSON, to be kept and loaded again. */
export interface Model {
  readonly phrases: PhraseBook;
  readonly failures: LearnedCounts;
  readonly replies: SoftmaxWeights;
  readonly calibration: Calibration;
}
