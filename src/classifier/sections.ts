import type { Failure } from '../bounce/failure';
import { readWords, type Words } from '../knowledge/words';

/** The server's own words, the rest of its report, and what the person wrote around it. */
export type SectionName = 'reply' | 'report' | 'own-words';

export interface Section {
  readonly name: SectionName;
  readonly text: string;
  readonly words: Words;
}

/** The texts that there are to judge, in the order in which they decide. */
export function sectionsOf(failure: Failure | null, ownWords: string): Section[] {
  const named: readonly (readonly [SectionName, string])[] = [
    ['reply', failure?.reply ?? ''],
    ['report', failure?.report ?? ''],
    ['own-words', ownWords],
  ];
  return named
    .filter(([, text]) => text !== '')
    .map(([name, text]) => ({ name, text, words: readWords(text) }));
}
