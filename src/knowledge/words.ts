/**
 * The words by which a text is judged. A phrase of the content and a paste are split by this one function, so
 * that they can be compared word by word. What differs from mail to mail (addresses, IPs, numbers, ids) is
 * left out, and codes stand apart: a reply reads the same whether or not its lines repeat the code, and
 * whether or not an address stands in its middle.
 */
export interface Words {
  /** Lower case, without diacritics; a CJK character is a word of its own. */
  readonly words: readonly string[];
  /** UTF-16 offsets into the text; `ends` is exclusive. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Numbers of the words before which an IP address stood. */
  readonly ips: readonly number[];
  /** Reply codes and enhanced status codes, in the order of the text. */
  readonly codes: readonly CodeRead[];
}

export interface CodeRead {
  readonly code: string;
  readonly start: number;
  readonly end: number;
}

interface Draft {
  readonly text: string;
  readonly words: string[];
  readonly starts: number[];
  readonly ends: number[];
  readonly ips: number[];
  readonly codes: CodeRead[];
}

const enum Kind {
  Separator,
  Letter,
  Digit,
  WideLetter,
  Ideograph,
}

const LONGEST_WORD = 40;
/** `0x800ccc79` is a word; longer rows of digits and letters are ids. */
const LONGEST_MIXED_WORD = 10;
/** `.` `+` `-` `=` `%` `&` `~` `*` and letters may stand in the local part of an address. */
const LOCAL_PART = new Set([...'.+-=%&~*!'].map((character) => character.charCodeAt(0)));
const APOSTROPHES = new Set([...`'"’‘\`´`].map((character) => character.charCodeAt(0)));
const CONTRACTIONS = new Set(['t', 's', 're', 've', 'll', 'd', 'm']);
const ASCII_KINDS = Uint8Array.from({ length: 128 }, (_, code) => asciiKind(code));

function asciiKind(code: number): Kind {
  const lower = code | 32;
  if ((lower >= 97 && lower <= 122) || code === 95) return Kind.Letter;
  return code >= 48 && code <= 57 ? Kind.Digit : Kind.Separator;
}

function kindAt(text: string, at: number): Kind {
  const code = text.charCodeAt(at);
  if (code < 128) return ASCII_KINDS[code] ?? Kind.Separator;
  return code >= 0xaa ? wideKind(code) : Kind.Separator;
}

/** Where a kind of wide character begins; each holds up to the next. */
const WIDE_KINDS: readonly (readonly [number, Kind])[] = [
  [0xaa, Kind.WideLetter],
  [0xab, Kind.Separator],
  [0xba, Kind.WideLetter],
  [0xbb, Kind.Separator],
  [0xc0, Kind.WideLetter],
  [0xd7, Kind.Separator],
  [0xd8, Kind.WideLetter],
  [0xf7, Kind.Separator],
  [0xf8, Kind.WideLetter],
  [0x2000, Kind.Separator],
  [0x3005, Kind.Ideograph],
  [0x3006, Kind.Separator],
  [0x3041, Kind.Ideograph],
  [0x30fb, Kind.Separator],
  [0x30fc, Kind.Ideograph],
  [0xd7b0, Kind.Separator],
  [0xf900, Kind.Ideograph],
  [0xfb00, Kind.Separator],
  [0xff10, Kind.Ideograph],
  [0xff1a, Kind.Separator],
  [0xff21, Kind.Ideograph],
  [0xff5b, Kind.Separator],
  [0xff66, Kind.Ideograph],
  [0xffdd, Kind.Separator],
];

function wideKind(code: number): Kind {
  let low = 0;
  let high = WIDE_KINDS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((WIDE_KINDS[middle]?.[0] ?? 0) <= code) low = middle + 1;
    else high = middle;
  }
  return WIDE_KINDS[low - 1]?.[1] ?? Kind.Separator;
}

/** Splits a text into its words and codes. Linear; never throws. */
export function readWords(text: string): Words {
  const draft: Draft = { text, words: [], starts: [], ends: [], ips: [], codes: [] };
  let at = 0;
  while (at < text.length) {
    const kind = kindAt(text, at);
    if (kind === Kind.Separator) at++;
    else if (kind === Kind.Ideograph) at = takeIdeograph(draft, at);
    else at = takeChunk(draft, at);
  }
  return draft;
}

function push(draft: Draft, word: string, start: number, end: number): void {
  draft.words.push(word);
  draft.starts.push(start);
  draft.ends.push(end);
}

function takeIdeograph(draft: Draft, at: number): number {
  const character = draft.text.charAt(at);
  push(
    draft,
    character.charCodeAt(0) > 0xf900 ? character.normalize('NFKC').toLowerCase() : character,
    at,
    at + 1,
  );
  return at + 1;
}

/** A chunk runs as far as the local part of an address could; it is an address, or words and numbers. */
function takeChunk(draft: Draft, start: number): number {
  const { text } = draft;
  let end = start;
  while (end < text.length && isChunk(text, end)) end++;
  if (text.charCodeAt(end) === 64 && isDomain(text, end + 1)) return domainEnd(text, end + 1);
  let at = start;
  while (at < end) {
    const kind = kindAt(text, at);
    if (kind === Kind.Separator) at++;
    else if (kind === Kind.Digit) at = takeNumber(draft, at);
    else at = takeWord(draft, at);
  }
  return at;
}

function isChunk(text: string, at: number): boolean {
  const kind = kindAt(text, at);
  if (kind === Kind.Separator) return LOCAL_PART.has(text.charCodeAt(at));
  return kind !== Kind.Ideograph;
}

function isDomain(text: string, at: number): boolean {
  const kind = kindAt(text, at);
  return kind === Kind.Letter || kind === Kind.Digit || kind === Kind.WideLetter;
}

function domainEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && (isDomain(text, at) || joinsDomain(text, at))) at++;
  return at;
}

/** One dot or hyphen before a letter: "x@y.example...User unknown" ends its domain at the dots. */
function joinsDomain(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code === 46 || code === 45) && at + 1 < text.length && isDomain(text, at + 1);
}

function runEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && isDomain(text, at)) at++;
  return at;
}

function takeWord(draft: Draft, start: number): number {
  const { text } = draft;
  const end = wordEnd(text, start);
  if (end - start > LONGEST_WORD) return end;
  if (end - start <= 4 && text.charCodeAt(end) === 58) {
    const afterAddress = ipv6End(text, start);
    if (afterAddress > end) return takeIp(draft, afterAddress);
  }
  const afterContraction = contractionEnd(text, end);
  const word =
    afterContraction > end
      ? normal(text.slice(start, end)) + text.slice(end + 1, afterContraction).toLowerCase()
      : normal(text.slice(start, end));
  if (word !== '' && word !== 'mailto') push(draft, word, start, afterContraction);
  return afterContraction;
}

/** `SC-001`, `err/2` and `e-mail` are one word each. */
function wordEnd(text: string, start: number): number {
  let end = runEnd(text, start);
  const joint = text.charCodeAt(end);
  const next = end + 1 < text.length ? kindAt(text, end + 1) : Kind.Separator;
  const joins =
    (joint === 45 && next === Kind.Digit && end - start <= 6) ||
    (joint === 47 && next === Kind.Digit && kindAt(text, end + 2) !== Kind.Digit);
  if (joins) end = wordEnd(text, end + 1);
  else if (joint === 45 && end - start === 1 && isElectronicMail(text, start)) end = runEnd(text, end + 1);
  return end;
}

function isElectronicMail(text: string, start: number): boolean {
  return (
    (text.charCodeAt(start) | 32) === 101 && /^mails?$/i.test(text.slice(start + 2, runEnd(text, start + 2)))
  );
}

/** The end of `n't`, `'s` and the like, with any kind of apostrophe; `end` itself when there is none. */
function contractionEnd(text: string, end: number): number {
  if (!APOSTROPHES.has(text.charCodeAt(end))) return end;
  let at = end + 1;
  while (at < text.length && at - end < 4 && kindAt(text, at) === Kind.Letter) at++;
  return CONTRACTIONS.has(text.slice(end + 1, at).toLowerCase()) ? at : end;
}

const EMAIL = /^e-mail/i;
const WIDE = /[^\x20-\x7f]/;
const SPECIAL_LETTERS = new Map([
  ['ß', 'ss'],
  ['ł', 'l'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ı', 'i'],
  ['æ', 'ae'],
  ['œ', 'oe'],
]);

function normal(word: string): string {
  let lower = word.toLowerCase();
  if (EMAIL.test(lower)) lower = lower.replace('-', '');
  if (lower.includes('_')) lower = withoutUnderscores(lower);
  if (!WIDE.test(lower)) return lower;
  const bare = lower.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  return bare.replace(/[ßłøđıæœ]/g, (letter) => SPECIAL_LETTERS.get(letter) ?? letter);
}

function ipv6End(text: string, start: number): number {
  let at = start;
  let colons = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isHex = (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102);
    if (code === 58) colons++;
    else if (!isHex && code !== 46) break;
  }
  return colons > 1 && !isDomain(text, at) ? at : start;
}

function isDigitAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** Codes are kept apart; other numbers are dropped; a word that begins with digits stays a word when short. */
function takeNumber(draft: Draft, start: number): number {
  const { text } = draft;
  let end = start;
  while (isDigitAt(text, end)) end++;
  if (end - start === 1) {
    const afterEnhanced = takeEnhancedCode(draft, start);
    if (afterEnhanced > 0) return afterEnhanced;
  }
  if (end - start <= 4 && text.charCodeAt(end) === 58) {
    const afterAddress = ipv6End(text, start);
    if (afterAddress > end) return takeIp(draft, afterAddress);
  }
  if (kindAt(text, end) === Kind.Letter) return takeMixed(draft, start, end);
  if (end - start === 3 && isReplyCode(text, start))
    draft.codes.push({ code: text.slice(start, end), start, end });
  return takeDotted(draft, end);
}

/** RFC 3463: class, subject and detail; some gateways put blanks between the parts. */
function takeEnhancedCode(draft: Draft, start: number): number {
  const { text } = draft;
  const first = text.charCodeAt(start);
  if (first !== 50 && first !== 52 && first !== 53) return 0;
  const subject = partAfterDot(text, start + 1);
  if (subject === null) return 0;
  const detail = partAfterDot(text, subject.end);
  if (detail === null) return 0;
  const { end } = detail;
  if (isDigitAt(text, end) || (text.charCodeAt(end) === 46 && isDigitAt(text, end + 1))) return 0;
  draft.codes.push({ code: `${text.charAt(start)}.${subject.digits}.${detail.digits}`, start, end });
  return end;
}

function partAfterDot(text: string, at: number): { readonly digits: string; readonly end: number } | null {
  if (text.charCodeAt(at) !== 46) return null;
  let from = at + 1;
  if (text.charCodeAt(from) === 32) from++;
  let end = from;
  while (end - from < 3 && isDigitAt(text, end)) end++;
  return end === from ? null : { digits: text.slice(from, end), end };
}

function isReplyCode(text: string, start: number): boolean {
  const first = text.charCodeAt(start);
  if (first !== 52 && first !== 53) return false;
  const before = text.charCodeAt(start - 1);
  const after = text.charCodeAt(start + 3);
  if (before === 46 || before === 47 || before === 58 || before === 36) return false;
  if (before === 45 && isDigitAt(text, start - 2)) return false;
  if (after === 45) return !isDigitAt(text, start + 4) || text.charCodeAt(start + 5) === 46;
  return !(after === 47 || ((after === 46 || after === 58) && isDigitAt(text, start + 4)));
}

function takeMixed(draft: Draft, start: number, digitsEnd: number): number {
  const end = runEnd(draft.text, digitsEnd);
  if (end - start <= LONGEST_MIXED_WORD) push(draft, normal(draft.text.slice(start, end)), start, end);
  return end;
}

function takeIp(draft: Draft, end: number): number {
  draft.ips.push(draft.words.length);
  return end;
}

/** The rest of a dotted number; four parts of it are an IP address. */
function takeDotted(draft: Draft, from: number): number {
  const { text } = draft;
  let at = from;
  let dots = 0;
  while (text.charCodeAt(at) === 46 && isDigitAt(text, at + 1)) {
    dots++;
    at++;
    while (isDigitAt(text, at)) at++;
  }
  return dots === 3 ? takeIp(draft, at) : at;
}

/** Markdown's emphasis is no part of a word. */
function withoutUnderscores(word: string): string {
  let start = 0;
  let end = word.length;
  while (start < end && word[start] === '_') start++;
  while (end > start && word[end - 1] === '_') end--;
  return word.slice(start, end);
}
