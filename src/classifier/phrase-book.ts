import type { Choice, Element } from '../knowledge/phrase';

/**
 * The phrases of the content in numbers. To take 4,000 of them apart makes up most of a start, so it is done once
 * for each content and kept beside what was learned. Plain JSON.
 */
export interface PhraseBook {
  /** Word classes in the pattern language: `full`, `block*|list*`. */
  readonly classes: readonly string[];
  /** Phrase p owns the elements `offsets[p]` up to `offsets[p + 1]`. */
  readonly offsets: readonly number[];
  /** GAP, IP, or twice the number of a word class, plus one where the word may be missing. */
  readonly elements: readonly number[];
}

export const GAP = -1;
export const IP = -2;

/** What an element that is a word says. */
export function classOf(element: number): { readonly symbol: number; readonly isOptional: boolean } {
  return { symbol: element >> 1, isOptional: element % 2 === 1 };
}

export function phraseBook(phrases: readonly (readonly Element[])[]): PhraseBook {
  const numbers = new Map<string, number>();
  const offsets = [0];
  const elements: number[] = [];
  for (const phrase of phrases) {
    for (const element of phrase) elements.push(numberOf(element, numbers));
    offsets.push(elements.length);
  }
  return { classes: [...numbers.keys()], offsets, elements };
}

function numberOf(element: Element, numbers: Map<string, number>): number {
  if (element.kind === 'gap') return GAP;
  if (element.kind === 'ip') return IP;
  const name = element.choices.map(nameOf).join('|');
  const number = numbers.get(name) ?? numbers.size;
  numbers.set(name, number);
  return 2 * number + (element.optional ? 1 : 0);
}

function nameOf(choice: Choice): string {
  return choice.kind === 'exact' ? choice.word : `${choice.before}*${choice.after}`;
}
