import type { Failure } from '../bounce/failure';
import { readWords, type Words } from '../knowledge/words';

/** The server's own words, the rest of its report, and what the person wrote around it. */
export type SectionName = 'reply' | 'report' | 'own-words';

/** A report tells its cause within so many characters; what follows is a signature or a returned text. */
const LONGEST_SECTION = 20_000;

export interface Section {
  readonly name: SectionName;
  readonly text: string;
  readonly words: Words;
}

/** The texts that there are to judge, in the order in which they decide; each is split only when it is reached. */
export function* sectionsOf(failure: Failure | null, ownWords: string): Generator<Section> {
  const named: readonly (readonly [SectionName, string])[] = [
    ['reply', failure?.reply ?? ''],
    ['report', failure?.report ?? ''],
    ['own-words', ownWords],
  ];
  for (const [name, text] of named)
    if (text !== '') yield { name, text, words: readWords(text.slice(0, LONGEST_SECTION)) };
}
