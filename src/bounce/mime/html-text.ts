import { indexWithin } from '../search-within';
import { Rewriter, type SourceText } from '../source-text';

/** The text of an HTML part as a person reads it; scripts, styles and comments are left out. */
export function textOfHtml(source: SourceText): SourceText {
  const { text } = source;
  const out = new Rewriter(source);
  const unclosed = new Set<string>();
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('<', at);
    const end = open < 0 ? text.length : open;
    addWords(out, text, at, end);
    if (open < 0) break;
    at = takeTag(out, text, open, unclosed);
  }
  return out.done(text.length);
}

/** Line breaks in HTML are blanks; only tags break lines. Added line by line so that places stay near. */
function addWords(out: Rewriter, text: string, from: number, to: number): void {
  let at = from;
  while (at < to) {
    const found = indexWithin(text, 10, at, to);
    const end = found < 0 ? to : found + 1;
    const words = decodeEntities(text.slice(at, end)).replace(/\s+/g, ' ');
    if (words !== '') out.add(words, at);
    at = end;
  }
}

const SILENT: ReadonlySet<string> = new Set(['script', 'style', 'head', 'title']);
const BREAKING: ReadonlySet<string> = new Set([
  'br',
  'p',
  'div',
  'tr',
  'table',
  'li',
  'ul',
  'ol',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'pre',
  'blockquote',
  'hr',
  'body',
  'center',
]);

/** Handles the tag at `open` and returns where the text goes on. */
function takeTag(out: Rewriter, text: string, open: number, unclosed: Set<string>): number {
  if (text.startsWith('<!--', open)) return endOr(text.indexOf('-->', open), 3, text.length);
  const close = tagEnd(text, open);
  const name = tagName(text, open);
  // `<bob@x.example>` and `a < b` are text that somebody forgot to escape.
  if (close < 0 || name === '' || isAddress(text, open, close)) {
    const end = close < 0 ? open + 1 : close + 1;
    out.add(decodeEntities(text.slice(open, end)), open);
    return end;
  }
  const isClosing = text.charCodeAt(open + 1) === 47;
  if (SILENT.has(name) && !isClosing) return skipElement(text, name, close + 1, unclosed);
  if (BREAKING.has(name)) out.add('\n', open);
  else if (name === 'td' || name === 'th') out.add(' ', open);
  return close + 1;
}

/** The tag's `>`; -1 when another `<` comes first, so that no sign is looked at twice. */
function tagEnd(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 62) return at;
    if (code === 60) return -1;
  }
  return -1;
}

function endOr(found: number, length: number, fallback: number): number {
  return found < 0 ? fallback : found + length;
}

function isAddress(text: string, open: number, close: number): boolean {
  if (close - open > 330 || indexWithin(text, 64, open + 2, close - 1) < 0) return false;
  return !/[\s"'=]/.test(text.slice(open, close));
}

function tagName(text: string, open: number): string {
  let start = open + 1;
  if (text.charCodeAt(start) === 47) start++;
  let end = start;
  while (end - start < 12 && isNamePart(text.charCodeAt(end))) end++;
  return text.slice(start, end).toLowerCase();
}

function isNamePart(code: number): boolean {
  return (
    ((code | 32) >= 97 && (code | 32) <= 122) || (code >= 48 && code <= 57) || code === 33 || code === 63
  );
}

/** The element's closing tag ends what is skipped; a missing one, searched for once, skips only the opening tag. */
function skipElement(text: string, name: string, from: number, unclosed: Set<string>): number {
  if (unclosed.has(name)) return from;
  for (let at = text.indexOf('</', from); at >= 0; at = text.indexOf('</', at + 2)) {
    if (text.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return at;
  }
  unclosed.add(name);
  return from;
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['copy', '©'],
  ['reg', '®'],
  ['auml', 'ä'],
  ['ouml', 'ö'],
  ['uuml', 'ü'],
  ['Auml', 'Ä'],
  ['Ouml', 'Ö'],
  ['Uuml', 'Ü'],
  ['szlig', 'ß'],
  ['eacute', 'é'],
  ['egrave', 'è'],
  ['ecirc', 'ê'],
  ['agrave', 'à'],
  ['acirc', 'â'],
  ['ccedil', 'ç'],
  ['ocirc', 'ô'],
  ['ucirc', 'û'],
  ['ugrave', 'ù'],
  ['icirc', 'î'],
  ['iuml', 'ï'],
  ['Eacute', 'É'],
  ['Agrave', 'À'],
  ['aacute', 'á'],
  ['iacute', 'í'],
  ['oacute', 'ó'],
  ['uacute', 'ú'],
  ['ntilde', 'ñ'],
  ['atilde', 'ã'],
  ['otilde', 'õ'],
  ['rsquo', '’'],
  ['lsquo', '‘'],
  ['rdquo', '”'],
  ['ldquo', '“'],
  ['ndash', '–'],
  ['mdash', '—'],
  ['hellip', '…'],
  ['bull', '•'],
  ['middot', '·'],
  ['laquo', '«'],
  ['raquo', '»'],
  ['shy', ''],
  ['zwnj', ''],
]);

/** Decodes named and numeric character references; unknown ones stay. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));?/gi, (whole, decimal, hex, name) =>
    reference(whole, decimal as string | undefined, hex as string | undefined, name as string | undefined),
  );
}

function reference(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return NAMED.get(name) ?? NAMED.get(name.toLowerCase()) ?? whole;
  const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
