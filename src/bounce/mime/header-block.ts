import type { SourceText } from '../source-text';

/** The header fields of a mail or of one of its parts (RFC 5322 section 2.2), unfolded on demand. */
export interface HeaderBlock {
  /** By lower-case name; the first of several counts. */
  readonly fields: ReadonlyMap<string, { readonly start: number; readonly end: number }>;
  /** Where the body begins. */
  readonly bodyStart: number;
}

/** Longest header block that is read; what is longer is no mail. */
const LONGEST = 1024 * 1024;

/** Reads fields up to the first empty line, or up to the first line that is none. */
export function readHeaderBlock(text: string, from: number, to: number): HeaderBlock {
  const fields = new Map<string, { start: number; end: number }>();
  const limit = Math.min(to, from + LONGEST);
  let at = from;
  let last: { start: number; end: number } | null = null;
  while (at < limit) {
    const end = lineEndAt(text, at, limit);
    const contentEnd = text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    if (contentEnd <= at) return { fields, bodyStart: Math.min(end + 1, to) };
    const first = text.charCodeAt(at);
    if (first === 32 || first === 9) {
      if (last !== null) last.end = contentEnd;
    } else {
      const colon = fieldColon(text, at, contentEnd);
      if (colon > 0) {
        const name = text.slice(at, colon).trimEnd().toLowerCase();
        last = { start: colon + 1, end: contentEnd };
        if (!fields.has(name)) fields.set(name, last);
      } else if (!isEnvelopeLine(text, at, from)) return { fields, bodyStart: at };
    }
    at = end + 1;
  }
  return { fields, bodyStart: Math.min(at, to) };
}

function lineEndAt(text: string, from: number, limit: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 || end > limit ? limit : end;
}

/** mbox writes `From bob@x.example Thu Apr 29 ...` above the fields, and some quote it. */
function isEnvelopeLine(text: string, at: number, from: number): boolean {
  return at === from && (text.startsWith('From ', at) || text.startsWith('>From ', at));
}

/** The colon of a field name: printable, no blank before it. -1 when the line is no field. */
function fieldColon(text: string, start: number, end: number): number {
  const furthest = Math.min(end, start + 78);
  for (let at = start; at < furthest; at++) {
    const code = text.charCodeAt(at);
    if (code === 58) return at > start ? at : -1;
    if (code <= 32 || code > 126) return code === 32 && text.charCodeAt(at + 1) === 58 ? at + 1 : -1;
  }
  return -1;
}

/** A field's value on one line; the empty string when it is missing. */
export function headerValue(text: string, block: HeaderBlock, name: string): string {
  const field = block.fields.get(name);
  if (field === undefined) return '';
  const value = text.slice(field.start, Math.min(field.end, field.start + 16_000)).trim();
  return value.includes('\n') ? value.replace(/\r?\n[ \t]+/g, ' ') : value;
}

/** A parameter of a structured field, as in `text/plain; charset="utf-8"`. */
export function parameter(value: string, name: string): string | null {
  const lower = value.toLowerCase();
  let at = lower.indexOf(name);
  while (at >= 0) {
    const isStart = at === 0 || ' ;\t"'.includes(lower.charAt(at - 1));
    let equals = at + name.length;
    while (lower.charCodeAt(equals) === 32 || lower.charCodeAt(equals) === 42) equals++;
    if (isStart && lower.charCodeAt(equals) === 61) return parameterValue(value, equals + 1);
    at = lower.indexOf(name, at + name.length);
  }
  return null;
}

function parameterValue(value: string, from: number): string {
  let start = from;
  while (value.charCodeAt(start) === 32) start++;
  if (value.charCodeAt(start) === 34) {
    const close = value.indexOf('"', start + 1);
    return value.slice(start + 1, close < 0 ? value.length : close);
  }
  let end = start;
  while (end < value.length && !'; \t'.includes(value.charAt(end))) end++;
  return value.slice(start, end);
}

/** Fields that only a mail's own header block has. */
const TELLING = [
  'received',
  'return-path',
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
  'delivered-to',
  'auto-submitted',
  'x-failed-recipients',
  'reply-to',
  'sender',
  'content-transfer-encoding',
];

/** Whether a text begins with the header block of a mail and a body behind it. */
export function looksLikeMail(source: SourceText, start: number): boolean {
  return mailHeadAt(source.text, start).isMail;
}

/** The same, and where the fields that were looked at end, so that a search can go on there. */
export function mailHeadAt(text: string, start: number): { isMail: boolean; end: number } {
  const isEnvelope = text.startsWith('From ', start) || text.startsWith('>From ', start);
  if (!isEnvelope && fieldColon(text, start, Math.min(text.length, start + 200)) < 0)
    return { isMail: false, end: start };
  const block = readHeaderBlock(text, start, text.length);
  let telling = 0;
  for (const name of TELLING) if (block.fields.has(name)) telling++;
  const isEnclosed = text.charCodeAt(block.bodyStart - 1) === 10 && block.bodyStart > start;
  const isMail = isEnclosed && telling >= 3 && (telling >= 4 || hasWireField(block));
  return { isMail, end: block.bodyStart };
}

/** Outlook copies From, Sent, To and Subject above a quoted mail; the wire has more. */
function hasWireField(block: HeaderBlock): boolean {
  return ['received', 'return-path', 'message-id', 'mime-version', 'content-type', 'date'].some((name) =>
    block.fields.has(name),
  );
}
