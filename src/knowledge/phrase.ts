import { readWords } from './words';

/**
 * The pattern language of signatures. A phrase is a row of words as readWords splits them (case, diacritics,
 * punctuation, numbers, addresses and codes do not count). Beyond plain words:
 *   a|b      one of several words
 *   word*    a word that begins so; `be*ed` one that also ends so
 *   word?    a word that may be missing
 *   ...      up to five words of any kind
 *   <ip>     an IP address stands here; it is no word, so a phrase without this sign skips it
 */
export type Element =
  | { readonly kind: 'word'; readonly choices: readonly Choice[]; readonly optional: boolean }
  | { readonly kind: 'gap' }
  | { readonly kind: 'ip' };

export type Choice =
  | { readonly kind: 'exact'; readonly word: string }
  | { readonly kind: 'glob'; readonly before: string; readonly after: string };

export type ParsedPhrase =
  | { readonly kind: 'parsed'; readonly elements: readonly Element[] }
  | { readonly kind: 'fault'; readonly reason: string };

/** A beginning this short would match half the language. */
const SHORTEST_STEM = 2;

/** Reads one phrase; a fault says in a sentence what is wrong with it. */
export function parsePhrase(phrase: string): ParsedPhrase {
  const elements: Element[] = [];
  for (const piece of phrase.trim().split(/\s+/)) {
    const parsed = parsePiece(piece);
    if (typeof parsed === 'string') return { kind: 'fault', reason: parsed };
    elements.push(...parsed);
  }
  const first = elements[0];
  const last = elements.at(-1);
  if (first === undefined || last === undefined) return { kind: 'fault', reason: 'it is empty' };
  if (isOpen(first) || isOpen(last)) return { kind: 'fault', reason: 'it must begin and end with a word' };
  return { kind: 'parsed', elements };
}

function isOpen(element: Element): boolean {
  return element.kind === 'gap' || (element.kind === 'word' && element.optional);
}

function parsePiece(piece: string): readonly Element[] | string {
  if (piece === '...') return [{ kind: 'gap' }];
  if (piece === '<ip>') return [{ kind: 'ip' }];
  const optional = piece.endsWith('?');
  const alternatives = (optional ? piece.slice(0, -1) : piece).split('|');
  if (alternatives.length === 1 && !optional && !piece.includes('*')) return plainWords(piece);
  const choices: Choice[] = [];
  for (const alternative of alternatives) {
    const choice = parseChoice(alternative);
    if (typeof choice === 'string') return choice;
    choices.push(choice);
  }
  return [{ kind: 'word', choices, optional }];
}

/** A piece with no sign in it may still be several words: `gmail.com`, or a row of CJK characters. */
function plainWords(piece: string): readonly Element[] | string {
  const { words } = readWords(piece);
  if (words.length === 0) return `"${piece}" holds no word`;
  return words.map((word) => ({ kind: 'word', choices: [{ kind: 'exact', word }], optional: false }));
}

function parseChoice(text: string): Choice | string {
  const star = text.indexOf('*');
  if (star < 0) {
    const word = oneWord(text);
    return word === null ? `"${text}" is not exactly one word` : { kind: 'exact', word };
  }
  const before = star === 0 ? '' : oneWord(text.slice(0, star));
  const after = star === text.length - 1 ? '' : ending(text.slice(star + 1));
  if (before === null || after === null) return `"${text}" is not one word with one star`;
  if (before.length < SHORTEST_STEM)
    return `"${text}" needs at least ${String(SHORTEST_STEM)} letters before its star`;
  return { kind: 'glob', before, after };
}

/** The end of a word may be digits alone, as in `ofr*_506`. */
function ending(text: string): string | null {
  return /^[a-z0-9_]+$/.test(text) ? text : oneWord(text);
}

function oneWord(text: string): string | null {
  const { words } = readWords(text);
  const [word] = words;
  return word !== undefined && words.length === 1 ? word : null;
}
