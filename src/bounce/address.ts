import { indexWithin, lastIndexWithin } from './search-within';

/** Finding mail addresses, hosts and IPs in running text, by hand: text is large and hostile. */

export interface Located {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const ADDRESS_PART = partTable("!#$%&'*+-./=?^_`{|}~", true);
const HOST_PART = partTable('-._', false);

function partTable(others: string, local: boolean): Uint8Array {
  const table = new Uint8Array(128);
  for (let code = 0; code < 128; code++) {
    if (/[a-z0-9]/i.test(String.fromCharCode(code))) table[code] = 1;
  }
  for (const other of others) table[other.charCodeAt(0)] = 1;
  // Signs that are legal in a local part but in running text are nearly always its surroundings.
  if (local) for (const sign of "'`|") table[sign.charCodeAt(0)] = 0;
  return table;
}

function isAddressPart(code: number): boolean {
  return code < 128 ? ADDRESS_PART[code] === 1 : isLetterBeyondAscii(code);
}

function isHostPart(code: number): boolean {
  return code < 128 ? HOST_PART[code] === 1 : isLetterBeyondAscii(code);
}

/** Not the signs of Unicode, nor the wide forms of ASCII's brackets and colons. */
function isLetterBeyondAscii(code: number): boolean {
  return (code >= 0xc0 && code < 0x2000) || (code >= 0x3041 && code < WIDE_FORMS);
}

const WIDE_FORMS = 0xff00;

const AT = 64;

/** Longest address that is believed (RFC 5321 section 4.5.3.1: 64 + 1 + 255). */
const LONGEST_ADDRESS = 320;

/** The first address in a range. */
export function findAddress(text: string, from: number, to: number): Located | null {
  let at = indexWithin(text, AT, from, to);
  while (at >= 0) {
    const found = addressAround(text, at, from, to);
    if (found !== null) return found;
    at = indexWithin(text, AT, at + 1, to);
  }
  return null;
}

function addressAround(text: string, at: number, from: number, to: number): Located | null {
  const lowest = Math.max(from, at - LONGEST_ADDRESS);
  const highest = Math.min(to, at + LONGEST_ADDRESS);
  const start = localPartStart(text, at, lowest);
  let end = at + 1;
  if (text.charCodeAt(end) === 91) end = indexWithin(text, 93, end, highest) + 1 || end;
  else while (end < highest && isHostPart(text.charCodeAt(end)) && !leavesHost(text, end)) end++;
  while (end > at + 1 && isTrailing(text.charCodeAt(end - 1))) end--;
  if (start === at || end === at + 1 || end > highest) return null;
  return { value: text.slice(start, end), start, end };
}

/** Sendmail writes `bob@x.example... User unknown`; Chinese and Japanese write no blank behind an address: `bob@x.example您好`. */
function leavesHost(text: string, at: number): boolean {
  if (text.charCodeAt(at) === 46 && text.charCodeAt(at + 1) === 46) return true;
  const before = text.charCodeAt(at - 1);
  return text.charCodeAt(at) >= 0x250 && before < 128 && before !== 46 && before !== 64;
}

function isTrailing(code: number): boolean {
  return code === 46 || code === 45 || code === 95;
}

function localPartStart(text: string, at: number, lowest: number): number {
  if (text.charCodeAt(at - 1) === 34) {
    const quote = lastIndexWithin(text, 34, lowest, at - 1);
    return quote >= 0 ? quote : at;
  }
  let start = at;
  while (start > lowest && isAddressPart(text.charCodeAt(start - 1))) start--;
  // `to=bob@x` and `RFC822;bob@x`: what stands before the last sign of assignment is a name.
  const assigned = lastIndexWithin(text, 61, start, at);
  if (assigned >= 0 && isFieldName(text, start, assigned)) start = assigned + 1;
  start = behindIdeographs(text, start, at);
  while (start < at && !isLocalStart(text.charCodeAt(start))) start++;
  return start;
}

/** Chinese and Japanese write no blank before an address either: `收件人bob@x.example`. */
function behindIdeographs(text: string, start: number, at: number): number {
  if (text.charCodeAt(at - 1) >= 128) return start;
  let from = at;
  while (from > start && text.charCodeAt(from - 1) < FIRST_IDEOGRAPH) from--;
  return from;
}

const FIRST_IDEOGRAPH = 0x2e80;

const FIELD_NAMES = new Set([
  'to',
  'from',
  'rcpt',
  'recipient',
  'sender',
  'orig_to',
  'user',
  'email',
  'address',
]);

function isFieldName(text: string, start: number, end: number): boolean {
  return FIELD_NAMES.has(text.slice(start, end).toLowerCase());
}

function isLocalStart(code: number): boolean {
  return code !== 46 && code !== 47 && code !== 42 && code !== 45;
}

/** An IPv4 or IPv6 address starting exactly at an offset; its end, or -1. */
export function ipEndAt(text: string, at: number): number {
  const prefixed = text.startsWith('IPv6:', at) || text.startsWith('ipv6:', at) ? at + 5 : at;
  const four = ipv4EndAt(text, prefixed);
  return four >= 0 ? four : ipv6EndAt(text, prefixed);
}

function ipv4EndAt(text: string, start: number): number {
  let at = start;
  for (let part = 0; part < 4; part++) {
    if (part > 0) {
      if (text.charCodeAt(at) !== 46) return -1;
      at++;
    }
    const from = at;
    while (at - from < 4 && isDigit(text.charCodeAt(at))) at++;
    if (at === from || at - from > 3) return -1;
    if (at - from === 3 && text.slice(from, at) > '255') return -1;
  }
  const next = text.charCodeAt(at);
  const goesOn = isDigit(next) || (next === 46 && isDigit(text.charCodeAt(at + 1)));
  return goesOn ? -1 : at;
}

function ipv6EndAt(text: string, start: number): number {
  let at = start;
  let colons = 0;
  let digits = 0;
  for (; at - start < 46; at++) {
    const code = text.charCodeAt(at);
    if (code === 58) colons++;
    else if (isHex(code)) digits++;
    else if (code !== 46) break;
  }
  while (at > start && text.charCodeAt(at - 1) === 46) at--;
  if (colons < 2 || digits === 0) return -1;
  return colons === 7 || text.slice(start, at).includes('::') ? at : -1;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isHex(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}

/** The first IP address in a range that is no part of a longer word. */
export function findIp(text: string, from: number, to: number): Located | null {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (!isHex(code) && code !== 58) continue;
    const end = ipEndAt(text, at);
    if (end > 0 && end <= to) return { value: text.slice(at, end), start: at, end };
    while (at + 1 < to && isWord(text.charCodeAt(at + 1))) at++;
  }
  return null;
}

function isWord(code: number): boolean {
  return (
    isDigit(code) || code === 46 || code === 45 || code === 58 || ((code | 32) >= 97 && (code | 32) <= 122)
  );
}

/** A dotted host name that ends at an offset; null when there is none. */
export function hostBefore(text: string, end: number, lowest: number): Located | null {
  let start = end;
  while (start > lowest && end - start < 256 && isHostPart(text.charCodeAt(start - 1))) start--;
  return hostOf(text, start, end);
}

/** A dotted host name that starts at an offset; null when there is none. */
export function hostAfter(text: string, start: number, highest: number): Located | null {
  let end = start;
  while (end < highest && end - start < 256 && isHostPart(text.charCodeAt(end))) end++;
  return hostOf(text, start, end);
}

function hostOf(text: string, from: number, to: number): Located | null {
  let end = to;
  while (end > from && isTrailing(text.charCodeAt(end - 1))) end--;
  const value = text.slice(from, end);
  if (value.length < 4 || value.length > 255 || !value.includes('.') || value.includes('..')) return null;
  const last = value.slice(value.lastIndexOf('.') + 1);
  if (last.length < 2 && !isDigit(last.charCodeAt(0))) return null;
  return { value, start: from, end };
}
