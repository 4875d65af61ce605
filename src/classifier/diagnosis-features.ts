import type { Failure } from '../bounce/failure';
import type { Words } from '../knowledge/words';

/**
 * What the learned model sees of a text: its words, the pairs of neighbours, its codes, and the circumstances
 * of the failure. Each once; how often a word is said means nothing in a bounce.
 */
export function featuresOf(
  texts: readonly Words[],
  circumstances: Pick<Failure, 'phase' | 'refusedBy' | 'action'> | null,
): string[] {
  const features = new Set<string>();
  for (const { words, codes } of texts) {
    for (let at = 0; at < words.length; at++) {
      const word = words[at] ?? '';
      features.add(word);
      const next = words[at + 1];
      if (next !== undefined) features.add(`${word} ${next}`);
    }
    for (const { code } of codes) features.add(`=${code}`);
  }
  if (circumstances !== null) {
    if (circumstances.phase !== null) features.add(`=${circumstances.phase}`);
    if (circumstances.refusedBy !== null) features.add(`=${circumstances.refusedBy}`);
    if (circumstances.action !== null) features.add(`=${circumstances.action}`);
  }
  return [...features];
}
