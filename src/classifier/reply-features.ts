import { readWords } from '../knowledge/words';

/** So many letters of a word are compared piece by piece, so that a strange ending costs little. */
const PIECE = 4;

/**
 * What is learned of a short reply: its words, its neighbours, how it begins and ends, how long it is, and the
 * pieces of its words. Signs and emoji count as words, an address as one. `correct` mends a mistyped word.
 */
export function replyFeatures(text: string, correct: (word: string) => string = (word) => word): string[] {
  const words = [...wordsOf(text).map(correct), ...signsIn(text)];
  const features = new Set<string>([`#${String(Math.min(words.length, 8))}`]);
  words.forEach((word, at) => {
    features.add(word);
    features.add(`${word} ${words[at + 1] ?? '$'}`);
    if (at === 0) features.add(`^ ${word}`);
    const afterNext = words[at + 2];
    if (afterNext !== undefined) features.add(`${word} _ ${afterNext}`);
    for (const piece of piecesOf(word)) features.add(piece);
  });
  return [...features];
}

function wordsOf(text: string): readonly string[] {
  const { words } = readWords(text);
  return text.includes('@') ? [...words, '@'] : words;
}

function piecesOf(word: string): string[] {
  if (word.length < PIECE) return [];
  const padded = `<${word}>`;
  return Array.from({ length: padded.length - PIECE + 1 }, (_, at) => `~${padded.slice(at, at + PIECE)}`);
}

/** Emoji, question marks and smileys; a skin tone or a variation selector changes nothing. */
function signsIn(text: string): string[] {
  const signs = [...text].filter((character) => {
    const code = character.codePointAt(0) ?? 0;
    return (
      code === 63 ||
      (code >= 0x2190 && code < 0x2c00) ||
      (code >= 0x1f000 && (code < 0x1f3fb || code > 0x1f3ff))
    );
  });
  const smileys = [':)', ':-)', ':(', ':-(', ';)', '<3', '+1', '-1'].filter((smiley) =>
    text.includes(smiley),
  );
  return [...signs, ...smileys];
}
