import { Rewriter, slice, type SourceText } from '../source-text';
import { indexWithin } from '../search-within';
import { decodeBinary, isPlainAscii, repairMojibake } from './charset';

/** Undoes a part's transfer encoding (RFC 2045 section 6) and charset, keeping the way back to the paste. */
export function decodeBody(body: SourceText, encoding: string, charset: string | null): SourceText {
  const name = encoding.trim().toLowerCase();
  if (name === 'base64') return decodeBase64Body(body, charset);
  if (name === 'quoted-printable') return decodeQuotedPrintable(body, charset);
  return decodeCharset(body, charset);
}

/** Text that is not encoded: only its charset is undone, line by line. */
function decodeCharset(body: SourceText, charset: string | null): SourceText {
  if (isPlainAscii(body.text)) return body;
  const out = new Rewriter(body);
  eachLine(body.text, (start, end) => {
    const line = body.text.slice(start, end);
    out.add(body.isBinary ? decodeBinary(line, charset) : repairText(line), start);
  });
  return out.done(body.text.length);
}

/** Text that was decoded before it was pasted may have been decoded wrongly. */
function repairText(line: string): string {
  if (isPlainAscii(line)) return line;
  return repairMojibake(line) ?? decodeEscapes(line);
}

/** ISO-2022-JP is seven-bit and survives any decoding. */
function decodeEscapes(line: string): string {
  return line.includes(ESCAPE) ? decodeBinary(line, 'iso-2022-jp') : line;
}

const ESCAPE = String.fromCharCode(27);

/** Units above 255 show that the text was decoded before it was pasted. */
function hasWideUnits(text: string): boolean {
  return /[\u0100-\uffff]/.test(text);
}

/** Calls back with each line, its line break included. */
function eachLine(text: string, take: (start: number, end: number) => void): void {
  let at = 0;
  while (at < text.length) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found + 1;
    take(at, end);
    at = end;
  }
}

/** RFC 2045 section 6.7. Broken escapes stay as they are. */
function decodeQuotedPrintable(body: SourceText, charset: string | null): SourceText {
  if (!body.text.includes('=')) return decodeCharset(body, charset);
  const out = new Rewriter(body);
  let pending = '';
  let pendingStart = 0;
  eachLine(body.text, (start, end) => {
    const line = decodeLine(body.text, start, end);
    if (pending === '') pendingStart = start;
    pending += line.bytes;
    // A character may be split over a soft break: only plain text is handed on before the line is complete.
    if (line.isSoft && !isPlainAscii(pending) && pending.length < 100_000) return;
    out.add(decodeUnits(pending, charset), pendingStart);
    pending = '';
  });
  out.add(decodeUnits(pending, charset), pendingStart);
  return out.done(body.text.length);
}

function decodeUnits(units: string, charset: string | null): string {
  return hasWideUnits(units) ? units : decodeBinary(units, charset);
}

function decodeLine(text: string, start: number, end: number): { bytes: string; isSoft: boolean } {
  let last = end;
  while (last > start && text.charCodeAt(last - 1) <= 32) last--;
  const isSoft = last > start && text.charCodeAt(last - 1) === 61 && last < end;
  const stop = isSoft ? last - 1 : last;
  const breaks = isSoft || end === last ? '' : '\n';
  let equals = indexWithin(text, 61, start, stop);
  if (equals < 0) return { bytes: text.slice(start, stop) + breaks, isSoft };
  let bytes = '';
  let from = start;
  while (equals >= 0) {
    const value = hexPair(text, equals + 1);
    if (value >= 0) {
      bytes += text.slice(from, equals) + String.fromCharCode(value);
      from = equals + 3;
    }
    equals = indexWithin(text, 61, equals + 1, stop);
  }
  return { bytes: bytes + text.slice(from, Math.max(from, stop)) + breaks, isSoft };
}

function hexPair(text: string, at: number): number {
  const high = hexValue(text.charCodeAt(at));
  const low = hexValue(text.charCodeAt(at + 1));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

const BASE64 = base64Table();

function base64Table(): Int8Array {
  const table = new Int8Array(128).fill(-1);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let value = 0; value < 64; value++) table[alphabet.charCodeAt(value)] = value;
  table[45] = 62;
  table[95] = 63;
  return table;
}

/** RFC 2045 section 6.8, ignoring whatever is not of the alphabet. Returns one unit a byte. */
export function decodeBase64(text: string): string {
  const bytes: string[] = [];
  let chunk = '';
  let bits = 0;
  let held = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 61) {
      bits = 0;
      held = 0;
      continue;
    }
    const value = code < 128 ? (BASE64[code] ?? -1) : -1;
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    chunk += String.fromCharCode((held >> bits) & 0xff);
    if (chunk.length >= 4096) {
      bytes.push(chunk);
      chunk = '';
    }
  }
  bytes.push(chunk);
  return bytes.join('');
}

/** Decoded at once; each line of the result is placed on the encoded lines that hold about its bytes. */
function decodeBase64Body(body: SourceText, charset: string | null): SourceText {
  const binary = decodeBase64(body.text);
  const decoded = decodeUnits(binary, charset).replace(/\r\n/g, '\n');
  const out = new Rewriter(body);
  const perUnit = decoded.length === 0 ? 0 : body.text.length / decoded.length;
  eachLine(decoded, (start, end) => {
    const about = Math.floor(start * perUnit);
    out.add(decoded.slice(start, end), about <= 0 ? 0 : lineStartBefore(body.text, about));
  });
  return out.done(body.text.length);
}

/** Encoded lines have at most 76 characters (RFC 2045); where they have more, the place is only near. */
function lineStartBefore(text: string, offset: number): number {
  for (let at = offset; at > offset - 200 && at > 0; at--) {
    if (text.charCodeAt(at - 1) === 10) return at;
  }
  return offset;
}

/** A whole text that was pasted with its quoted-printable undecoded (`=20`, `=` at line ends); null when it was not. */
export function undoRawQuotedPrintable(source: SourceText): SourceText | null {
  return /=(?:20|3D|C3|E2|\r?\n)/.test(source.text) && isMostlyEscapes(source.text)
    ? decodeQuotedPrintable(slice(source, 0, source.text.length), null)
    : null;
}

/** Two signs of the encoding at least: an equals sign alone is common in log lines. */
function isMostlyEscapes(text: string): boolean {
  let signs = 0;
  let at = text.indexOf('=');
  while (at >= 0 && signs < 2) {
    const next = text.charCodeAt(at + 1);
    if (next === 10 || next === 13 || hexPair(text, at + 1) >= 0) signs++;
    at = text.indexOf('=', at + 1);
  }
  return signs >= 2 || /=\r?\n/.test(text);
}
