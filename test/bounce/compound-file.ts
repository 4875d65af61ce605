/** A storage of a compound file (MS-CFB): streams by name, and storages in it. */
export interface Storage {
  readonly [name: string]: string | Storage;
}

const SECTOR = 512;
const MINI = 64;
const NONE = 0xffffffff;
const END = 0xfffffffe;

interface Entry {
  readonly name: string;
  readonly type: number;
  readonly bytes: Buffer;
  child: number;
  right: number;
  start: number;
}

/** Writes a compound file whose streams are UTF-16 text, all of them short enough for the mini stream. */
export function compoundFile(root: Storage): Uint8Array {
  const entries: Entry[] = [
    { name: 'Root Entry', type: 5, bytes: Buffer.alloc(0), child: NONE, right: NONE, start: END },
  ];
  addChildren(entries, 0, root);
  const { miniStream, miniFat } = layOutStreams(entries);
  const directory = sectorsOf(Buffer.concat(entries.map((entry) => entryBytes(entry, miniStream.length))));
  const mini = sectorsOf(miniStream);
  const table = sectorsOf(uint32s(miniFat));
  const starts = { directory: 1, table: 1 + directory.length, mini: 1 + directory.length + table.length };
  directory[0]?.writeUInt32LE(starts.mini, 116);
  const fat = [
    0xfffffffd,
    ...chain(starts.directory, directory),
    ...chain(starts.table, table),
    ...chain(starts.mini, mini),
  ];
  const fatSector = padded(uint32s(fat), SECTOR, 0xff);
  return new Uint8Array(
    Buffer.concat([header(starts, table.length), fatSector, ...directory, ...table, ...mini]),
  );
}

function addChildren(entries: Entry[], parent: number, storage: Storage): void {
  let previous: Entry | undefined;
  for (const [name, content] of Object.entries(storage)) {
    const isStream = typeof content === 'string';
    const bytes = isStream ? Buffer.from(content, 'utf16le') : Buffer.alloc(0);
    const entry: Entry = { name, type: isStream ? 2 : 1, bytes, child: NONE, right: NONE, start: END };
    const index = entries.push(entry) - 1;
    const owner = entries[parent];
    if (previous !== undefined) previous.right = index;
    else if (owner !== undefined) owner.child = index;
    previous = entry;
    if (!isStream) addChildren(entries, index, content);
  }
}

function layOutStreams(entries: readonly Entry[]): { miniStream: Buffer; miniFat: number[] } {
  const pieces: Buffer[] = [];
  const miniFat: number[] = [];
  for (const entry of entries) {
    if (entry.bytes.length === 0) continue;
    entry.start = miniFat.length;
    const count = Math.ceil(entry.bytes.length / MINI);
    for (let at = 1; at <= count; at++) miniFat.push(at === count ? END : entry.start + at);
    pieces.push(padded(entry.bytes, MINI, 0));
  }
  return { miniStream: Buffer.concat(pieces), miniFat };
}

function entryBytes(entry: Entry, miniLength: number): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.write(entry.name, 0, 'utf16le');
  bytes.writeUInt16LE((entry.name.length + 1) * 2, 64);
  bytes.writeUInt8(entry.type, 66);
  bytes.writeUInt32LE(NONE, 68);
  bytes.writeUInt32LE(entry.right, 72);
  bytes.writeUInt32LE(entry.child, 76);
  bytes.writeUInt32LE(entry.start, 116);
  bytes.writeUInt32LE(entry.type === 5 ? miniLength : entry.bytes.length, 120);
  return bytes;
}

function header(starts: { directory: number; table: number }, tableLength: number): Buffer {
  const bytes = Buffer.alloc(SECTOR, 0xff);
  bytes.fill(0, 8, 76);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes);
  bytes.writeUInt16LE(3, 26);
  bytes.writeUInt16LE(0xfffe, 28);
  bytes.writeUInt16LE(9, 30);
  bytes.writeUInt16LE(6, 32);
  bytes.writeUInt32LE(1, 44);
  bytes.writeUInt32LE(starts.directory, 48);
  bytes.writeUInt32LE(4096, 56);
  bytes.writeUInt32LE(starts.table, 60);
  bytes.writeUInt32LE(tableLength, 64);
  bytes.writeUInt32LE(END, 68);
  bytes.writeUInt32LE(0, 76);
  return bytes;
}

function padded(bytes: Buffer, unit: number, filler: number): Buffer {
  const rest = (unit - (bytes.length % unit)) % unit;
  return Buffer.concat([bytes, Buffer.alloc(rest, filler)]);
}

function sectorsOf(bytes: Buffer): Buffer[] {
  const whole = padded(bytes, SECTOR, 0);
  return Array.from({ length: whole.length / SECTOR }, (_value, at) =>
    whole.subarray(at * SECTOR, (at + 1) * SECTOR),
  );
}

function chain(start: number, sectors: readonly Buffer[]): number[] {
  return sectors.map((_sector, at) => (at + 1 === sectors.length ? END : start + at + 1));
}

function uint32s(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((value, at) => bytes.writeUInt32LE(value, at * 4));
  return bytes;
}
