import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClassifier, type Classifier } from '../classifier/classifier';
import { MODEL_VERSION, parseModel, train, type Model } from '../classifier/train';
import type { Knowledge } from '../knowledge/knowledge';
import { loadKnowledge } from '../knowledge/load-knowledge';
import { packageRoot } from './package-root';

/** The content, and the classifier that was taught from it. */
export interface Expert {
  readonly knowledge: Knowledge;
  readonly classifier: Classifier;
}

/** Loads the content and what was learned from it. Throws FaultyContentError; learning takes about a second, once. */
export function loadExpert(intentsFolder: string): Expert {
  const knowledge = loadKnowledge(intentsFolder);
  return { knowledge, classifier: createClassifier(knowledge, modelOf(knowledge)) };
}

/** Learned models are kept by the hash of the content, so that only a change of it is learned again. */
function modelOf(knowledge: Knowledge): Model {
  const folder = join(packageRoot(), 'node_modules', '.cache', 'bouncedesk');
  const file = join(folder, `model-${MODEL_VERSION}-${knowledge.hash}.json`);
  const kept = readModel(file);
  if (kept !== null) return kept;
  const model = train(knowledge);
  keepModel(folder, file, model);
  return model;
}

/** Null when there is none, or none that can be trusted: it is learned again then. */
function readModel(file: string): Model | null {
  try {
    return parseModel(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** A read-only installation learns at each start instead. */
function keepModel(folder: string, file: string, model: Model): void {
  try {
    mkdirSync(folder, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(model));
    renameSync(draft, file);
  } catch {
    return;
  }
}
