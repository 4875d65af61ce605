/**
 * Solves `matrix * x = right` for a symmetric matrix whose diagonal outweighs the rest, as that of a sum of
 * squares does: no row has to be exchanged. Changes both.
 */
export function solveInPlace(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  matrix.forEach((row, at) => {
    for (let below = at + 1; below < matrix.length; below++) {
      const other = matrix[below];
      if (other !== undefined) eliminate(row, other, right, at, below);
    }
  });
  for (let at = matrix.length - 1; at >= 0; at--) {
    const row = matrix[at];
    if (row === undefined) continue;
    let rest = right[at] ?? 0;
    for (let behind = at + 1; behind < row.length; behind++)
      rest -= (row[behind] ?? 0) * (right[behind] ?? 0);
    right[at] = rest / (row[at] ?? 1);
  }
  return right;
}

function eliminate(
  row: Float64Array,
  other: Float64Array,
  right: Float64Array,
  at: number,
  below: number,
): void {
  const factor = (other[at] ?? 0) / (row[at] ?? 1);
  for (let column = at; column < row.length; column++)
    other[column] = (other[column] ?? 0) - factor * (row[column] ?? 0);
  right[below] = (right[below] ?? 0) - factor * (right[at] ?? 0);
}
