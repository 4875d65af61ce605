import type { Located } from './address';
import type { Page } from './page';
import type { CodeFound } from './reply-code';
import { codesAt, enhancedAt, mayBegin, Strength } from './reply-code';
import { gather, LONGEST_REPLY, type Gathered } from './reply-lines';
import { closeQuote, collapse, trimTail, unrepeat } from './reply-words';
import { lastIndexWithin } from './search-within';

/** A server's own words. Offsets are those of the page it was read from. */
export interface Reply {
  readonly start: number;
  readonly end: number;
  /** One line: continuations joined, the code repeated on each of them taken out. */
  readonly words: string;
  readonly replyCode: Located | null;
  readonly enhanced: Located | null;
}

/** The likeliest beginning of a reply in a range of a page; null when no code stands there. */
export function findCodes(page: Page, from: number, to: number): CodeFound | null {
  const { text } = page;
  let best: CodeFound | null = null;
  let lineFrom = from;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) {
      lineFrom = at + 1;
      while (text.charCodeAt(lineFrom) === 32 || text.charCodeAt(lineFrom) === 9) lineFrom++;
    }
    if ((code !== 53 && code !== 52) || !mayBegin(at === 0 ? 32 : text.charCodeAt(at - 1))) continue;
    const found = codesAt(text, at, lineFrom);
    if (found === null || (best !== null && found.strength <= best.strength)) continue;
    best = found;
    if (found.strength === Strength.Certain) break;
  }
  return best === null ? null : withEarlierCode(text, best, from);
}

/** `#5.1.1 SMTP; 550 no mailbox` and `5.1.0 - Unknown address error 550-'...'`: the enhanced code stands first. */
function withEarlierCode(text: string, found: CodeFound, from: number): CodeFound {
  if (found.enhanced !== null || found.replyCode === null) return found;
  const codeClass = text.charCodeAt(found.start);
  const lowest = Math.max(from, found.start - 70);
  const lineFrom = Math.max(lowest, lastIndexWithin(text, 10, lowest, found.start) + 1);
  for (let at = lineFrom; at < found.start - 4; at++) {
    if (text.charCodeAt(at) !== codeClass || !mayBegin(text.charCodeAt(at - 1))) continue;
    const enhanced = enhancedAt(text, at);
    if (enhanced !== null) return { ...found, enhanced, start: at };
  }
  return found;
}

/** Reads the reply that begins at codes that were found, with all its continuation lines before `limit`. */
export function readReply(page: Page, codes: CodeFound, limit: number): Reply {
  const region = endsSentence(page.text, codes) ? codeAlone(page.text, codes) : gather(page, codes, limit);
  return replyOf(page.text, codes, region.pieces, region.end);
}

/** A reply without any code: the words between two offsets. */
export function wordsOnly(page: Page, start: number, end: number): Reply {
  const words = collapse(page.text.slice(start, Math.min(end, start + LONGEST_REPLY)));
  return {
    start,
    end,
    words: trimTail(words),
    replyCode: null,
    enhanced: lastHashCode(page.text, start, end),
  };
}

function replyOf(text: string, codes: CodeFound, pieces: readonly string[], end: number): Reply {
  const opener = text.charCodeAt(codes.start - 1);
  const words = closeQuote(trimTail(unrepeat(pieces, codes)), opener);
  const region = { text, codes, end: Math.min(end, codes.start + LONGEST_REPLY) };
  return {
    start: codes.start,
    end,
    words,
    replyCode: codes.replyCode ?? laterReplyCode(region),
    enhanced: laterEnhanced(region),
  };
}

/** `It says SMTP Error 550. Nothing else.`: the full stop is the person's, and so is what follows. */
function endsSentence(text: string, codes: CodeFound): boolean {
  return text.charCodeAt(codes.end) === 46 && text.charCodeAt(codes.end + 1) <= 32;
}

function codeAlone(text: string, codes: CodeFound): Gathered {
  return { pieces: [text.slice(codes.start, codes.end)], end: codes.end };
}

interface Region {
  readonly text: string;
  readonly codes: CodeFound;
  readonly end: number;
}

/** `5.1.0 - Unknown address error 550-'Invalid recipient'` has its reply code behind. */
function laterReplyCode(region: Region): Located | null {
  const { text, codes, end } = region;
  const wanted = codes.enhanced?.value.charCodeAt(0);
  for (let at = codes.end; at + 2 < end; at++) {
    if (text.charCodeAt(at) !== wanted || !mayBegin(text.charCodeAt(at - 1))) continue;
    const found = codesAt(text, at, codes.start);
    if (found !== null && found.replyCode !== null && found.strength >= Strength.Likely)
      return found.replyCode;
  }
  return null;
}

/** The first enhanced code that says something: x.0.y wraps the true one, which stands later in the reply. */
function laterEnhanced(region: Region): Located | null {
  const { text, codes, end } = region;
  const first = codes.enhanced;
  if (first !== null && first.value.charCodeAt(2) !== 48) return first;
  for (let at = first?.end ?? codes.end; at + 4 < end; at++) {
    const code = text.charCodeAt(at);
    if ((code !== 52 && code !== 53) || !mayBegin(text.charCodeAt(at - 1)) || text.charCodeAt(at - 1) === 47)
      continue;
    const later = enhancedAt(text, at);
    if (later !== null && isTrueCode(later, codes)) return later;
  }
  return first;
}

function isTrueCode(later: Located, codes: CodeFound): boolean {
  if (later.value.charCodeAt(2) === 48 && codes.enhanced !== null) return false;
  const codeClass = (codes.replyCode ?? codes.enhanced)?.value.charCodeAt(0);
  return later.value.charCodeAt(0) === codeClass || codes.enhanced === null;
}

/** qmail's `(#5.1.1)` at the end of words without a reply code. */
function lastHashCode(text: string, start: number, end: number): Located | null {
  const hash = lastIndexWithin(text, 35, start, end);
  if (hash < 0) return null;
  const code = text.charCodeAt(hash + 1);
  return code === 52 || code === 53 ? enhancedAt(text, hash + 1) : null;
}
