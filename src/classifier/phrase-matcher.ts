import type { Words } from '../knowledge/words';
import { classOf, GAP, IP, type PhraseBook } from './phrase-book';

/** Where a phrase stood, as a half-open range of word numbers. */
export interface PhraseMatch {
  /** The phrase's number in the book. */
  readonly phrase: number;
  readonly from: number;
  readonly to: number;
}

/** Up to so many words may stand in a gap of a phrase; ideographs are parts of words and count for less. */
const LONGEST_GAP = 5;
const IDEOGRAPH_SHARE = 0.4;
const FIRST_IDEOGRAPH = 0x3005;
/** Globs are looked up by their first letters, so that a word is compared with few of them. */
const GLOB_KEY_LENGTH = 2;
/** The word classes of so many words are remembered; the words of mails are mostly the same ones. */
const MOST_REMEMBERED = 20_000;

/** A place in the trie. Most have one way on, so the ways are two short lists; a map serves those with many. */
interface Node {
  readonly symbols: number[];
  readonly nodes: Node[];
  bySymbol: Map<number, Node> | null;
  gap: Node | null;
  /** Goes on only where an IP address stood. */
  ip: Node | null;
  readonly accepts: number[];
}

/** Above so many ways on, a map is quicker than a look along the list. */
const MANY_WAYS = 8;

interface Glob {
  readonly before: string;
  readonly after: string;
  readonly symbol: number;
}

/** What the matcher knows of a word: the classes it belongs to, and where the phrases that begin so go on. */
interface KnownWord {
  readonly symbols: readonly number[];
  readonly starts: readonly Node[];
}

const STRANGE_WORD: KnownWord = { symbols: [], starts: [] };

interface Text {
  readonly words: readonly string[];
  readonly known: readonly KnownWord[];
  readonly ips: readonly number[];
  readonly present: Presence;
}

/**
 * The word classes that occur anywhere in a text: most gaps wait for one that does not. A set of them for each
 * text would take as long as the walk; here a class remembers the last text it was seen in.
 */
class Presence {
  private readonly lastText: Uint32Array;
  private text = 0;

  constructor(symbolCount: number) {
    this.lastText = new Uint32Array(symbolCount);
  }

  renew(known: readonly KnownWord[]): this {
    this.text++;
    for (const { symbols } of known) for (const symbol of symbols) this.lastText[symbol] = this.text;
    return this;
  }

  holdsAny(symbols: readonly number[]): boolean {
    for (const symbol of symbols) if (this.lastText[symbol] === this.text) return true;
    return false;
  }
}

/**
 * All phrases of the content in one trie over word classes. Matching walks the trie from each word; since
 * phrases and gaps are short, its time is linear in the number of words, whatever they are.
 */
export class PhraseMatcher {
  private readonly root: Node = newNode();
  private readonly exact = new Map<string, number[]>();
  private readonly globs = new Map<string, Glob[]>();
  private readonly remembered = new Map<string, KnownWord>();
  private readonly presence: Presence;

  constructor(private readonly book: PhraseBook) {
    book.classes.forEach((name, symbol) => {
      for (const choice of name.split('|')) this.addChoice(choice, symbol);
    });
    for (let phrase = 0; phrase + 1 < book.offsets.length; phrase++)
      this.insert(book.offsets[phrase] ?? 0, this.root, phrase);
    this.presence = new Presence(book.classes.length);
  }

  /** The first and longest match of each phrase, in the order of the words. */
  match({ words, ips }: Pick<Words, 'words' | 'ips'>): PhraseMatch[] {
    const known = words.map((word) => this.known(word));
    const text: Text = { words, known, ips, present: this.presence.renew(known) };
    const found = new Found();
    for (let from = 0; from < words.length; from++) {
      found.from = from;
      for (const start of known[from]?.starts ?? []) walk(start, text, from + 1, found);
      if (this.root.ip !== null && ips.includes(from)) walk(this.root.ip, text, from, found);
    }
    return found.all();
  }

  private insert(at: number, node: Node, phrase: number): void {
    const element = this.book.elements[at];
    if (element === undefined || at === this.book.offsets[phrase + 1]) node.accepts.push(phrase);
    else if (element === GAP) this.insert(at + 1, (node.gap ??= newNode()), phrase);
    else if (element === IP) this.insert(at + 1, (node.ip ??= newNode()), phrase);
    else {
      const { symbol, isOptional } = classOf(element);
      if (isOptional) this.insert(at + 1, node, phrase);
      this.insert(at + 1, nodeBehind(node, symbol) ?? addNode(node, symbol), phrase);
    }
  }

  private addChoice(choice: string, symbol: number): void {
    const star = choice.indexOf('*');
    if (star < 0) append(this.exact, choice, symbol);
    else {
      const before = choice.slice(0, star);
      append(this.globs, before.slice(0, GLOB_KEY_LENGTH), { before, after: choice.slice(star + 1), symbol });
    }
  }

  private known(word: string): KnownWord {
    const remembered = this.remembered.get(word);
    if (remembered !== undefined) return remembered;
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    const symbols = this.findSymbols(word);
    const starts = symbols.flatMap((symbol) => nodeBehind(this.root, symbol) ?? []);
    const known = symbols.length === 0 ? STRANGE_WORD : { symbols, starts };
    this.remembered.set(word, known);
    return known;
  }

  private findSymbols(word: string): number[] {
    const symbols = new Set(this.exact.get(word));
    for (const { before, after, symbol } of this.globs.get(word.slice(0, GLOB_KEY_LENGTH)) ?? []) {
      if (word.length >= before.length + after.length && word.startsWith(before) && word.endsWith(after))
        symbols.add(symbol);
    }
    return [...symbols];
  }
}

function newNode(): Node {
  return { symbols: [], nodes: [], bySymbol: null, gap: null, ip: null, accepts: [] };
}

function nodeBehind(node: Node, symbol: number): Node | undefined {
  return node.bySymbol === null ? node.nodes[node.symbols.indexOf(symbol)] : node.bySymbol.get(symbol);
}

function addNode(node: Node, symbol: number): Node {
  const next = newNode();
  node.symbols.push(symbol);
  node.nodes.push(next);
  if (node.bySymbol !== null) node.bySymbol.set(symbol, next);
  else if (node.symbols.length > MANY_WAYS)
    node.bySymbol = new Map(node.symbols.map((each, at) => [each, node.nodes[at] ?? next]));
  return next;
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** The matches so far, and the word from which the walk began. */
class Found {
  from = 0;
  private readonly matches = new Map<number, PhraseMatch>();

  accept(phrase: number, to: number): void {
    const earlier = this.matches.get(phrase);
    if (earlier === undefined || (earlier.from === this.from && earlier.to < to))
      this.matches.set(phrase, { phrase, from: this.from, to });
  }

  all(): PhraseMatch[] {
    return [...this.matches.values()];
  }
}

function walk(node: Node, text: Text, at: number, found: Found): void {
  for (const phrase of node.accepts) found.accept(phrase, at);
  if (node.ip !== null && text.ips.includes(at)) walk(node.ip, text, at, found);
  const here = text.known[at];
  if (here === undefined) return;
  if (here !== STRANGE_WORD && node.symbols.length > 0) step(node, here.symbols, text, at, found);
  const { gap } = node;
  if (gap !== null && (gap.ip !== null || text.present.holdsAny(gap.symbols))) leap(gap, text, at, found);
}

/** Follows the ways that the word opens. */
function step(node: Node, here: readonly number[], text: Text, at: number, found: Found): void {
  if (node.bySymbol === null) {
    for (let way = 0; way < node.symbols.length; way++) {
      const next = node.nodes[way];
      if (next !== undefined && here.includes(node.symbols[way] ?? -1)) walk(next, text, at + 1, found);
    }
    return;
  }
  for (const symbol of here) {
    const next = node.bySymbol.get(symbol);
    if (next !== undefined) walk(next, text, at + 1, found);
  }
}

function leap(gap: Node, text: Text, at: number, found: Found): void {
  let length = 0;
  for (let next = at; length <= LONGEST_GAP && next < text.words.length; next++) {
    if (text.known[next] !== STRANGE_WORD || gap.ip !== null) walk(gap, text, next, found);
    length += gapLength(text.words[next] ?? '');
  }
}

function gapLength(word: string): number {
  return word.length === 1 && word.charCodeAt(0) >= FIRST_IDEOGRAPH ? IDEOGRAPH_SHARE : 1;
}
