const LONGEST_CODE = 48;

/**
 * Turns the reasons that platforms give into labels of a metric. What a platform may write has no bound and every
 * label is a time series, so only the first `most` codes of a platform are told apart; the others are `other`.
 */
export function fewCodes(most: number): (platform: string, reason: string) => string {
  const known = new Map<string, Set<string>>();
  return (platform, reason) => {
    const codes = known.get(platform) ?? new Set();
    known.set(platform, codes);
    const code = codeOf(reason);
    if (!codes.has(code) && codes.size >= most) return 'other';
    codes.add(code);
    return code;
  };
}

/** A reason as one word in kebab case, without addresses and hosts, and without ids, which are different each time. */
export function codeOf(reason: string): string {
  const words = reason
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => !/@|\w\.\w|\d{4}/.test(word));
  const code = words.flatMap((word) => word.split(/[^a-z0-9_]+/).filter((part) => part !== '')).join('-');
  return code.slice(0, LONGEST_CODE) || 'unnamed';
}
