import type { Located } from './address';
import { findAddress, findIp } from './address';

/** Facts that servers put into the words of a reply. Offsets are those of the words. */

/** Four numbers, or two colons near each other: most replies have neither, and need not be looked through. */
const IP_HINT = /\d\.\d{1,3}\.\d{1,3}\.\d|:[0-9a-f]{0,4}:/i;

/** The address of the host that was refused; answers of blocklists (127.0.0.x) are none. */
export function ipIn(words: string): Located | null {
  if (!IP_HINT.test(words)) return null;
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
const SIZE_LEADS = [
  'limit',
  'max',
  'exceed',
  'allowed',
  'than',
  'over',
  'grenze',
  'massim',
  'máxim',
  '上限',
  '超过',
  '最大',
];

/** A number in a text, and the words between it and the number before. */
interface NumberFound {
  readonly digits: Located;
  readonly gap: string;
  readonly behind: string;
}

/** How far a number's lead may stand before it. */
const LONGEST_GAP = 44;

function* numbersIn(words: string): Generator<NumberFound> {
  let previousEnd = 0;
  for (const found of words.matchAll(/\d[\d.,:]*/g)) {
    const value = withoutSigns(found[0]);
    const start = found.index;
    const end = start + value.length;
    const gap = words.slice(Math.max(previousEnd, start - LONGEST_GAP), start).toLowerCase();
    yield { digits: { value, start, end }, gap, behind: words.slice(end, end + 16).toLowerCase() };
    previousEnd = end;
  }
}

/** `20480,` and `25.` end with the sentence's sign. */
function withoutSigns(digits: string): string {
  let end = digits.length;
  while ('.,:'.includes(digits.charAt(end - 1))) end--;
  return digits.slice(0, end);
}

/** The largest size the other side takes, in bytes. */
export function sizeLimitIn(words: string): { value: number; digits: Located } | null {
  if (!SIZE_WORDS.test(words)) return null;
  for (const { digits, gap, behind } of numbersIn(words)) {
    if (!SIZE_LEADS.some((lead) => gap.includes(lead))) continue;
    const unit = /^\s?(bytes?|octets?|[kmg]i?b?)\b/.exec(behind)?.[1] ?? '';
    const value = bytesOf(digits.value, unit);
    if (value !== null) return { value, digits };
  }
  return null;
}

function bytesOf(digits: string, unit: string): number | null {
  const power = { k: 1, m: 2, g: 3 }[unit.charAt(0)] ?? 0;
  const plain = power === 0 ? digits.replace(/[.,]/g, '') : digits.replace(',', '.');
  const value = Math.round(Number(plain) * 1024 ** power);
  // A bare small number counts hops, messages or percent, not bytes.
  if (!Number.isFinite(value) || value < (unit === '' ? 10_000 : 1)) return null;
  return value;
}

const RETRY_LEADS = [
  'again',
  'retr',
  'wait',
  'back',
  'later',
  'greylist',
  'delayed',
  'deferred',
  'erneut',
  'réessayer',
  'nouveau',
  'reintent',
  'riprova',
  ' in ',
  'after',
  'for ',
  'within',
];
const UNIT =
  /^\s?(seconds?|secs?|sekunden|secondes|segundos|s|minutes?|mins?|minuten|minutos|minuti|m|hours?|hrs?|stunden|heures|horas|h|days?)\b/;
const CLOCK = /^(\d{1,2}):(\d\d):(\d\d)$/;

/** A number that may be a length of time: most replies have none, and need not be looked through. */
const TIMED = /\d\s?[smhd]|\d:\d\d:\d/i;

/** When to try again, in seconds. */
export function retryAfterIn(words: string): { value: number; digits: Located } | null {
  if (!TIMED.test(words)) return null;
  for (const { digits, gap, behind } of numbersIn(words)) {
    if (!RETRY_LEADS.some((lead) => gap.includes(lead))) continue;
    const clock = CLOCK.exec(digits.value);
    if (clock !== null) {
      return { value: Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]), digits };
    }
    const unit = UNIT.exec(behind)?.[1];
    if (unit === undefined || !/^[1-9]\d{0,4}$/.test(digits.value)) continue;
    return { value: Number(digits.value) * secondsOf(unit), digits };
  }
  return null;
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
