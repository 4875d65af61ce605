import { binaryOf, guessText, utf8Of } from './mime/charset';
import { looksLikeMail } from './mime/header-block';
import { ofPaste, type SourceText } from './source-text';

/**
 * The text of what was pasted or dropped; places in a reading are offsets in it. Bytes that are UTF-8 or UTF-16 are
 * decoded; a mail in another charset keeps one unit a byte, because each of its parts may have a charset of its own.
 */
export function decodePaste(input: string | Uint8Array): SourceText {
  if (typeof input === 'string') return ofPaste(withoutMark(input));
  const wide = utf16Label(input);
  if (wide !== null) return ofPaste(withoutMark(new TextDecoder(wide).decode(input)));
  const text = utf8Of(input);
  if (text !== null) return ofPaste(withoutMark(text));
  const binary = binaryOf(input);
  const source = ofPaste(binary, true);
  return looksLikeMail(source, 0) ? source : ofPaste(guessText(input, binary));
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function utf16Label(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

/** How much is looked at to tell text from anything else. */
const SAMPLE = 8192;

/** Whether a text is one: pictures, archives and documents are full of control characters. */
export function isText(text: string): boolean {
  if (text.startsWith('%PDF-') || text.startsWith('PK\u0003\u0004')) return false;
  const length = Math.min(text.length, SAMPLE);
  let odd = 0;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    const isOdd =
      code < 32
        ? !(code >= 9 && code <= 13) && code !== 27
        : code === 0xfffd || (code >= 0x7f && code < 0x85);
    if (isOdd) odd++;
  }
  return odd * 20 <= length;
}
