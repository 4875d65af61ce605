import { reasonCode } from '../reason-code';

/**
 * Turns the reasons that platforms give into labels of a metric. What a platform may write has no bound and every
 * label is a time series, so only the first `most` codes of a platform are told apart; the others are `other`.
 */
export function fewCodes(most: number): (platform: string, reason: string) => string {
  const known = new Map<string, Set<string>>();
  return (platform, reason) => {
    const codes = known.get(platform) ?? new Set();
    known.set(platform, codes);
    const code = reasonCode(reason);
    if (!codes.has(code) && codes.size >= most) return 'other';
    codes.add(code);
    return code;
  };
}
