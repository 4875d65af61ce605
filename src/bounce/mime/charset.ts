/** Bytes to text, with the charset as declared, or guessed where it is missing or wrong. */

type Decoder = InstanceType<typeof TextDecoder>;

const decoders = new Map<string, Decoder | null>();

/** A decoder by any label mail programs write; null for one nobody knows. */
function decoderFor(label: string): Decoder | null {
  const name = ALIASES.get(label) ?? label;
  let decoder = decoders.get(name);
  if (decoder === undefined) {
    decoder = newDecoder(name);
    // Labels come from the mail: an endless list of invented ones must not stay in memory.
    if (decoder !== null || decoders.size < 100) decoders.set(name, decoder);
  }
  return decoder;
}

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['gb2312', 'gb18030'],
  ['cp932', 'shift_jis'],
  ['windows-31j', 'shift_jis'],
  ['cp936', 'gb18030'],
  ['cp1252', 'windows-1252'],
  ['cp1251', 'windows-1251'],
  ['iso-2022-jp-ms', 'iso-2022-jp'],
  ['iso-2022-jp-1', 'iso-2022-jp'],
  ['utf8mb4', 'utf-8'],
]);

function newDecoder(name: string): Decoder | null {
  try {
    return new TextDecoder(name);
  } catch {
    return null;
  }
}

/** Each unit of a binary string is one byte. */
function bytesOf(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** The reverse: bytes as a string of units below 256. */
export function binaryOf(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  }
  return pieces.join('');
}

/** Escape counts as not plain: ISO-2022-JP is seven-bit. */
const NOT_ASCII = /[^\t-\r -~]/;

/** Whether a text is the same in every charset. */
export function isPlainAscii(text: string): boolean {
  return !NOT_ASCII.test(text);
}

/** Text that is UTF-8, or null. */
export function utf8Of(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Decodes bytes given as a binary string; a wrong or missing label is noticed and a better one guessed. */
export function decodeBinary(binary: string, label: string | null): string {
  if (isPlainAscii(binary)) return binary;
  const bytes = bytesOf(binary);
  const declared = label === null ? '' : label.toLowerCase();
  if (declared !== '' && declared !== 'us-ascii' && declared !== 'utf-8') {
    const decoded = decoderFor(declared)?.decode(bytes);
    const isMislabelled = WESTERN_LABEL.test(declared) && LONG_FOREIGN_RUN.test(binary.slice(0, SAMPLE));
    if (decoded !== undefined && !isMislabelled && !decoded.includes('\ufffd')) return decoded;
  }
  return hasIso2022Escape(bytes) ? guessText(bytes, binary) : (utf8Of(bytes) ?? guessText(bytes, binary));
}

/** Some programs write these on whatever they send, and every row of bytes is a text in them. */
const WESTERN_LABEL = /^(?:iso-?8859-1|iso-?8859-15|latin1|windows-1252|cp1252)$/;
/** No Western word has so many accented letters in a row. */
const LONG_FOREIGN_RUN = /[\x80-\xff]{6}/;

const CANDIDATES = [
  'shift_jis',
  'euc-jp',
  'gb18030',
  'big5',
  'euc-kr',
  'koi8-r',
  'windows-1251',
  'windows-1252',
];
const SAMPLE = 4096;

/** The charset in which a sample reads most like a language. */
function guessCharset(bytes: Uint8Array): string {
  if (hasIso2022Escape(bytes)) return 'iso-2022-jp';
  const sample = bytes.subarray(0, SAMPLE);
  if (isMostlyLatin(sample)) return 'windows-1252';
  let best = 'windows-1252';
  let bestScore = -Infinity;
  for (const name of CANDIDATES) {
    const decoded = decoderFor(name)?.decode(sample);
    const score = decoded === undefined ? -Infinity : plausibility(decoded);
    if (score > bestScore) {
      best = name;
      bestScore = score;
    }
  }
  return best;
}

export function guessText(bytes: Uint8Array, binary: string): string {
  return decoderFor(guessCharset(bytes))?.decode(bytes) ?? binary;
}

/** Accented letters stand alone among plain ones; every other script comes in runs of high bytes. */
function isMostlyLatin(bytes: Uint8Array): boolean {
  let high = 0;
  let alone = 0;
  for (let at = 0; at < bytes.length; at++) {
    if ((bytes[at] ?? 0) < 128) continue;
    high++;
    if (isAsciiLetter(bytes[at - 1]) || isAsciiLetter(bytes[at + 1])) alone++;
  }
  return high > 0 && alone * 4 >= high * 3;
}

function isAsciiLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 32) >= 97 && (byte | 32) <= 122;
}

function hasIso2022Escape(bytes: Uint8Array): boolean {
  const at = bytes.indexOf(27);
  return at >= 0 && (bytes[at + 1] === 36 || bytes[at + 1] === 40);
}

/** Common letters of the languages behind our charsets: a wrong decoding yields rare ones. */
const COMMON = new Set(
  'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё' +
    'のにはをたがでてとしれさるいすなもんこまあらかりそだめきうよくけ' +
    'メールアドレスエラーサバセジボクプロト' +
    '的不是您件邮信地址收人发送系统错误退服务器无法用户到此请原因有该被在' +
    '您的郵件無法送達收信人地址錯誤伺服器使用者' +
    '送信先宛配信失敗受拒否存在容量超過確認以下通知管理者' +
    'äöüßéèàçñóíáúãõêâîôûìòù',
);

/** Higher is likelier: common letters count for, unknown characters and odd mixtures against. */
function plausibility(text: string): number {
  let score = 0;
  let wide = 0;
  let previousWasUpper = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 128) {
      previousWasUpper = false;
      continue;
    }
    wide++;
    score += COMMON.has(text.charAt(at)) ? 3 : scoreOfRare(code);
    const isCyrillicUpper = code >= 0x410 && code <= 0x42f;
    if (isCyrillicUpper && previousWasUpper) score -= 1;
    previousWasUpper = isCyrillicUpper;
  }
  return wide === 0 ? 0 : score / wide;
}

/** First and last code of a range, and what a character in it says; the first range that holds it counts. */
const RARE: readonly (readonly [number, number, number])[] = [
  [0xfffd, 0xfffd, -20],
  [0xe000, 0xf8ff, -20],
  [0x80, 0xbf, -2],
  [0x410, 0x44f, 0.5],
  [0x3000, 0x30ff, 2],
  [0xff61, 0xff9f, -3],
  [0x2500, 0x25ff, -5],
  [0x4e00, 0x9fff, 0.6],
];

function scoreOfRare(code: number): number {
  for (const [first, last, score] of RARE) if (code >= first && code <= last) return score;
  return 0;
}

/** Bytes 0x80 to 0x9f as windows-1252 shows them: what a UTF-8 byte looks like when read as Western text. */
const WESTERN = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';
const WESTERN_BYTES = [
  0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95,
  0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
];

function westernByte(code: number): number {
  if (code < 0x100) return code;
  const at = WESTERN.indexOf(String.fromCharCode(code));
  return at < 0 ? -1 : (WESTERN_BYTES[at] ?? -1);
}

/** A lead byte of UTF-8 and a following one, both read as Western letters: `Ã¼`, `â€™`, `ã‚¨`, `Ð½`. */
const MOJIBAKE = /[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/;
/** Words made of nothing but accented Western letters are Cyrillic bytes read as Western text. */
function hasAccentedWords(text: string): boolean {
  let words = 0;
  let run = 0;
  for (let at = 0; at < text.length && words < 2; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0xc0 && code <= 0xff) run++;
    else {
      if (run >= 3) words++;
      run = 0;
    }
  }
  return words + (run >= 3 ? 1 : 0) >= 2;
}

/** The text as it was meant, when it was decoded in the wrong charset; null when nothing shows that. */
export function repairMojibake(text: string): string | null {
  if (MOJIBAKE.test(text)) {
    const repaired = repairRuns(text);
    if (repaired !== text) return repaired;
  }
  return hasAccentedWords(text) ? repairCyrillic(text) : null;
}

/** Runs of characters that are bytes in disguise, each decoded when it is valid UTF-8. */
function repairRuns(text: string): string {
  return text.replace(/[\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2,}/g, (run) => {
    const bytes = new Uint8Array(run.length);
    for (let at = 0; at < run.length; at++) {
      const byte = westernByte(run.charCodeAt(at));
      if (byte < 0) return run;
      bytes[at] = byte;
    }
    return utf8Of(bytes) ?? run;
  });
}

function repairCyrillic(text: string): string | null {
  if (/[\u0100-\uffff]/.test(text)) return null;
  const bytes = bytesOf(text);
  const name = guessCharset(bytes);
  return name === 'koi8-r' || name === 'windows-1251' ? (decoderFor(name)?.decode(bytes) ?? null) : null;
}
