import { decodeEntities } from './html-entities';

/**
 * HTML as a person reads it: what Teams attaches to a message, and what Outlook puts on the clipboard. One
 * pass over the text, no markup survives, table cells become columns and rows become lines.
 */

/** Asked for each opening tag; `drop` hides the element with everything in it. */
export type ElementRule = (tag: Tag) => 'keep' | 'drop';

export interface Tag {
  /** In lower case. */
  readonly name: string;
  readonly closing: boolean;
  /** As written. */
  readonly attributes: string;
  /** Offset behind the `>`. */
  readonly end: number;
}

const HIDDEN = new Set(['style', 'script', 'head', 'title', 'template', 'attachment']);
const LINE = new Set(['br', 'div', 'tr', 'li', 'ul', 'ol', 'table', 'dt', 'dd', 'hr', 'pre']);
const PARAGRAPH = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote']);
const CELL = new Set(['td', 'th']);
/** Elements without an end: they cannot hide what follows them. */
const VOID = new Set(['br', 'hr', 'img', 'meta', 'link', 'input', 'col', 'wbr', 'area', 'base']);

/** A `<` with no end this near is no tag; it also bounds the work on hostile input. */
const LONGEST_TAG = 2048;

export function htmlToText(html: string, rule: ElementRule = () => 'keep'): string {
  const writer = new Writer();
  let hidden: { name: string; depth: number } | null = null;
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (!hidden) writer.text(html.slice(at, open < 0 ? html.length : open));
    if (open < 0) break;
    const tag = readTag(html, open);
    if (!tag) {
      if (!hidden) writer.text('<');
      at = open + 1;
      continue;
    }
    at = tag.end;
    if (hidden) {
      hidden = stillHidden(hidden, tag);
    } else if (isHidden(tag, rule)) {
      hidden = VOID.has(tag.name) ? null : { name: tag.name, depth: 1 };
    } else {
      writer.tag(tag);
    }
  }
  return writer.done();
}

/** An attribute's value, entities decoded; null when the element has no such attribute. */
export function attribute(attributes: string, name: string): string | null {
  const lower = attributes.toLowerCase();
  for (let at = lower.indexOf(`${name}=`); at >= 0; at = lower.indexOf(`${name}=`, at + 1)) {
    if (at > 0 && !isSpace(lower[at - 1])) continue;
    const start = at + name.length + 1;
    const quote = attributes[start];
    if (quote !== '"' && quote !== "'") return decodeEntities(firstWord(attributes.slice(start)));
    const end = attributes.indexOf(quote, start + 1);
    return decodeEntities(attributes.slice(start + 1, end < 0 ? attributes.length : end));
  }
  return null;
}

function isHidden(tag: Tag, rule: ElementRule): boolean {
  return !tag.closing && (HIDDEN.has(tag.name) || rule(tag) === 'drop');
}

function stillHidden(hidden: { name: string; depth: number }, tag: Tag) {
  if (tag.name !== hidden.name) return hidden;
  const depth = hidden.depth + (tag.closing ? -1 : 1);
  return depth === 0 ? null : { name: hidden.name, depth };
}

/** Null when the `<` at `open` begins no tag: a bounce is full of `<name@example.com>`. */
function readTag(html: string, open: number): Tag | null {
  if (html.startsWith('<!--', open)) {
    const end = html.indexOf('-->', open + 4);
    return { name: '!', closing: false, attributes: '', end: end < 0 ? html.length : end + 3 };
  }
  const closing = html[open + 1] === '/';
  const start = open + (closing ? 2 : 1);
  let nameEnd = start;
  while (nameEnd < html.length && isNameLetter(html[nameEnd])) nameEnd += 1;
  const after = html[nameEnd];
  if (nameEnd === start && html[start] !== '!' && html[start] !== '?') return null;
  if (nameEnd > start && after !== '>' && after !== '/' && !isSpace(after)) return null;
  const end = tagEnd(html, nameEnd);
  if (end < 0) return null;
  return {
    name: html.slice(start, nameEnd).toLowerCase(),
    closing,
    attributes: html.slice(nameEnd, end),
    end: end + 1,
  };
}

/** The `>` that ends the tag, outside quoted attribute values. */
function tagEnd(html: string, from: number): number {
  const limit = Math.min(html.length, from + LONGEST_TAG);
  let quote: string | null = null;
  for (let at = from; at < limit; at += 1) {
    const letter = html[at];
    if (quote !== null) {
      if (letter === quote) quote = null;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
    } else if (letter === '>') {
      return at;
    }
  }
  return -1;
}

function isNameLetter(letter: string | undefined): boolean {
  return letter !== undefined && /[a-z0-9:-]/i.test(letter);
}

function isSpace(letter: string | undefined): boolean {
  return letter !== undefined && /\s/.test(letter);
}

function firstWord(text: string): string {
  return /^[^\s>]*/.exec(text)?.[0] ?? '';
}

/** Collects text with HTML's rules for white space, in pieces, so that long input costs no more than its length. */
class Writer {
  readonly #lines: string[] = [];
  #pieces: string[] = [];
  #hasWords = false;
  #endsInSpace = true;
  #preformatted = 0;

  text(raw: string): void {
    if (raw === '') return;
    const text = decodeEntities(raw).replaceAll('\u00a0', ' ');
    if (this.#preformatted > 0) this.#preformattedText(text);
    else this.#flowingText(text.replace(/[\t\n\f\r ]+/g, ' '));
  }

  tag(tag: Tag): void {
    if (tag.name === 'pre') this.#preformatted = Math.max(0, this.#preformatted + (tag.closing ? -1 : 1));
    if (tag.name === 'img') this.text(attribute(tag.attributes, 'alt') ?? '');
    if (CELL.has(tag.name) && !tag.closing && this.#hasWords) this.#add('  ');
    if (tag.name === 'br') this.#break();
    else if (LINE.has(tag.name) && this.#hasWords) this.#break();
    else if (PARAGRAPH.has(tag.name)) this.#paragraph();
  }

  done(): string {
    this.#break();
    return this.#lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }

  #flowingText(collapsed: string): void {
    this.#add(this.#endsInSpace && collapsed.startsWith(' ') ? collapsed.slice(1) : collapsed);
  }

  #preformattedText(text: string): void {
    const [first = '', ...rest] = text.split('\n');
    this.#add(first);
    for (const line of rest) {
      this.#break();
      this.#add(line);
    }
  }

  #add(piece: string): void {
    if (piece === '') return;
    this.#pieces.push(piece);
    this.#hasWords ||= piece.trim() !== '';
    this.#endsInSpace = piece.endsWith(' ');
  }

  #paragraph(): void {
    if (this.#hasWords) this.#break();
    if (this.#lines.at(-1) !== '') this.#break();
  }

  #break(): void {
    this.#lines.push(this.#pieces.join('').trimEnd());
    this.#pieces = [];
    this.#hasWords = false;
    this.#endsInSpace = true;
  }
}
