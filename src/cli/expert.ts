import { createClassifier, type Classifier } from '../classifier/classifier';
import type { Knowledge } from '../knowledge/knowledge';
import type { SourceFile } from '../knowledge/content-file';
import { hashSources, readSources } from '../knowledge/read-sources';
import { keepSchooling, keptSchooling, type Schooling } from './kept-schooling';

/** The content, and the classifier that was taught from it. */
export interface Expert {
  readonly knowledge: Knowledge;
  readonly classifier: Classifier;
}

/**
 * Loads the content and what was learned from it. Throws FaultyContentError. Checking and learning take some
 * seconds and happen once for each content.
 */
export async function loadExpert(intentsFolder: string): Promise<Expert> {
  const sources = readSources(intentsFolder);
  const { knowledge, model } = keptSchooling(hashSources(sources)) ?? (await school(sources));
  return { knowledge, classifier: createClassifier(knowledge, model) };
}

async function school(sources: readonly SourceFile[]): Promise<Schooling> {
  const [{ knowledgeOf }, { train }] = await Promise.all([
    import('../knowledge/load-knowledge.js'),
    import('../classifier/train.js'),
  ]);
  const knowledge = knowledgeOf(sources);
  const schooling: Schooling = { knowledge, model: train(knowledge) };
  keepSchooling(schooling);
  return schooling;
}
