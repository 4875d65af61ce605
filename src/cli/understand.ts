import type { Classifier } from '../classifier/classifier';
import type { Write } from './identify';
import { readRows } from './row-file';

/** What each short reply of a JSON lines file means. */
export function understandBatch(classifier: Classifier, path: string, write: Write): void {
  for (const { id, input } of readRows(path)) {
    const text = typeof input === 'string' ? input : Buffer.from(input).toString('utf8');
    write(JSON.stringify({ id, ...classifier.understand(text) }));
  }
}
