import { decodeEntities, textOfHtml } from './mime/html-text';
import { decodeBinary, repairMojibake } from './mime/charset';
import { undoRawQuotedPrintable } from './mime/transfer-encoding';
import { indexWithin } from './search-within';
import { Rewriter, type SourceText } from './source-text';

/**
 * Undoes what mail programs, forums and chats do to a pasted text: quoting marks, markup, entities, links written
 * twice, quoted-printable and bytes read in the wrong charset. A text without such signs comes back as it is.
 */
export function unmangle(source: SourceText): SourceText {
  let text = source;
  if (HTML.test(text.text)) text = textOfHtml(text);
  text = undoRawQuotedPrintable(text) ?? text;
  const mark = quoteMark(text.text);
  const needsLines =
    mark !== null ||
    MARKUP.test(text.text) ||
    text.text.includes(ESCAPE) ||
    repairMojibake(text.text) !== null;
  return needsLines ? cleanLines(text, mark) : text;
}

/** A text that is HTML source, not one that only mentions a tag or an address in angle brackets. */
const HTML = /<(?:html|body|table|div|p|br|td|span|font)\b[^<>]{0,300}>/i;

/** Entities, BBCode, Slack's `<mailto:a|a>` and `<https://x|x>`, fences, and ISO-2022-JP without its escapes. */
const MARKUP =
  /&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,6});|\[\/?(?:email|url|quote|code)\b|<(?:mailto|https?):[^<>|\s]{1,500}\||```|\$B[!-~]{4}/i;

/** Starts ISO-2022-JP's shift sequences. */
const ESCAPE = String.fromCharCode(27);

/** `>` or `#` before at least two lines and most of the lines that are not empty; null when lines are not marked. */
function quoteMark(text: string): '>' | '#' | null {
  if (!text.includes('\n')) return startsWithMark(text, 0, text.length, '>') ? '>' : null;
  for (const mark of ['>', '#'] as const) {
    if (text.includes(mark) && countMarked(text, mark) >= 2) return mark;
  }
  return null;
}

function countMarked(text: string, mark: string): number {
  let marked = 0;
  let at = 0;
  while (at < text.length && marked < 2) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    if (startsWithMark(text, at, end, mark)) marked++;
    at = end + 1;
  }
  return marked;
}

/** `>>>` is a command in a session, and `#550` a reply: a mark stands before a blank or at the line's end. */
function startsWithMark(text: string, from: number, end: number, mark: string): boolean {
  let at = from;
  while (at < end && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
  if (text.charAt(at) !== mark) return false;
  const next = text.charCodeAt(at + 1);
  return at + 1 >= end || next === 32 || next === 9 || next === 13 || (mark === '>' && next === 60);
}

function cleanLines(source: SourceText, mark: '>' | '#' | null): SourceText {
  const { text } = source;
  const out = new Rewriter(source);
  let at = 0;
  while (at < text.length) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found + 1;
    const start = mark === null ? at : behindMarks(text, at, end, mark);
    out.add(cleanLine(text.slice(start, end)), start);
    at = end;
  }
  return out.done(text.length);
}

function behindMarks(text: string, from: number, end: number, mark: string): number {
  let start = from;
  while (startsWithMark(text, start, end - 1, mark)) {
    start = indexWithin(text, mark.charCodeAt(0), start, end) + 1;
  }
  return start > from && text.charCodeAt(start) === 32 ? start + 1 : start;
}

function cleanLine(line: string): string {
  if (!NEEDS_CLEANING.test(line)) return line;
  const plain = decodeJapanese(repairMojibake(line) ?? line);
  return decodeEntities(plain)
    .replace(/<(?:mailto:|https?:)[^<>|\s]{1,500}\|([^<>|]{1,500})>/gi, '$1')
    .replace(/\[\/?(?:email|url|quote|code)(?:=[^[\]]{0,200})?\]/gi, '')
    .replace(/^\s*```\w{0,12}\s*$/, '');
}

const NEEDS_CLEANING = /[^\t\n\r -#%'-;=-Z\\-_a-~]/;

/** ISO-2022-JP whose escape characters were lost or kept: `ESC $ B ... ESC ( B`. */
function decodeJapanese(line: string): string {
  if (line.includes(`${ESCAPE}$`)) return decodeBinary(line, 'iso-2022-jp');
  let result = '';
  let from = 0;
  for (let start = line.indexOf('$B'); start >= 0; start = line.indexOf('$B', Math.max(from, start + 2))) {
    const end = line.indexOf('(B', start + 2);
    if (end < 0) break;
    const decoded = decodeBinary(`${ESCAPE}${line.slice(start, end)}${ESCAPE}(B`, 'iso-2022-jp');
    if ((end - start) % 2 === 1 || decoded.includes('\ufffd')) continue;
    result += line.slice(from, start) + decoded;
    from = end + 2;
  }
  return result + line.slice(from);
}
