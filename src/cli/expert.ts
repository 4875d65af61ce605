import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createClassifier, type Classifier } from '../classifier/classifier';
import type { Model } from '../classifier/model';
import type { Knowledge } from '../knowledge/knowledge';
import { loadKnowledge } from '../knowledge/load-knowledge';
import { packageRoot } from './package-root';

/** The content, and the classifier that was taught from it. */
export interface Expert {
  readonly knowledge: Knowledge;
  readonly classifier: Classifier;
}

/**
 * Loads the content and what was learned from it. Throws FaultyContentError. Learning takes some seconds and
 * happens once for each content.
 */
export async function loadExpert(intentsFolder: string): Promise<Expert> {
  const knowledge = loadKnowledge(intentsFolder);
  return { knowledge, classifier: createClassifier(knowledge, await modelOf(knowledge)) };
}

async function modelOf(knowledge: Knowledge): Promise<Model> {
  const folder = join(packageRoot(), 'node_modules', '.cache', 'bouncedesk');
  const file = join(folder, `model-${knowledge.hash}-${hashOfProgram()}.json`);
  const kept = readModel(file);
  if (kept !== null) return kept;
  const { train } = await import('../classifier/train.js');
  const model = train(knowledge);
  keepModel(folder, file, model);
  return model;
}

/** What is learned depends on the program that reads and learns as much as on the content. */
function hashOfProgram(): string {
  const hash = createHash('sha256');
  for (const room of ['bounce', 'knowledge', 'classifier']) {
    const folder = join(__dirname, '..', room);
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && /\.[jt]s$/.test(entry.name))
        hash.update(readFileSync(join(entry.parentPath, entry.name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

const entries = {
  labels: z.array(z.string()),
  features: z.array(z.string()),
  offsets: z.array(z.number()),
  entryLabels: z.array(z.number()),
};
const KeptModel = z.object({
  failures: z.object({ ...entries, totals: z.array(z.number()), entryCounts: z.array(z.number()) }),
  replies: z.object({ ...entries, bias: z.array(z.number()), entryWeights: z.array(z.number()) }),
  calibration: z.object({ weights: z.array(z.number()) }),
}) satisfies z.ZodType<Model>;

/** Null when there is none, or none that can be used: it is learned again then. */
function readModel(file: string): Model | null {
  try {
    return KeptModel.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Written whole or not at all; an installation that can't be written to learns at each start. */
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
