import type { Failure } from '../bounce/failure';
import type { Words } from '../knowledge/words';
import type { Section } from './sections';

/** A reply without words says too little; then the whole paste is looked at. */
const TELLING_REPLY = 1;
/** So many letters begin the forms of one word: refuse, refused, refusal. */
const STEM = 5;
/** From here on, a word of one character is an ideograph or a syllable, which alone stands for nothing. */
const FIRST_IDEOGRAPH = 0x3005;

/**
 * What the learned model sees: words and how they begin, the pairs of neighbours, codes, and the circumstances of the failure.
 * Each once; how often a word is said means nothing in a bounce. Beside a telling reply the rest of a report
 * is boilerplate.
 */
export function featuresOf(
  sections: readonly Section[],
  circumstances: Pick<Failure, 'phase' | 'refusedBy' | 'action'> | null,
): string[] {
  const features = new Set<string>();
  const reply = sections.find(({ name, words }) => name === 'reply' && words.words.length >= TELLING_REPLY);
  for (const { words } of reply === undefined ? sections : [reply]) addWords(features, words);
  for (const circumstance of [circumstances?.phase, circumstances?.refusedBy, circumstances?.action]) {
    if (circumstance !== undefined && circumstance !== null) features.add(`=${circumstance}`);
  }
  return [...features];
}

function addWords(features: Set<string>, { words, codes }: Words): void {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word.length > 1 || word.charCodeAt(0) < FIRST_IDEOGRAPH) features.add(word);
    if (word.length > STEM) features.add(`~${word.slice(0, STEM)}`);
    const next = words[at + 1];
    if (next !== undefined) features.add(`${word} ${next}`);
  }
  for (const { code } of codes) features.add(`=${code}`);
}
