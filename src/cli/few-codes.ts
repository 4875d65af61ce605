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

/** Words in kebab case: an id or a number with many digits would make each reason a code of its own. */
function codeOf(reason: string): string {
  const words = reason.toLowerCase().split(/[^a-z0-9_]+/);
  const code = words.filter((word) => word !== '' && !/\d{4}/.test(word)).join('-');
  return code.slice(0, LONGEST_CODE) || 'unnamed';
}
