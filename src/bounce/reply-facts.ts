import type { Located } from './address';
import { findAddress, findIp } from './address';

/** Facts that servers put into the words of a reply. Offsets are those of the words. */

/** The address of the host that was refused; answers of blocklists (127.0.0.x) are none. */
export function ipIn(words: string): Located | null {
  let from = 0;
  for (;;) {
    const found = findIp(words, from, words.length);
    if (found === null) return null;
    if (!found.value.startsWith('127.') && !found.value.startsWith('0.')) return found;
    from = found.end;
  }
}

/** The first web address, without the punctuation around it. */
export function urlIn(words: string): Located | null {
  let start = words.indexOf('://');
  if (start < 0) return null;
  while (start > 0 && isLetter(words.charCodeAt(start - 1))) start--;
  if (!words.startsWith('http', start)) return null;
  let end = start;
  while (end < words.length && !endsUrl(words.charCodeAt(end))) end++;
  while (end > start && '.,;:!)]\'"'.includes(words.charAt(end - 1))) end--;
  return end - start < 12 ? null : { value: words.slice(start, end), start, end };
}

function isLetter(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122;
}

function endsUrl(code: number): boolean {
  return (
    code <= 32 ||
    code === 60 ||
    code === 62 ||
    code === 34 ||
    code === 124 ||
    code === 0x201d ||
    code >= 0x3000
  );
}

const SIZE_WORDS = /size|large|big|limit|bytes|gr(?:ö|oe)(?:ß|ss)|taille|tama(?:ñ|n)o|dimens|サイズ|大小/i;
const SIZE =
  /(?:limit|maximum|max|exceed|exceeds|exceeded|allowed|than|over|limite|maximale|grenze|massimo|上限|超过)[^\d\n]{0,40}(\d[\d.,]{0,14}\d|\d)\s?(bytes?|octets?|[kmg]i?b?\b)?/i;

/** The largest size the other side takes, in bytes. */
export function sizeLimitIn(words: string): { value: number; digits: Located } | null {
  if (!SIZE_WORDS.test(words)) return null;
  const found = SIZE.exec(words);
  const digits = found?.[1];
  if (found === null || digits === undefined) return null;
  const value = bytesOf(digits, found[2]?.toLowerCase() ?? '');
  if (value === null) return null;
  const start = found.index + found[0].indexOf(digits);
  return { value, digits: { value: digits, start, end: start + digits.length } };
}

function bytesOf(digits: string, unit: string): number | null {
  const power = { k: 1, m: 2, g: 3 }[unit.charAt(0)] ?? 0;
  const plain = power === 0 ? digits.replace(/[.,]/g, '') : digits.replace(',', '.');
  const value = Math.round(Number(plain) * 1024 ** power);
  // A bare small number counts hops, messages or percent, not bytes.
  if (!Number.isFinite(value) || value < (unit === '' ? 10_000 : 1)) return null;
  return value;
}

const RETRY =
  /(?:again|retry|retried|wait|back|later|greylist|greylisted|greylisting|delayed|deferred|minuten|erneut|réessayer|nouveau|reintent|riprova|in|after|for|within)\D{0,30}?(\d{1,5})\s?(seconds?|secs?|sekunden|secondes|segundos|s\b|minutes?|mins?|minuten|minutos|minuti|m\b|hours?|hrs?|stunden|heures|horas|h\b|days?)/i;
const RETRY_WORDS = /sec|min|hour|hrs|stund|sekund|heure|hora|day|\ds\b/i;
const CLOCK = /(?:again|retry|wait|later|in)\D{0,30}(\d{1,2}):(\d\d):(\d\d)/i;

/** When to try again, in seconds. */
export function retryAfterIn(words: string): { value: number; digits: Located } | null {
  const clock = CLOCK.exec(words);
  if (clock !== null) {
    const value = Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
    return { value, digits: { value: clock[0], start: clock.index, end: clock.index + clock[0].length } };
  }
  if (!RETRY_WORDS.test(words)) return null;
  const found = RETRY.exec(words);
  if (found?.[1] === undefined || found[2] === undefined) return null;
  const start = found.index + found[0].lastIndexOf(found[1]);
  const value = Number(found[1]) * secondsOf(found[2].toLowerCase());
  return { value, digits: { value: found[1], start, end: start + found[1].length } };
}

function secondsOf(unit: string): number {
  if (unit.startsWith('m')) return 60;
  if (unit.startsWith('d')) return 86_400;
  return unit.startsWith('h') || unit.startsWith('st') ? 3600 : 1;
}

const MOVED =
  /^551|\bmoved\b|new (?:e-?mail )?address|changed|forward to|instead|no longer|neue (?:e-?mail-?)?adresse|verwenden sie|nouvelle adresse|nueva direcci|nuovo indirizzo|please (?:try|use)|新しい|新地址/i;

/** The address a server or an absence note names as the new one. */
export function newAddressIn(words: string, old: string | null): Located | null {
  if (!words.includes('@') || !MOVED.test(words)) return null;
  const moved = MOVED.exec(words);
  const known = old?.toLowerCase();
  let from = moved === null || words.startsWith('551') ? 0 : moved.index;
  for (;;) {
    const found = findAddress(words, from, words.length);
    if (found === null) return null;
    if (found.value.toLowerCase() !== known && !found.value.startsWith('postmaster@')) return found;
    from = found.end;
  }
}
