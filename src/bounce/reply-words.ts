import type { CodeFound } from './reply-code';
import { enhancedAt } from './reply-code';

/** Joins the pieces and takes out the codes that a multi-line reply repeats, also when it was flattened. */
export function unrepeat(pieces: readonly string[], codes: CodeFound): string {
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
  ' [MAIL_FROM]',
  ' [RCPT_TO]',
  ' [BODY]',
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
  ' Bitte überprüfen Sie die E-Mail-Adresse des Empfängers',
  ' SMTP server error:',
];

/** One look that dismisses most replies before all tails are tried. */
const TAIL_HINT =
  /in reply to|giving up|going to try|\(state|; from=|\\|#|_FROM|_TO\]|BODY|Port:|Account:|at SMTP|in RCPT|Please|Bitte|SMTP server/i;

/** Cuts what does not belong to the reply off its end. */
export function trimTail(words: string): string {
  return unwrap(trimBrackets(words.slice(0, tailStart(words)).trim()));
}

function tailStart(words: string): number {
  let start = words.length;
  if (!TAIL_HINT.test(words)) return start;
  for (const tail of TAILS) {
    const at = words.indexOf(tail);
    if (at > 3 && at < start) start = at;
  }
  return start;
}

/** `(no such user)` and `[User unknown]`: brackets around all of it say nothing. */
function unwrap(words: string): string {
  const first = words.charCodeAt(0);
  const last = words.charCodeAt(words.length - 1);
  const isWrapped = (first === 40 && last === 41) || (first === 91 && last === 93);
  const inner = words.slice(1, -1);
  return isWrapped && !/[()[\]]/.test(inner) ? inner : words;
}

/** A comma, braces and blanks, which end no sentence. */
const LOOSE_SIGNS = new Set([44, 123, 125, 32]);

/** A closing bracket whose partner stands before the reply belongs to the surroundings. */
function trimBrackets(words: string): string {
  let round = surplus(words, 40, 41);
  let square = surplus(words, 91, 93);
  let angle = surplus(words, 60, 62);
  let end = LONE_QUOTE.test(words) ? words.length - 1 : words.length;
  for (; end > 0; end--) {
    const last = words.charCodeAt(end - 1);
    if (last === 41 && round > 0) round--;
    else if (last === 93 && square > 0) square--;
    else if (last === 62 && angle > 0) angle--;
    else if (!LOOSE_SIGNS.has(last) && !(last === 62 && words.charCodeAt(end - 2) === 32)) break;
  }
  return end === words.length ? words : words.slice(0, end);
}

/** A quote that opened before the reply closes at its end. */
const LONE_QUOTE = /^[^'"]*['"]$/;

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

/** A reply in quotes ends where they close; an apostrophe inside a word closes nothing. */
export function closeQuote(words: string, opener: number): string {
  const closer = CLOSERS.get(opener);
  if (closer === undefined) return words;
  for (let at = words.indexOf(closer, 3); at >= 0; at = words.indexOf(closer, at + 1)) {
    const next = words.charCodeAt(at + 1);
    const goesOn = ((next | 32) >= 97 && (next | 32) <= 122) || (next >= 48 && next <= 57);
    if (!goesOn) return words.slice(0, at).trimEnd();
  }
  return words;
}
