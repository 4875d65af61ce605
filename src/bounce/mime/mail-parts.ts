import type { OtherKind } from '../failure';
import { slice, type SourceText } from '../source-text';
import { decodeBody } from './transfer-encoding';
import type { HeaderBlock } from './header-block';
import { headerValue, looksLikeMail, parameter, readHeaderBlock } from './header-block';
import { textOfHtml } from './html-text';

/** A mail taken apart as far as a bounce needs it: reading stops where the returned original begins. */
export interface MailParts {
  readonly source: SourceText;
  readonly header: HeaderBlock;
  /** What was written for people, decoded; plain text is preferred to HTML where both are offered. */
  readonly texts: readonly SourceText[];
  /** message/delivery-status parts (RFC 3464), decoded. */
  readonly statuses: readonly SourceText[];
  /** The returned message's header; its body is never looked at. */
  readonly original: SourceText | null;
  /** Mails enclosed in a mail that is no report: a person forwards something. */
  readonly enclosed: readonly SourceText[];
  readonly isReport: boolean;
  readonly otherKind: OtherKind | null;
}

/** Deeper nesting is nobody's mail; what lies below is left unread. */
const DEEPEST = 10;
/** No report has more parts before its original; RFC 3464 has two. */
const MOST_PARTS = 200;
/** An original's header is read for sender and recipient only. */
const LONGEST_HEADER = 64 * 1024;

interface Walk {
  readonly texts: SourceText[];
  readonly statuses: SourceText[];
  readonly enclosed: SourceText[];
  original: SourceText | null;
  isReport: boolean;
  otherKind: OtherKind | null;
  parts: number;
}

/** Takes the mail that begins at the start of `source` apart. Never throws. */
export function partsOfMail(source: SourceText): MailParts {
  const walk: Walk = {
    texts: [],
    statuses: [],
    enclosed: [],
    original: null,
    isReport: false,
    otherKind: null,
    parts: 0,
  };
  const header = readHeaderBlock(source.text, 0, source.text.length);
  takeEntity(source, header, walk, 0);
  return { source, header, ...walk };
}

/** Returns false when the original was reached: nothing behind it is read. */
function takeEntity(source: SourceText, header: HeaderBlock, walk: Walk, depth: number): boolean {
  walk.parts++;
  if (walk.parts > MOST_PARTS) return false;
  const typeField = headerValue(source.text, header, 'content-type');
  const type = typeField.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type.startsWith('multipart/')) return takeMultipart(source, header, typeField, walk, depth);
  const body = slice(source, header.bodyStart, source.text.length);
  const encoding = headerValue(source.text, header, 'content-transfer-encoding');
  return takeLeaf({ type, typeField, encoding, header, source, body }, walk);
}

interface Leaf {
  readonly type: string;
  readonly typeField: string;
  readonly encoding: string;
  readonly header: HeaderBlock;
  readonly source: SourceText;
  readonly body: SourceText;
}

function takeLeaf(leaf: Leaf, walk: Walk): boolean {
  const charset = parameter(leaf.typeField, 'charset');
  switch (leaf.type) {
    case 'message/delivery-status':
    case 'message/global-delivery-status':
      walk.statuses.push(decodeBody(leaf.body, leaf.encoding, charset));
      walk.isReport = true;
      return true;
    case 'message/disposition-notification':
      walk.otherKind = 'read-receipt';
      return true;
    case 'message/feedback-report':
      walk.otherKind = 'abuse-report';
      return true;
    case 'message/rfc822':
    case 'message/global':
    case 'message/partial':
    case 'text/rfc822-headers':
    case 'message/rfc822-headers':
    case 'message/global-headers':
      return takeMessage(leaf, walk);
    case 'text/html':
      walk.texts.push(textOfHtml(decodeBody(leaf.body, leaf.encoding, charset)));
      return true;
    default:
      return takeOther(leaf, charset, walk);
  }
}

/** A message inside a report is the returned original; inside anything else somebody forwards it. */
function takeMessage(leaf: Leaf, walk: Walk): boolean {
  const message = decodeBody(leaf.body, leaf.encoding, null);
  const holdsReport = walk.isReport || walk.statuses.length > 0;
  if (!holdsReport && leaf.type === 'message/rfc822') {
    walk.enclosed.push(message);
    walk.original ??= slice(message, 0, LONGEST_HEADER);
    return true;
  }
  walk.original = slice(message, 0, LONGEST_HEADER);
  return false;
}

function takeOther(leaf: Leaf, charset: string | null, walk: Walk): boolean {
  const isText = leaf.type === '' || leaf.type.startsWith('text') || leaf.type === 'text/plain';
  if (isText) {
    if (headerValue(leaf.source.text, leaf.header, 'content-disposition').startsWith('attachment'))
      return true;
    walk.texts.push(decodeBody(leaf.body, leaf.encoding, charset));
    return true;
  }
  const name = `${leaf.typeField} ${headerValue(leaf.source.text, leaf.header, 'content-disposition')}`;
  if (!/\.eml\b/i.test(name)) return true;
  const enclosed = decodeBody(leaf.body, leaf.encoding, null);
  if (looksLikeMail(enclosed, 0)) walk.enclosed.push(enclosed);
  return true;
}

function takeMultipart(
  source: SourceText,
  header: HeaderBlock,
  typeField: string,
  walk: Walk,
  depth: number,
): boolean {
  if (depth >= DEEPEST) return false;
  const lower = typeField.toLowerCase();
  noteReportType(lower, walk);
  const body = slice(source, header.bodyStart, source.text.length);
  const boundary = usableBoundary(body.text, parameter(typeField, 'boundary'));
  if (boundary === null) {
    walk.texts.push(body);
    return true;
  }
  const before = walk.texts.length;
  let goesOn = true;
  eachPart(body, boundary, (part) => {
    const partHeader = readHeaderBlock(part.text, 0, part.text.length);
    goesOn = takeEntity(part, partHeader, walk, depth + 1);
    return goesOn;
  });
  if (lower.startsWith('multipart/alternative')) keepOneText(walk, before);
  return goesOn;
}

function noteReportType(typeField: string, walk: Walk): void {
  if (!typeField.startsWith('multipart/report')) return;
  if (typeField.includes('disposition-notification')) walk.otherKind = 'read-receipt';
  else if (typeField.includes('feedback-report')) walk.otherKind = 'abuse-report';
  else walk.isReport = true;
}

/** Of the same text in several forms the first that says anything: plain text comes first (RFC 2046 5.1.4). */
function keepOneText(walk: Walk, before: number): void {
  const alternatives = walk.texts.splice(before);
  const kept = alternatives.find((text) => text.text.trim().length > 20) ?? alternatives[0];
  if (kept !== undefined) walk.texts.push(kept);
}

/** The declared boundary when the body has it; else the one the body's first delimiter line shows. */
function usableBoundary(body: string, declared: string | null): string | null {
  if (declared !== null && declared !== '' && body.includes(`--${declared}`)) return declared;
  return shownBoundary(body.slice(0, 4000));
}

/** A line that begins with `--` right above a part's `Content-` field. */
function shownBoundary(body: string): string | null {
  const lines = body.split('\n');
  for (let line = 0; line + 1 < lines.length; line++) {
    const delimiter = lines[line]?.trimEnd() ?? '';
    const isDelimiter = delimiter.startsWith('--') && delimiter.length > 3 && delimiter.length < 73;
    if (isDelimiter && lines[line + 1]?.toLowerCase().startsWith('content-') === true)
      return delimiter.slice(2);
  }
  return null;
}

/** Calls back with each part until it answers false; linear in what is looked at. */
function eachPart(body: SourceText, boundary: string, take: (part: SourceText) => boolean): void {
  const delimiter = `--${boundary}`;
  let start = -1;
  let at = delimiterAt(body.text, delimiter, 0);
  while (at >= 0) {
    if (start >= 0 && !take(slice(body, start, at))) return;
    const after = at + delimiter.length;
    if (body.text.startsWith('--', after)) return;
    const lineBreak = body.text.indexOf('\n', after);
    if (lineBreak < 0) return;
    start = lineBreak + 1;
    at = delimiterAt(body.text, delimiter, start);
  }
  // A cut-off mail has no closing delimiter.
  if (start >= 0) take(slice(body, start, body.text.length));
}

function delimiterAt(text: string, delimiter: string, from: number): number {
  let at = text.indexOf(delimiter, from);
  while (at >= 0) {
    const isLineStart = at === 0 || text.charCodeAt(at - 1) === 10;
    const next = text.charCodeAt(at + delimiter.length);
    if (isLineStart && (next <= 32 || next === 45 || Number.isNaN(next))) return at;
    at = text.indexOf(delimiter, at + delimiter.length);
  }
  return -1;
}
