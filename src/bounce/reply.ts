import type { Located } from './address';
import type { Page } from './page';
import { isEmptyLine, lineAt, lineCount, lineEnd, lineStart } from './page';
import { headingAt } from './heading';
import { lastIndexWithin } from './search-within';
import type { CodeFound } from './reply-code';
import { codesAt, enhancedAt, mayBegin, Strength } from './reply-code';

/** A server's own words. Offsets are those of the page it was read from. */
export interface Reply {
  readonly start: number;
  readonly end: number;
  /** One line: continuations joined, the code repeated on each of them taken out. */
  readonly words: string;
  readonly replyCode: Located | null;
  readonly enhanced: Located | null;
}

/** No server writes a longer one; a paste that seems to have one is something else. */
const LONGEST_REPLY = 4000;
const MOST_LINES = 80;

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

interface Gathered {
  readonly pieces: readonly string[];
  readonly end: number;
}

function gather(page: Page, codes: CodeFound, limit: number): Gathered {
  const { text } = page;
  const first = lineAt(page, codes.start);
  let end = Math.min(lineEnd(page, first), limit, codes.start + LONGEST_REPLY);
  const pieces = [text.slice(codes.start, end)];
  const code = codes.replyCode?.value ?? null;
  let previous = first;
  for (let line = first + 1; line < lineCount(page) && pieces.length < MOST_LINES; line++) {
    if (lineStart(page, line) >= limit || end - codes.start > LONGEST_REPLY) break;
    if (isEmptyLine(page, line)) {
      if (code !== null && repeats(text, contentStart(page, line + 1), code)) continue;
      break;
    }
    if (!continues(page, { first, firstAt: codes.start, previous, line, code })) break;
    end = Math.min(lineEnd(page, line), limit);
    pieces.push(text.slice(contentStart(page, line), end));
    previous = line;
  }
  return { pieces, end };
}

/** A line's first character behind the marks of a transcript: `<<< `, `S: `. */
function contentStart(page: Page, line: number): number {
  const { text } = page;
  let at = lineStart(page, line);
  if (text.startsWith('<<<', at)) at += 3;
  else if (text.startsWith('S:', at)) at += 2;
  while (text.charCodeAt(at) === 32) at++;
  return at;
}

function repeats(text: string, at: number, code: string): boolean {
  if (!text.startsWith(code, at)) return false;
  const next = text.charCodeAt(at + 3);
  return next === 45 || next === 32 || next === 10 || next === 13 || Number.isNaN(next);
}

interface Step {
  readonly first: number;
  /** Where the reply itself begins on its first line. */
  readonly firstAt: number;
  readonly previous: number;
  readonly line: number;
  readonly code: string | null;
}

/** Whether a line goes on with the reply: by its code, by being indented, or because the last one was wrapped. */
function continues(page: Page, step: Step): boolean {
  const { text } = page;
  const at = contentStart(page, step.line);
  if (step.code !== null && repeats(text, at, step.code)) return !isFinal(step, page);
  if (at !== lineStart(page, step.line) || startsSomethingElse(page, step.line)) return false;
  const heading = headingAt(page, step.line);
  if (heading !== null && !isWrappedAddress(page, step)) return false;
  if (pendsOn(text, contentStart(page, step.previous), step.code)) return true;
  const indent = page.indents[step.line] ?? 0;
  if (indent > 0 && indent >= (page.indents[step.first] ?? 0)) return true;
  return wasWrapped(page, step);
}

/** `550 ` with a blank ends a reply (RFC 5321 section 4.2.1): the same code below begins another one. */
function isFinal(step: Step, page: Page): boolean {
  const at = step.previous === step.first ? step.firstAt : contentStart(page, step.previous);
  return step.code !== null && page.text.startsWith(`${step.code} `, at);
}

/** `550-` at the start of the last line announces another one (RFC 5321 section 4.2.1). */
function pendsOn(text: string, at: number, code: string | null): boolean {
  return code !== null && text.startsWith(code, at) && text.charCodeAt(at + 3) === 45;
}

/** `550 5.1.1\n    <bob@x.example>: Recipient ...`: the address is part of the reply when the codes end the line. */
function isWrappedAddress(page: Page, step: Step): boolean {
  const indent = page.indents[step.line] ?? 0;
  if (indent === 0 || indent < (page.indents[step.first] ?? 0)) return false;
  const last = page.text.charCodeAt(lineEnd(page, step.previous) - 1);
  return last !== 46 && last !== 41;
}

function wasWrapped(page: Page, step: Step): boolean {
  const { text } = page;
  const start = lineStart(page, step.line);
  const end = lineEnd(page, step.line);
  const length =
    lineEnd(page, step.previous) - lineStart(page, step.previous) + (page.indents[step.previous] ?? 0);
  let word = start;
  while (word < end && text.charCodeAt(word) > 32) word++;
  if (length > 200) return false;
  if (length + 1 + word - start >= 66) return true;
  const first = text.charCodeAt(start);
  const last = text.charCodeAt(lineEnd(page, step.previous) - 1);
  const endsSentence = last === 46 || last === 33 || last === 63 || last === 39 || last === 34 || last === 41;
  return length > 20 && first >= 97 && first <= 122 && !endsSentence;
}

const OTHER_STARTS = [
  '>>>',
  '...',
  '--',
  '==',
  '__',
  'at ',
  'Giving up on',
  "I'm not going",
  "I'm afraid",
  'This is a permanent',
  '[RCPT_TO]',
  '[BODY]',
  '[MAIL_FROM]',
  'Last-',
  'Final-',
  'Original-',
  'Reporting-MTA',
  'Remote-MTA',
  'Action:',
  'Status:',
  'Diagnostic-Code',
  'Will-Retry',
  'Received:',
  'C: ',
  'code:',
  'response:',
  'responseCode:',
  'command:',
  'Traceback',
  'Original message',
  'Message rejected by',
  'Generating server',
  'Remote system',
  'Subject:',
  'From:',
  'To:',
  'Date:',
  'X-',
  'Sent:',
  'Port:',
  'Server:',
  'Protocol:',
  '```',
  '_____',
  'EOF',
  'STEP:',
  'DSN generated by',
  'In:',
  'Out:',
  'Error: 0x',

  'QUIT',
  'This has been a',
  'Please do not reply',
  '}',
  ']',
];

function startsSomethingElse(page: Page, line: number): boolean {
  const start = lineStart(page, line);
  for (const sign of OTHER_STARTS) {
    if (page.text.startsWith(sign, start)) return true;
  }
  const code = page.text.charCodeAt(start);
  if (code !== 52 && code !== 53) return false;
  const codes = codesAt(page.text, start, start);
  return codes !== null && codes.replyCode !== null;
}

/** Joins the pieces and takes out the codes that a multi-line reply repeats, also when it was flattened. */
function unrepeat(pieces: readonly string[], codes: CodeFound): string {
  const code = codes.replyCode?.value;
  const joined = collapse(pieces.join(' '));
  if (code === undefined) return joined;
  const isMultiLine = pieces.length > 1 || joined.includes(`${code}-`);
  if (!isMultiLine) return joined;
  const kept: string[] = [];
  let from = 0;
  let at = joined.indexOf(code, codes.start === codes.replyCode?.start ? 3 : joined.indexOf(code) + 3);
  const dashed = joined.indexOf(`${code}-`) >= 0;
  while (at >= 0) {
    const isRepeated = dashed && isRepeatAt(joined, at);
    if (isRepeated) {
      kept.push(joined.slice(from, at));
      from = repeatEnd(joined, at);
    }
    at = joined.indexOf(code, isRepeated ? from : at + 3);
  }
  kept.push(joined.slice(from));
  return collapse(kept.join(''));
}

function isRepeatAt(text: string, at: number): boolean {
  if (text.charCodeAt(at - 1) !== 32 || text.startsWith('-> ', at - 3)) return false;
  const next = text.charCodeAt(at + 3);
  return next === 45 || next === 32 || at + 3 === text.length;
}

function repeatEnd(text: string, at: number): number {
  let end = at + 3;
  if (text.charCodeAt(end) === 45 || text.charCodeAt(end) === 32) end++;
  const enhanced = enhancedAt(text, end);
  if (enhanced !== null) end = enhanced.end;
  while (text.charCodeAt(end) === 32) end++;
  return end;
}

/** One line, single blanks. */
export function collapse(text: string): string {
  const trimmed = text.trim();
  if (!needsCollapse(trimmed)) return trimmed;
  return trimmed.split(/\s+/).join(' ');
}

function needsCollapse(text: string): boolean {
  let wasBlank = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 || code === 0xa0 || (code === 32 && wasBlank)) return true;
    wasBlank = code === 32;
  }
  return false;
}

/** What reports and logs write behind the reply on the same line. */
const TAILS = [
  '(in reply to',
  '(In reply to',
  ' Giving up on',
  ' giving up on',
  "I'm not going to try",
  ' (state 1',
  '; from=<',
  '\\r\\n',
  '\\n',
  ' ##',
  ' #SMTP#',
  "', Port:",
  "',Port:",
  "' Port:",
  ', Account:',
  ' at SMTPConnection',
  '\\"',
  ' in RCPT TO',
  ' – Giving up',
  ' Please verify that your email address is correct in your',
  ' Please verify that your e-mail address is correct in your',
  ' Please check the message recipient',
  ' Please check the message and try',
];

function trimTail(words: string): string {
  let end = words.length;
  for (const tail of TAILS) {
    const at = words.indexOf(tail);
    if (at > 3 && at < end) end = at;
  }
  return unwrap(trimBrackets(words.slice(0, end).trim()));
}

/** `(no such user)` and `[User unknown]`: brackets around all of it say nothing. */
function unwrap(words: string): string {
  const first = words.charCodeAt(0);
  const last = words.charCodeAt(words.length - 1);
  const isWrapped = (first === 40 && last === 41) || (first === 91 && last === 93);
  const inner = words.slice(1, -1);
  return isWrapped && !/[()[\]]/.test(inner) ? inner : words;
}

/** A closing bracket whose partner stands before the reply belongs to the surroundings. */
function trimBrackets(words: string): string {
  let round = surplus(words, 40, 41);
  let square = surplus(words, 91, 93);
  let end = words.length;
  for (; end > 0; end--) {
    const last = words.charCodeAt(end - 1);
    if (last === 41 && round > 0) round--;
    else if (last === 93 && square > 0) square--;
    else if (last !== 44 && last !== 123 && last !== 125 && last !== 32) break;
  }
  return end === words.length ? words : words.slice(0, end);
}

/** How many closing signs have no opening one. */
function surplus(text: string, open: number, close: number): number {
  let balance = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === open) balance--;
    else if (code === close) balance++;
  }
  return balance;
}

const CLOSERS: ReadonlyMap<number, string> = new Map([
  [39, "'"],
  [34, '"'],
  [96, '`'],
  [0x2018, '\u2019'],
  [0x201c, '\u201d'],
  [0x201e, '\u201c'],
  [0xab, '\u00bb'],
  [42, '*'],
]);

function closeQuote(words: string, opener: number): string {
  const closer = CLOSERS.get(opener);
  if (closer === undefined) return words;
  for (let at = words.indexOf(closer, 3); at >= 0; at = words.indexOf(closer, at + 1)) {
    const next = words.charCodeAt(at + 1);
    const goesOn = ((next | 32) >= 97 && (next | 32) <= 122) || (next >= 48 && next <= 57);
    if (!goesOn) return words.slice(0, at).trimEnd();
  }
  return words;
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
