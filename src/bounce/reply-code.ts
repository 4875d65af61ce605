import type { Located } from './address';

/** Where a server's reply seems to begin, and how sure that is. */
export interface CodeFound {
  /** RFC 5321 section 4.2.1; null when only an enhanced code stands there. */
  readonly replyCode: Located | null;
  /** RFC 3463, blanks between its numbers taken out. */
  readonly enhanced: Located | null;
  readonly start: number;
  /** The first character after the codes. */
  readonly end: number;
  /**
   * certain: reply code and enhanced code together, or a code where only a reply stands ("said: 550");
   * likely: at the start of a line or after a sign that leads in; weak: a number that may be anything.
   */
  readonly strength: Strength;
}

export const enum Strength {
  Weak = 1,
  Likely = 2,
  Certain = 3,
}

/** Tries to read reply codes exactly at an offset. Only called where a digit 4 or 5 begins a word. */
export function codesAt(text: string, at: number, lineStart: number): CodeFound | null {
  const alone = enhancedAt(text, at);
  if (alone !== null) {
    const isSpaced = alone.value.length < alone.end - at;
    const strength = isSpaced ? Strength.Likely : strengthOfLead(text, at, lineStart);
    return { replyCode: null, enhanced: alone, start: at, end: alone.end, strength };
  }
  if (!isReplyCodeAt(text, at)) return null;
  const replyCode = { value: text.slice(at, at + 3), start: at, end: at + 3 };
  const enhanced = enhancedAfter(text, at + 3, replyCode.value.charCodeAt(0));
  if (enhanced === null && !isSmtpCode(replyCode.value)) return null;
  const strength = enhanced === null ? strengthAlone(text, at, lineStart) : Strength.Certain;
  return { replyCode, enhanced, start: at, end: enhanced?.end ?? at + 3, strength };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return ((code | 32) >= 97 && (code | 32) <= 122) || code >= 0xc0;
}

/** Whether a number may begin here: not inside a word, an address, a version or a larger number. */
export function mayBegin(before: number): boolean {
  return !(
    isDigit(before) ||
    isLetter(before) ||
    before === 46 ||
    before === 64 ||
    before === 36 ||
    before === 43
  );
}

function isReplyCodeAt(text: string, at: number): boolean {
  const second = text.charCodeAt(at + 1);
  if (!isDigit(second) || !isDigit(text.charCodeAt(at + 2))) return false;
  const next = text.charCodeAt(at + 3);
  if (isDigit(next) || isLetter(next) || next === 64 || next === 37) return false;
  // A decimal fraction; or a piece of a telephone or order number, `503-203-1539`, `4711-550`, `554-1020`.
  if (next === 46 && isDigit(text.charCodeAt(at + 4))) return false;
  if (next === 45 && /^\d{3}(?:-\d|\d)/.test(text.slice(at + 4, at + 9))) return false;
  if (text.charCodeAt(at - 1) === 45 && isDigit(text.charCodeAt(at - 2))) return false;
  return !isPort(text, at);
}

/** `host.example:587` and `[192.0.2.1]:465` are ports. */
function isPort(text: string, at: number): boolean {
  const port = text.slice(at, at + 3);
  if (text.charCodeAt(at - 1) !== 58 || (port !== '587' && port !== '465')) return false;
  return text.charCodeAt(at - 2) !== 32;
}

/** 400 to 419 and their like are HTTP's; 6xx is no SMTP either. */
function isSmtpCode(code: string): boolean {
  return code.charCodeAt(0) === 53 || (code >= '420' && code <= '422') || (code >= '430' && code <= '479');
}

/** An enhanced code of the same class behind a reply code: `550 5.1.1`, `550-5.1.1`, `550 #5.1.0`, `550 (5.1.1)`. */
function enhancedAfter(text: string, from: number, codeClass: number): Located | null {
  let at = from;
  while (at - from < 4 && isSeparator(text.charCodeAt(at))) at++;
  // Old Gmail writes the code twice: `450 450 4.2.2`.
  if (at > from && text.slice(at, at + 3) === text.slice(from - 3, from)) {
    at += 3;
    while (at - from < 9 && isSeparator(text.charCodeAt(at))) at++;
  }
  if (at === from) return null;
  const first = text.charCodeAt(at);
  return first === codeClass || first === 52 || first === 53 ? enhancedAt(text, at) : null;
}

function isSeparator(code: number): boolean {
  return (
    code === 32 ||
    code === 45 ||
    code === 35 ||
    code === 40 ||
    code === 58 ||
    code === 9 ||
    code === 91 ||
    code === 10 ||
    code === 0x2013 ||
    code === 0x2014 ||
    code === 95
  );
}

/** An enhanced status code exactly at an offset, also written `5. 1. 0`; null when there is none. */
export function enhancedAt(text: string, start: number): Located | null {
  let at = start + 1;
  let value = text.charAt(start);
  for (let part = 0; part < 2; part++) {
    if (text.charCodeAt(at) !== 46) return null;
    at++;
    if (text.charCodeAt(at) === 32) at++;
    const from = at;
    while (at - from < 4 && isDigit(text.charCodeAt(at))) at++;
    if (at === from || at - from > 3) return null;
    value += `.${text.slice(from, at)}`;
  }
  const next = text.charCodeAt(at);
  if (isLetter(next) && next < 128) return null;
  if ((next === 46 && isDigit(text.charCodeAt(at + 1))) || next === 95) return null;
  return { value, start, end: at };
}

/** Signs that open what somebody said: `#`, brackets, quotes, a backtick. */
const OPENERS = new Set([35, 40, 39, 34, 62, 91, 96, 42, 0x2018, 0x201c, 0x201e, 0xab]);

/** How sure the characters before a lone code make it. */
function strengthOfLead(text: string, at: number, lineStart: number): Strength {
  if (at === lineStart || OPENERS.has(text.charCodeAt(at - 1))) return Strength.Likely;
  const word = wordBefore(text, at, lineStart);
  if (LEADS.has(word)) return Strength.Likely;
  if (VERSIONED.has(word)) return Strength.Weak;
  return endsWithSign(text, at, lineStart) ? Strength.Likely : Strength.Weak;
}

function strengthAlone(text: string, at: number, lineStart: number): Strength {
  const next = text.charCodeAt(at + 3);
  if (next === 45 && isLetterOrMark(text.charCodeAt(at + 4))) return Strength.Certain;
  const lead = strengthOfLead(text, at, lineStart);
  if (lead === Strength.Weak) return lead;
  const word = wordBefore(text, at, lineStart);
  return CERTAIN_LEADS.has(word) || text.charCodeAt(at - 1) === 60 ? Strength.Certain : lead;
}

function isLetterOrMark(code: number): boolean {
  return isLetter(code) || code === 60 || code === 39 || code === 34;
}

const CERTAIN_LEADS = new Set(['said', 'smtp', 'returned', 'responded', 'reason', 'was']);
const LEADS = new Set([
  ...CERTAIN_LEADS,
  'error',
  'code',
  'fehler',
  'erreur',
  'errore',
  'erro',
  'status',
  'me',
  'with',
  'failed',
  'message',
  'response',
  'reply',
  'respuesta',
  'got',
  'meldet',
  'antwort',
  'responsecode',
  'dsn',
  'diagnostic',
]);
const VERSIONED = new Set([
  'version',
  'exim',
  'postfix',
  'sendmail',
  'v',
  'ver',
  'release',
  'server',
  'kernel',
]);

function wordBefore(text: string, at: number, lineStart: number): string {
  let end = at;
  while (end > lineStart && !isLetter(text.charCodeAt(end - 1)) && at - end < 6) end--;
  let start = end;
  while (start > lineStart && end - start < 14 && isLetter(text.charCodeAt(start - 1))) start--;
  return text.slice(start, end).toLowerCase();
}

/** A colon, semicolon, dash or bracket before the code leads in what somebody said. */
function endsWithSign(text: string, at: number, lineStart: number): boolean {
  let end = at;
  while (end > lineStart && (text.charCodeAt(end - 1) === 32 || text.charCodeAt(end - 1) === 34)) end--;
  const sign = text.charCodeAt(end - 1);
  return sign === 58 || sign === 59 || sign === 45 || sign === 62 || sign === 44 || sign === 0x2013;
}
