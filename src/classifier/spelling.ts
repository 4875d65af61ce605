/** Words shorter than this are not corrected: too many of them lie one letter apart. */
const SHORTEST = 4;
/** From this length on, two slips are forgiven. */
const LONG = 8;

/**
 * Finds the known word a mistyped one was meant to be: one letter missing, added, wrong or swapped (two in a
 * long word). Null when there is none. Of those equally near, the one that is known first.
 */
export type Speller = (word: string) => string | null;

interface KnownWord {
  readonly word: string;
  readonly letters: number;
}

export function createSpeller(words: readonly string[]): Speller {
  const known = words
    .filter((word) => word.length >= SHORTEST - 1)
    .map((word): KnownWord => ({ word, letters: lettersOf(word) }));
  return (word) => (word.length < SHORTEST ? null : nearestWord(word, known));
}

function nearestWord(word: string, known: readonly KnownWord[]): string | null {
  const letters = lettersOf(word);
  let nearest: string | null = null;
  let fewest = (word.length >= LONG ? 2 : 1) + 1;
  for (const candidate of known) {
    const most = fewest - 1;
    if (Math.abs(candidate.word.length - word.length) > most) continue;
    // A slip takes away one letter and brings in one at most; few words get past this.
    if (holdsMore(letters & ~candidate.letters, most) || holdsMore(candidate.letters & ~letters, most))
      continue;
    const slips = slipsBetween(word, candidate.word, most);
    if (slips > most) continue;
    fewest = slips;
    nearest = candidate.word;
  }
  return nearest;
}

/** A bit for each letter of the word; several letters may share one. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

/** Whether more than `most` bits are set. */
function holdsMore(bits: number, most: number): boolean {
  let left = bits;
  for (let taken = 0; taken < most; taken++) left &= left - 1;
  return left !== 0;
}

/** Optimal string alignment: changes, insertions, deletions and swaps of neighbours; `most + 1` when more. */
function slipsBetween(one: string, other: string, most: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    let lowest = row;
    for (let column = 1; column <= other.length; column++) {
      const same = one.charCodeAt(row - 1) === other.charCodeAt(column - 1);
      let slips = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const isSwap =
        row > 1 &&
        column > 1 &&
        one.charCodeAt(row - 1) === other.charCodeAt(column - 2) &&
        one.charCodeAt(row - 2) === other.charCodeAt(column - 1);
      if (isSwap) slips = Math.min(slips, (beforeLast[column - 2] ?? 0) + 1);
      current.push(slips);
      lowest = Math.min(lowest, slips);
    }
    if (lowest > most) return most + 1;
    beforeLast = last;
    last = current;
  }
  return last[other.length] ?? most + 1;
}
