import type { Content } from '../content';
import type { ContentFile } from '../content-file';

export interface PlacedText {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** Keys whose values are matched or trained on, never said. */
const NOT_SAID = new Set(['signatures', 'examples', 'id', '$schema']);

/** Every text that the bot may say, with its place. */
export function textsOf({ variants, notABounce, texts, glossary }: Content): readonly PlacedText[] {
  return [...variants, notABounce, texts, glossary].flatMap((file) => stringsIn(file, file.value, []));
}

function stringsIn(
  file: ContentFile<unknown>,
  value: unknown,
  keys: readonly PropertyKey[],
): readonly PlacedText[] {
  if (typeof value === 'string') return [{ path: file.path, line: file.lineOf(...keys), text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([key]) => !NOT_SAID.has(key))
    .flatMap(([key, inner]) => stringsIn(file, inner, [...keys, Array.isArray(value) ? Number(key) : key]));
}
