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
  /** Its place in the order in which the words became known. */
  readonly rank: number;
}

type WordsByLength = ReadonlyMap<number, readonly KnownWord[]>;

export function createSpeller(words: readonly string[]): Speller {
  const known = wordsByLength(words.filter((word) => word.length >= SHORTEST - 1));
  return (word) => (word.length < SHORTEST ? null : nearestWord(word, known));
}

/** A slip changes the length by one at most, so only words of nearly the same length are looked at. */
function wordsByLength(words: readonly string[]): WordsByLength {
  const byLength = new Map<number, KnownWord[]>();
  words.forEach((word, rank) => {
    const same = byLength.get(word.length);
    const known = { word, letters: lettersOf(word), rank };
    if (same === undefined) byLength.set(word.length, [known]);
    else same.push(known);
  });
  return byLength;
}

function nearestWord(word: string, known: WordsByLength): string | null {
  const letters = lettersOf(word);
  const forgiven = word.length >= LONG ? 2 : 1;
  let nearest: KnownWord | null = null;
  let fewest = forgiven;
  for (let length = word.length - forgiven; length <= word.length + forgiven; length++) {
    for (const candidate of known.get(length) ?? []) {
      // A slip takes away one letter and brings in one at most; few words get past this.
      if (holdsMore(letters & ~candidate.letters, fewest) || holdsMore(candidate.letters & ~letters, fewest))
        continue;
      const slips = slipsBetween(word, candidate.word, fewest);
      if (slips > fewest || (slips === fewest && nearest !== null && nearest.rank < candidate.rank)) continue;
      fewest = slips;
      nearest = candidate;
    }
  }
  return nearest?.word ?? null;
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

/**
 * Optimal string alignment: changes, insertions, deletions and swaps of neighbours; `most + 1` when more.
 * Only what lies within `most` of the diagonal can count so few.
 */
function slipsBetween(one: string, other: string, most: number): number {
  const far = most + 1;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array<number>(other.length + 1)
    .fill(0)
    .map((_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = Array<number>(other.length + 1).fill(far);
    current[0] = row;
    let lowest = far;
    const end = Math.min(other.length, row + most);
    for (let column = Math.max(1, row - most); column <= end; column++) {
      const same = one.charCodeAt(row - 1) === other.charCodeAt(column - 1);
      const changed = (last[column - 1] ?? far) + (same ? 0 : 1);
      const slips = Math.min((last[column] ?? far) + 1, (current[column - 1] ?? far) + 1, changed);
      const swapped = isSwap(one, row, other, column) ? (beforeLast[column - 2] ?? far) + 1 : far;
      current[column] = Math.min(slips, swapped);
      lowest = Math.min(lowest, slips, swapped);
    }
    if (lowest > most) return far;
    beforeLast = last;
    last = current;
  }
  return last[other.length] ?? far;
}

/** Whether the two letters that end there stand the other way round in the other word. */
function isSwap(one: string, row: number, other: string, column: number): boolean {
  return (
    row > 1 &&
    column > 1 &&
    one.charCodeAt(row - 1) === other.charCodeAt(column - 2) &&
    one.charCodeAt(row - 2) === other.charCodeAt(column - 1)
  );
}
