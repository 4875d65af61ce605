import type { Choice, Element } from '../knowledge/phrase';
import type { Words } from '../knowledge/words';

/** Where a phrase stood, as a half-open range of word numbers. */
export interface PhraseMatch {
  /** The phrase's number in the list the matcher was built from. */
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

interface Node {
  readonly next: Map<number, Node>;
  gap: Node | null;
  /** Goes on only where an IP address stood. */
  ip: Node | null;
  readonly accepts: number[];
}

interface Glob {
  readonly before: string;
  readonly after: string;
  readonly symbol: number;
}

/** The word classes that a word belongs to, each a number. */
type Symbols = ReadonlySet<number>;

const NO_SYMBOLS: Symbols = new Set();

interface Text {
  readonly words: readonly string[];
  readonly symbols: readonly Symbols[];
  readonly ips: readonly number[];
  /** The word classes that occur anywhere in the text. */
  readonly present: Symbols;
}

/**
 * All phrases of the content in one trie over word classes. Matching walks the trie from each word; since
 * phrases and gaps are short, its time is linear in the number of words, whatever they are.
 */
export class PhraseMatcher {
  private readonly root: Node = newNode();
  private readonly symbols = new Map<string, number>();
  private readonly exact = new Map<string, number[]>();
  private readonly globs = new Map<string, Glob[]>();
  private readonly remembered = new Map<string, Symbols>();

  constructor(phrases: readonly (readonly Element[])[]) {
    phrases.forEach((elements, phrase) => {
      this.insert(elements, 0, this.root, phrase);
    });
  }

  /** The first and longest match of each phrase, in the order of the words. */
  match({ words, ips }: Pick<Words, 'words' | 'ips'>): PhraseMatch[] {
    const symbols = words.map((word) => this.symbolsOf(word));
    const text: Text = { words, symbols, ips, present: union(symbols) };
    const found = new Map<number, PhraseMatch>();
    for (let from = 0; from < words.length; from++) {
      if (symbols[from] === NO_SYMBOLS && !ips.includes(from)) continue;
      walk(this.root, text, from, (phrase, to) => {
        const earlier = found.get(phrase);
        if (earlier === undefined || (earlier.from === from && earlier.to < to))
          found.set(phrase, { phrase, from, to });
      });
    }
    return [...found.values()];
  }

  private insert(elements: readonly Element[], at: number, node: Node, phrase: number): void {
    const element = elements[at];
    if (element === undefined) {
      node.accepts.push(phrase);
      return;
    }
    if (element.kind === 'gap') {
      node.gap ??= newNode();
      this.insert(elements, at + 1, node.gap, phrase);
      return;
    }
    if (element.kind === 'ip') {
      node.ip ??= newNode();
      this.insert(elements, at + 1, node.ip, phrase);
      return;
    }
    if (element.optional) this.insert(elements, at + 1, node, phrase);
    const symbol = this.symbolFor(element.choices);
    let next = node.next.get(symbol);
    if (next === undefined) node.next.set(symbol, (next = newNode()));
    this.insert(elements, at + 1, next, phrase);
  }

  private symbolFor(choices: readonly Choice[]): number {
    const key = choices
      .map((choice) => (choice.kind === 'exact' ? choice.word : `${choice.before}*${choice.after}`))
      .join('|');
    const known = this.symbols.get(key);
    if (known !== undefined) return known;
    const symbol = this.symbols.size;
    this.symbols.set(key, symbol);
    for (const choice of choices) this.addChoice(choice, symbol);
    return symbol;
  }

  private addChoice(choice: Choice, symbol: number): void {
    if (choice.kind === 'exact') append(this.exact, choice.word, symbol);
    else
      append(this.globs, choice.before.slice(0, GLOB_KEY_LENGTH), {
        before: choice.before,
        after: choice.after,
        symbol,
      });
  }

  private symbolsOf(word: string): Symbols {
    const remembered = this.remembered.get(word);
    if (remembered !== undefined) return remembered;
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    const found = this.findSymbols(word);
    const symbols = found.size === 0 ? NO_SYMBOLS : found;
    this.remembered.set(word, symbols);
    return symbols;
  }

  private findSymbols(word: string): Symbols {
    const symbols = new Set(this.exact.get(word));
    for (const { before, after, symbol } of this.globs.get(word.slice(0, GLOB_KEY_LENGTH)) ?? []) {
      if (word.length >= before.length + after.length && word.startsWith(before) && word.endsWith(after))
        symbols.add(symbol);
    }
    return symbols;
  }
}

function newNode(): Node {
  return { next: new Map(), gap: null, ip: null, accepts: [] };
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function union(sets: readonly Symbols[]): Symbols {
  const all = new Set<number>();
  for (const set of sets) for (const symbol of set) all.add(symbol);
  return all;
}

type Accept = (phrase: number, to: number) => void;

function walk(node: Node, text: Text, at: number, accept: Accept): void {
  for (const phrase of node.accepts) accept(phrase, at);
  if (node.ip !== null && text.ips.includes(at)) walk(node.ip, text, at, accept);
  const here = text.symbols[at];
  if (here === undefined) return;
  if (node.next.size > 0 && here.size > 0) step(node, here, text, at, accept);
  if (node.gap !== null && canFollow(node.gap, text)) leap(node.gap, text, at, accept);
}

/** Follows the shorter of the two lists: what the node waits for, or what the word is. */
function step(node: Node, here: Symbols, text: Text, at: number, accept: Accept): void {
  if (node.next.size < here.size) {
    for (const [symbol, next] of node.next) if (here.has(symbol)) walk(next, text, at + 1, accept);
    return;
  }
  for (const symbol of here) {
    const next = node.next.get(symbol);
    if (next !== undefined) walk(next, text, at + 1, accept);
  }
}

/** Most gaps wait for a word that the text does not have. */
function canFollow(gap: Node, { present }: Text): boolean {
  if (gap.ip !== null) return true;
  for (const symbol of gap.next.keys()) if (present.has(symbol)) return true;
  return false;
}

function leap(gap: Node, text: Text, at: number, accept: Accept): void {
  let length = 0;
  for (let next = at; length <= LONGEST_GAP && next < text.words.length; next++) {
    if (text.symbols[next] !== NO_SYMBOLS || gap.ip !== null) walk(gap, text, next, accept);
    length += gapLength(text.words[next] ?? '');
  }
}

function gapLength(word: string): number {
  return word.length === 1 && word.charCodeAt(0) >= FIRST_IDEOGRAPH ? IDEOGRAPH_SHARE : 1;
}
