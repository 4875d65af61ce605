import type { Located } from './address';
import { findAddress } from './address';
import { indexWithin, lastIndexWithin } from './search-within';
import type { Page } from './page';
import { lineEnd, lineStart } from './page';

/** A line of a report that names the recipient it goes on to speak about. */
export interface Heading {
  readonly recipient: Located;
  readonly line: number;
  /** Where the rest of the line begins, behind the address and its colon. */
  readonly rest: number;
}

/** Reads a line as a heading: `<bob@x.example>: ...`, `bob@x.example` alone, `Recipient address: bob@...`. */
export function headingAt(page: Page, line: number): Heading | null {
  const end = lineEnd(page, line);
  const start = skipBullet(page.text, lineStart(page, line), end);
  if (end - start < 3) return null;
  const first = page.text.charCodeAt(start);
  if (first === 60) return bracketed(page, line, start, 62);
  if (first === 34) return bracketed(page, line, start, 34);
  if (first === 39) return bracketed(page, line, start, 39);
  if (indexWithin(page.text, 64, start, end) < 0) return null;
  return bare(page, line, start, end) ?? named(page, line, start, end) ?? labelled(page, line, start, end);
}

function skipBullet(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && at - start < 4 && isBullet(text.charCodeAt(at))) at++;
  if (at === start) return start;
  const spaced = at;
  while (text.charCodeAt(at) === 32) at++;
  return at > spaced ? at : start;
}

function isBullet(code: number): boolean {
  return code === 45 || code === 42 || code === 0x2022 || code === 62 || code === 0xb7;
}

/** `<bob@x.example>`, also `<=?utf-8?Q?bob?=@x.example>` and an address without a domain. */
function bracketed(page: Page, line: number, start: number, closer: number): Heading | null {
  const { text } = page;
  const end = lineEnd(page, line);
  const close = indexWithin(text, closer, start + 1, Math.min(end, start + 330));
  if (close <= start + 1) return null;
  const value = text.slice(start + 1, close);
  if (!value.includes('@') || /[\s,]/.test(value)) return null;
  const recipient = { value: value.replace(/^mailto:/i, ''), start: start + 1, end: close };
  return withRest(page, line, recipient, close + 1);
}

function bare(page: Page, line: number, start: number, end: number): Heading | null {
  const recipient = findAddress(page.text, start, end);
  if (recipient === null || recipient.start !== start) return null;
  return withRest(page, line, recipient, recipient.end);
}

/** `Bob Jones (bob@x.example)<mailto:bob@x.example>` and `Bob Jones <bob@x.example>` alone on a line. */
function named(page: Page, line: number, start: number, end: number): Heading | null {
  const { text } = page;
  if (end - start > 240 || text.charCodeAt(end - 1) !== 62) return null;
  const open = lastIndexWithin(text, 60, start, end);
  if (open < 0) return null;
  const before = text.slice(start, open);
  if (!isName(before)) return null;
  const recipient = findAddress(text, open, end);
  if (recipient === null || recipient.end !== end - 1) return null;
  return { recipient: withoutMailto(recipient), line, rest: end };
}

/** A display name is short and no sentence, no reply that ends with an address and no advice whom to ask. */
function isName(text: string): boolean {
  if (text.length > 70 || /[:;]|\.\.\.|^[245]\d\d|[.!?] /.test(text) || ADVICE.test(text)) return false;
  return text.split(' ').length <= 7;
}

/** `For further assistance, please contact <postmaster@x.example>`. */
const ADVICE =
  /\b(?:contact|please|assistance|help|questions|send|write|kontakt\w{0,5}|wenden|contact(?:er|ar|o))\b/i;

function withoutMailto(address: Located): Located {
  if (!address.value.toLowerCase().startsWith('mailto:')) return address;
  return { value: address.value.slice(7), start: address.start + 7, end: address.end };
}

const LABEL =
  /recipient|rcpt|mail address|empf|destinat|geadresseerde|адресат|получател|宛先|あて先|受信者|收件人|收件/i;
const OTHER_LABEL = /sender|from|absender|original/i;

/** `Recipient address: bob@x.example` in any of our languages. */
function labelled(page: Page, line: number, start: number, end: number): Heading | null {
  const { text } = page;
  const furthest = Math.min(end, start + 40);
  let colon = indexWithin(text, 58, start, furthest);
  if (colon < 0) colon = indexWithin(text, 0xff1a, start, furthest);
  if (colon < 0) return null;
  const label = text.slice(start, colon);
  if (!LABEL.test(label) || OTHER_LABEL.test(label)) return null;
  const recipient = findAddress(text, colon, end);
  if (recipient === null || recipient.start - colon > 20) return null;
  return withRest(page, line, recipient, recipient.end) ?? { recipient, line, rest: recipient.end };
}

/** What may stand behind the address of a heading; anything else makes the line a sentence. */
function withRest(page: Page, line: number, recipient: Located, after: number): Heading | null {
  const { text } = page;
  const end = lineEnd(page, line);
  let at = skipAsides(text, after, end);
  const code = at < end ? text.charCodeAt(at) : 58;
  const leads = code === 58 || code === 0xff1a || code === 40 || code === 91;
  if (leads) {
    if (code === 58 || code === 0xff1a) at++;
    return { recipient, line, rest: Math.min(at, end) };
  }
  if (text.startsWith('on ', at) && end - at < 50) return { recipient, line, rest: end };
  return isReasonBehind(text, at, end) ? { recipient, line, rest: at } : null;
}

/** Skips `>`, `(expanded from <root>)`, a second writing `<mailto:...>`, and blanks. */
function skipAsides(text: string, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 9 || code === 62 || code === 34) at++;
    else if (
      text.startsWith('(expanded from', at) ||
      text.startsWith('(generated from', at) ||
      text.startsWith('(ultimately', at)
    ) {
      const close = indexWithin(text, 41, at, end);
      if (close < 0) return end;
      at = close + 1;
    } else if (code === 60 && secondWritingEnd(text, at, end) > 0) {
      at = secondWritingEnd(text, at, end);
    } else return at;
  }
  return end;
}

function secondWritingEnd(text: string, at: number, end: number): number {
  const close = indexWithin(text, 62, at, end);
  return close > 0 && indexWithin(text, 64, at, close) > 0 ? close + 1 : -1;
}

/** `bob@x.example on Thu, 29 Apr`, `... failed: host`, `... Invalid Address, ERROR_CODE :550`. */
function isReasonBehind(text: string, at: number, end: number): boolean {
  if (text.startsWith('failed', at) || text.startsWith('- ', at) || text.startsWith('; ', at)) return true;
  const behind = text.slice(at, Math.min(end, at + 60));
  return behind.includes('ERROR_CODE');
}
