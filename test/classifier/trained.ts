import { join } from 'node:path';
import { createClassifier, type Classifier } from '../../src/classifier/classifier';
import { train } from '../../src/classifier/train';
import type { Knowledge } from '../../src/knowledge/knowledge';
import { loadKnowledge } from '../../src/knowledge/load-knowledge';

export interface Trained {
  readonly knowledge: Knowledge;
  readonly classifier: Classifier;
}

/** The classifier as it is shipped: the content of this repository, trained here and now. */
export function trainedClassifier(): Trained {
  const knowledge = loadKnowledge(join(__dirname, '../../intents'));
  return { knowledge, classifier: createClassifier(knowledge, train(knowledge)) };
}
