import { decodeBinary } from './charset';
import { decodeBase64 } from './transfer-encoding';

const WORD = /=\?([\w-]{2,30})(?:\*[\w-]{1,20})?\?([bq])\?([^?]{0,400})\?=/gi;

/** A header value with its encoded words (RFC 2047) decoded. */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value;
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(WORD, (_whole, charset: string, encoding: string, text: string) =>
      decodeBinary(encoding.toLowerCase() === 'b' ? decodeBase64(text) : decodeQ(text), charset),
    );
}

function decodeQ(text: string): string {
  return text
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
