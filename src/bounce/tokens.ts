import { isWordPart, Kind, kindOf } from './character-kind';
import { indexWithin } from './search-within';

/**
 * The words of a text as the classifier sees them: lower case, one form for every dash and quote, codes kept
 * as codes, and everything that differs from mail to mail (addresses, hosts, IPs, ids, numbers) folded into a
 * class token. One pass, no regular expression: it runs for every paste and for every training example.
 */
export interface TokenStream {
  readonly words: readonly string[];
  /** Where word i stood in the text, as UTF-16 offsets; `ends` is exclusive. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Class tokens: what stands for a thing of which only the kind matters. */
const ADDRESS = '<address>';
const HOST = '<host>';
const IP = '<ip>';
const URL = '<url>';
const NUMBER = '<number>';
const ID = '<id>';

interface MutableStream {
  readonly words: string[];
  readonly starts: number[];
  readonly ends: number[];
}

/** Splits a text into normalised words with their places. Linear; never throws. */
export function tokenise(text: string): TokenStream {
  const stream: MutableStream = { words: [], starts: [], ends: [] };
  let at = 0;
  while (at < text.length) {
    const kind = kindOf(text.charCodeAt(at));
    if (kind === Kind.Letter || kind === Kind.Digit) at = takeChunk(text, at, stream);
    else if (kind === Kind.Han || kind === Kind.Hiragana) at = takeBigrams(text, at, kind, stream);
    else if (kind === Kind.Katakana) at = takeKatakana(text, at, stream);
    else at++;
  }
  return stream;
}

function push(stream: MutableStream, word: string, start: number, end: number): void {
  stream.words.push(word);
  stream.starts.push(start);
  stream.ends.push(end);
}

/** Han and Hiragana have no spaces between words: overlapping pairs stand for them. */
function takeBigrams(text: string, start: number, kind: Kind, stream: MutableStream): number {
  let end = start + 1;
  while (end < text.length && kindOf(text.charCodeAt(end)) === kind) end++;
  if (end - start === 1) push(stream, text.slice(start, end), start, end);
  for (let at = start; at + 1 < end; at++) push(stream, text.slice(at, at + 2), at, at + 2);
  return end;
}

/** A Katakana run is nearly always one loan word (メールボックス). */
function takeKatakana(text: string, start: number, stream: MutableStream): number {
  let end = start + 1;
  while (end < text.length && kindOf(text.charCodeAt(end)) === Kind.Katakana) end++;
  push(stream, text.slice(start, end).normalize('NFKC'), start, end);
  return end;
}

interface Chunk {
  readonly start: number;
  end: number;
  letters: number;
  digits: number;
  dots: number;
  colons: number;
  hasAt: boolean;
  hasOtherJoiner: boolean;
  plainAscii: boolean;
  /** Only digits and the letters a to f so far: it may still be an IPv6 address. */
  hexOnly: boolean;
}

/** Reads letters and digits with the joiners between them, and says what they are together. */
function takeChunk(text: string, start: number, stream: MutableStream): number {
  const chunk = measureChunk(text, start);
  if (isUrlScheme(text, chunk)) return takeUrl(text, start, stream);
  if (chunk.hasAt) {
    push(stream, ADDRESS, start, chunk.end);
    return chunk.end;
  }
  const isOneWord =
    chunk.dots === 0 &&
    chunk.colons === 0 &&
    !chunk.hasOtherJoiner &&
    (chunk.letters === 0 || chunk.digits === 0);
  if (isOneWord) return takeSimple(text, chunk, stream);
  return takeCompound(text, chunk, stream);
}

function measureChunk(text: string, start: number): Chunk {
  const chunk: Chunk = {
    start,
    end: start,
    letters: 0,
    digits: 0,
    dots: 0,
    colons: 0,
    hasAt: false,
    hasOtherJoiner: false,
    plainAscii: true,
    hexOnly: true,
  };
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = kindOf(code);
    if (kind === Kind.Joiner) {
      if (!joins(chunk, code, at + 1 < text.length ? text.charCodeAt(at + 1) : 0)) break;
      countJoiner(chunk, code);
    } else if (kind === Kind.Letter || kind === Kind.Digit) {
      countWordPart(chunk, code, kind);
      chunk.end = at + 1;
    } else break;
  }
  return chunk;
}

function countWordPart(chunk: Chunk, code: number, kind: Kind): void {
  if (code > 127) chunk.plainAscii = false;
  if (kind === Kind.Digit) chunk.digits++;
  else {
    chunk.letters++;
    if ((code | 32) > 102) chunk.hexOnly = false;
  }
}

/** A joiner joins when a letter or digit follows; a colon only within an IPv6 address or a time. */
function joins(chunk: Chunk, code: number, next: number): boolean {
  if (code !== 58) return isWordPart(next);
  return chunk.hexOnly && chunk.dots === 0 && (isWordPart(next) || next === 58);
}

function countJoiner(chunk: Chunk, code: number): void {
  if (code === 46) chunk.dots++;
  else if (code === 58) chunk.colons++;
  else if (code === 64) chunk.hasAt = true;
  else chunk.hasOtherJoiner = true;
}

function isUrlScheme(text: string, chunk: Chunk): boolean {
  return (
    text.charCodeAt(chunk.end) === 58 &&
    text.charCodeAt(chunk.end + 1) === 47 &&
    text.charCodeAt(chunk.end + 2) === 47 &&
    chunk.digits === 0
  );
}

/** A URL is one class token, and the words of its path and query, which often name the reason (?p=NoSuchUser). */
function takeUrl(text: string, start: number, stream: MutableStream): number {
  let end = start;
  while (end < text.length && !endsUrl(text.charCodeAt(end))) end++;
  push(stream, URL, start, end);
  let pathAt = indexWithin(text, 47, indexWithin(text, 47, start, end) + 2, end);
  if (pathAt < 0) pathAt = end;
  let wordStart = -1;
  for (let at = pathAt; at <= end; at++) {
    const isLetter = at < end && kindOf(text.charCodeAt(at)) === Kind.Letter;
    if (isLetter && wordStart < 0) wordStart = at;
    if (isLetter || wordStart < 0) continue;
    if (at - wordStart > 2) push(stream, text.slice(wordStart, at).toLowerCase(), wordStart, at);
    wordStart = -1;
  }
  return end;
}

function endsUrl(code: number): boolean {
  return (
    code <= 32 || code === 34 || code === 39 || code === 60 || code === 62 || code === 41 || code > 0x2000
  );
}

function takeSimple(text: string, chunk: Chunk, stream: MutableStream): number {
  const { start, end } = chunk;
  if (chunk.digits > 0) return takeNumber(text, chunk, stream);
  const contracted = contractionEnd(text, end);
  if (contracted > end) {
    const word = `${lower(text, start, end, chunk.plainAscii)}'${text.slice(end + 1, contracted).toLowerCase()}`;
    push(stream, word, start, contracted);
    return contracted;
  }
  push(stream, lower(text, start, end, chunk.plainAscii), start, end);
  return end;
}

function lower(text: string, start: number, end: number, plainAscii: boolean): string {
  const word = text.slice(start, end).toLowerCase();
  return plainAscii ? word : word.normalize('NFKC');
}

const CONTRACTIONS = new Set(['t', 's', 're', 've', 'll', 'd', 'm']);

/** The end of `n't`, `'s` and the like after a word, with any kind of apostrophe; `end` when there is none. */
function contractionEnd(text: string, end: number): number {
  const code = text.charCodeAt(end);
  if (code !== 39 && code !== 0x2019 && code !== 0x2018 && code !== 0xb4 && code !== 0x60) return end;
  let at = end + 1;
  while (at < text.length && at - end < 4 && kindOf(text.charCodeAt(at)) === Kind.Letter) at++;
  return CONTRACTIONS.has(text.slice(end + 1, at).toLowerCase()) ? at : end;
}

/** A three-digit reply code stays itself, also when written "5. 1. 1" as an enhanced code with blanks. */
function takeNumber(text: string, chunk: Chunk, stream: MutableStream): number {
  const { start, end } = chunk;
  const first = text.charCodeAt(start);
  const isClass = first === 50 || first === 52 || first === 53;
  if (isClass && end - start === 1) {
    const spaced = spacedCode(text, start);
    if (spaced !== null) {
      push(stream, spaced.code, start, spaced.end);
      return spaced.end;
    }
  }
  push(stream, isClass && end - start === 3 ? text.slice(start, end) : NUMBER, start, end);
  return end;
}

function spacedCode(text: string, start: number): { code: string; end: number } | null {
  let at = start + 1;
  let code = text.charAt(start);
  for (let part = 0; part < 2; part++) {
    if (text.charCodeAt(at) !== 46) return null;
    at++;
    while (text.charCodeAt(at) === 32) at++;
    const from = at;
    while (at - from < 3 && isDigit(text.charCodeAt(at))) at++;
    if (at === from) return null;
    code += `.${text.slice(from, at)}`;
  }
  return { code, end: at };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Dotted, hyphened and mixed chunks: codes, IPs, hosts, ids, or words glued together. */
function takeCompound(text: string, chunk: Chunk, stream: MutableStream): number {
  const raw = text.slice(chunk.start, chunk.end);
  const whole = chunk.letters === 0 ? numericClass(raw, chunk) : namedClass(raw, chunk);
  if (whole !== null) push(stream, whole, chunk.start, chunk.end);
  else takePieces(text, chunk, stream);
  return chunk.end;
}

function numericClass(raw: string, chunk: Chunk): string | null {
  if (chunk.colons > 1) return chunk.digits > 6 && raw.includes('::') ? IP : NUMBER;
  if (chunk.hasOtherJoiner || chunk.colons > 0) return null;
  if (chunk.dots === 3) return IP;
  if (chunk.dots === 2 && isEnhancedCode(raw)) return raw;
  return NUMBER;
}

/** RFC 3463: class 2, 4 or 5, then two numbers of up to three digits. */
function isEnhancedCode(raw: string): boolean {
  const first = raw.charCodeAt(0);
  if ((first !== 50 && first !== 52 && first !== 53) || raw.charCodeAt(1) !== 46) return false;
  const second = raw.indexOf('.', 2);
  return second >= 3 && second <= 5 && raw.length - second >= 2 && raw.length - second <= 4;
}

const IPV6 = /^[0-9a-f:]+$/i;
const HEX_NUMBER = /^0x[0-9a-f]{6,10}$/i;
const HOST_NAME = /^[a-z0-9*_-]+(?:\.[a-z0-9*_-]+)+$/i;
const MASKED_IP = /^(?:x{1,3}|\*{1,3}|\d{1,3})(?:\.(?:x{1,3}|\*{1,3}|\d{1,3})){3}$/i;
const PROVIDER_TAG = /^[a-z]{1,6}[-_]?\d{1,4}$/i;

function namedClass(raw: string, chunk: Chunk): string | null {
  if (chunk.colons > 0) return chunk.colons > 1 && chunk.dots === 0 && IPV6.test(raw) ? IP : null;
  if (chunk.dots > 0) return dottedClass(raw, chunk.dots);
  if (!chunk.hasOtherJoiner) return mixedClass(raw);
  return raw.length <= 9 && PROVIDER_TAG.test(raw) ? raw.toLowerCase() : null;
}

function dottedClass(raw: string, dots: number): string | null {
  if (dots === 3 && MASKED_IP.test(raw)) return IP;
  return HOST_NAME.test(raw) && endsLikeHost(raw) ? HOST : null;
}

function mixedClass(raw: string): string | null {
  if (HEX_NUMBER.test(raw) || raw.length <= 7) return raw.toLowerCase();
  return ID;
}

/** `mx.example.com` and `EXAMPLE.COM` are hosts; `RESOLVER.ADR.RecipNotFound` and `sent.Please` are words. */
function endsLikeHost(raw: string): boolean {
  const last = raw.slice(raw.lastIndexOf('.') + 1);
  if (last.length < 2 || last.length > 24) return false;
  if (!/^(?:[a-z]+|xn--[a-z0-9-]+)$/i.test(last)) return false;
  return last === last.toLowerCase() || raw === raw.toUpperCase();
}

/** Splits a chunk at its joiners; neighbouring digits that form an enhanced code stay together. */
function takePieces(text: string, chunk: Chunk, stream: MutableStream): void {
  let at = chunk.start;
  while (at < chunk.end) {
    const kind = kindOf(text.charCodeAt(at));
    if (kind !== Kind.Letter && kind !== Kind.Digit) {
      at++;
      continue;
    }
    at = takePiece(text, at, chunk.end, stream);
  }
}

function takePiece(text: string, start: number, limit: number, stream: MutableStream): number {
  let end = start;
  let letters = 0;
  let digits = 0;
  for (; end < limit; end++) {
    const kind = kindOf(text.charCodeAt(end));
    if (kind === Kind.Letter) letters++;
    else if (kind === Kind.Digit) digits++;
    else break;
  }
  if (letters === 0) return takeDigitsPiece(text, start, end, limit, stream);
  const word = text.slice(start, end);
  push(stream, digits === 0 ? word.toLowerCase().normalize('NFKC') : (mixedClass(word) ?? word), start, end);
  return end;
}

function takeDigitsPiece(
  text: string,
  start: number,
  end: number,
  limit: number,
  stream: MutableStream,
): number {
  const first = text.charCodeAt(start);
  const isClass = first === 50 || first === 52 || first === 53;
  if (isClass && end - start === 1 && text.charCodeAt(end) === 46) {
    const code = spacedCode(text, start);
    if (code !== null && code.end <= limit) {
      push(stream, code.code, start, code.end);
      return code.end;
    }
  }
  push(stream, isClass && end - start === 3 ? text.slice(start, end) : NUMBER, start, end);
  return end;
}
