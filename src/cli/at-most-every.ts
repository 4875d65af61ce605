/** What was found is good for that long; those who ask meanwhile are told the same. */
export function atMostEvery<Found>(
  milliseconds: number,
  clock: () => Date,
  look: () => Promise<Found>,
): () => Promise<Found> {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let found: Promise<Found> | null = null;
  return () => {
    const now = clock().getTime();
    if (found === null || Math.abs(now - lookedAt) >= milliseconds) {
      lookedAt = now;
      found = look();
    }
    return found;
  };
}
