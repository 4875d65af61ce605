/** What a UTF-16 unit is to a splitter of words. */
export const enum Kind {
  Separator = 0,
  Letter = 1,
  Digit = 2,
  /** May stand inside an address, host, number or id, between two letters or digits. */
  Joiner = 3,
  Han = 4,
  Hiragana = 5,
  Katakana = 6,
}

/** Unicode ranges (first, last) that are not separators. */
const RANGES: readonly (readonly [number, number, Kind])[] = [
  [0x30, 0x39, Kind.Digit],
  [0x41, 0x5a, Kind.Letter],
  [0x61, 0x7a, Kind.Letter],
  [0xaa, 0xaa, Kind.Letter],
  [0xb5, 0xb5, Kind.Letter],
  [0xba, 0xba, Kind.Letter],
  [0xc0, 0xd6, Kind.Letter],
  [0xd8, 0xf6, Kind.Letter],
  [0xf8, 0x1fff, Kind.Letter],
  [0x2010, 0x2015, Kind.Joiner],
  [0x2c00, 0x2dff, Kind.Letter],
  [0x3040, 0x309f, Kind.Hiragana],
  [0x30a0, 0x30fa, Kind.Katakana],
  [0x30fc, 0x30ff, Kind.Katakana],
  [0x3400, 0x9fff, Kind.Han],
  [0xac00, 0xd7af, Kind.Letter],
  [0xf900, 0xfaff, Kind.Han],
  [0xff10, 0xff19, Kind.Digit],
  [0xff21, 0xff3a, Kind.Letter],
  [0xff41, 0xff5a, Kind.Letter],
  [0xff66, 0xff9d, Kind.Katakana],
];

const KINDS = kindTable();

function kindTable(): Uint8Array {
  const kinds = new Uint8Array(0x10000);
  for (const [first, last, kind] of RANGES) kinds.fill(kind, first, last + 1);
  for (const joiner of '.-_@+:=%*') kinds[joiner.charCodeAt(0)] = Kind.Joiner;
  return kinds;
}

export function kindOf(code: number): Kind {
  return KINDS[code] ?? Kind.Separator;
}

export function isWordPart(code: number): boolean {
  const kind = kindOf(code);
  return kind === Kind.Letter || kind === Kind.Digit;
}
