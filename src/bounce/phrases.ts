/** Where the first of several phrases stands; phrases are lower case. */
export interface PhraseFound {
  readonly start: number;
  readonly end: number;
}

/** The earliest phrase in a text that is lower case already; of two at one place the longer. */
export function firstPhrase(lower: string, phrases: readonly string[]): PhraseFound | null {
  let best: PhraseFound | null = null;
  for (const phrase of phrases) {
    const start = lower.indexOf(phrase);
    if (start < 0 || (best !== null && start > best.start)) continue;
    const end = start + phrase.length;
    if (best === null || start < best.start || end > best.end) best = { start, end };
  }
  return best;
}

/** Skips blanks and a colon, ASCII or wide. */
export function behindColon(text: string, from: number): number {
  let at = from;
  let colons = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 58 || code === 0xff1a) {
      if (colons++ > 0) break;
    } else if (!(code <= 32 || code === 0xa0)) break;
    at++;
  }
  return at;
}
