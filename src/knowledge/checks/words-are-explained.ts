import type { Content } from '../content';
import type { Fault } from '../fault';
import { textsOf } from './texts-of';

/** Every word marked as [[word]] has an entry in the glossary. */
export function wordsAreExplained(content: Content): readonly Fault[] {
  const known = new Set(content.glossary.value.words.map((entry) => entry.id));
  return textsOf(content).flatMap(({ path, line, text }) =>
    [...text.matchAll(/\[\[([^\]|]{1,60})/g)]
      .map((match) => match[1] ?? '')
      .filter((word) => !known.has(word))
      .map((word) => ({ path, line, message: `[[${word}]] is not in shared/glossary.yaml` })),
  );
}
