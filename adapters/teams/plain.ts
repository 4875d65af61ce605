/**
 * Without control characters, without those that make a line read in another order than it is written
 * (bidirectional overrides), and without halves of characters, which no JSON reader accepts.
 */
export function clean(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '  ')
    .replace(/[^\n\P{Cc}]|[\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/\p{Cs}/gu, '\ufffd');
}

const CUT = ' … (shortened)';

/** At most `limit` UTF-16 units, the mark that it was cut included. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = Math.max(0, limit - CUT.length);
  const halfPair = /[\ud800-\udbff]$/.test(text.slice(0, end));
  return text.slice(0, halfPair ? end - 1 : end) + CUT;
}
