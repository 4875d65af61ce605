import type { Choice, Element } from '../knowledge/phrase';

/** Where a phrase stood, as a half-open range of word numbers. */
export interface PhraseMatch {
  /** The phrase's number in the list the matcher was built from. */
  readonly phrase: number;
  readonly from: number;
  readonly to: number;
}

/** Up to so many words may stand in a gap of a phrase. */
const LONGEST_GAP = 4;
/** Globs are looked up by their first letters, so that a word is compared with few of them. */
const GLOB_KEY_LENGTH = 2;

interface Node {
  readonly next: Map<number, Node>;
  gap: Node | null;
  readonly accepts: number[];
}

interface Glob {
  readonly before: string;
  readonly after: string;
  readonly symbol: number;
}

const NO_SYMBOLS: readonly number[] = [];

/**
 * All phrases of the content in one trie over word classes. Matching walks the trie from each word; since
 * phrases and gaps are short, its time is linear in the number of words, whatever they are.
 */
export class PhraseMatcher {
  private readonly root: Node = newNode();
  private readonly symbols = new Map<string, number>();
  private readonly exact = new Map<string, number[]>();
  private readonly globs = new Map<string, Glob[]>();

  constructor(phrases: readonly (readonly Element[])[]) {
    phrases.forEach((elements, phrase) => {
      this.insert(elements, 0, this.root, phrase);
    });
  }

  /** The first and longest match of each phrase, in the order of the words. */
  match(words: readonly string[]): PhraseMatch[] {
    const symbols = words.map((word) => this.symbolsOf(word));
    const found = new Map<number, PhraseMatch>();
    for (let from = 0; from < words.length; from++) {
      if (symbols[from] === NO_SYMBOLS) continue;
      walk(this.root, symbols, from, (phrase, to) => {
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

  private symbolsOf(word: string): readonly number[] {
    const exact = this.exact.get(word);
    const globs = this.globs.get(word.slice(0, GLOB_KEY_LENGTH));
    if (globs === undefined) return exact ?? NO_SYMBOLS;
    const symbols = exact === undefined ? [] : [...exact];
    for (const { before, after, symbol } of globs) {
      if (word.length >= before.length + after.length && word.startsWith(before) && word.endsWith(after))
        symbols.push(symbol);
    }
    return symbols.length === 0 ? NO_SYMBOLS : symbols;
  }
}

function newNode(): Node {
  return { next: new Map(), gap: null, accepts: [] };
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function walk(
  node: Node,
  symbols: readonly (readonly number[])[],
  at: number,
  accept: (phrase: number, to: number) => void,
): void {
  for (const phrase of node.accepts) accept(phrase, at);
  const here = symbols[at];
  if (here === undefined) return;
  for (const symbol of here) {
    const next = node.next.get(symbol);
    if (next !== undefined) walk(next, symbols, at + 1, accept);
  }
  if (node.gap === null) return;
  for (let skipped = 0; skipped <= LONGEST_GAP; skipped++) walk(node.gap, symbols, at + skipped, accept);
}
