/** Words shorter than this are not corrected: too many of them lie one letter apart. */
const SHORTEST = 4;
/** From this length on, two slips are forgiven. */
const LONG = 8;

/**
 * Finds the known word a mistyped one was meant to be: one letter missing, added, wrong or swapped (two in a
 * long word). Null when there is none.
 */
export function nearestWord(word: string, known: readonly string[]): string | null {
  if (word.length < SHORTEST) return null;
  const allowed = word.length >= LONG ? 2 : 1;
  let nearest: string | null = null;
  let fewest = allowed + 1;
  for (const candidate of known) {
    if (candidate.length < SHORTEST - 1 || Math.abs(candidate.length - word.length) >= fewest) continue;
    const slips = slipsBetween(word, candidate, fewest - 1);
    if (slips < fewest) {
      fewest = slips;
      nearest = candidate;
    }
  }
  return nearest;
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
