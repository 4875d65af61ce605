import { binaryOf, decodeBinary } from './mime/charset';

/** A mail saved by Outlook (MS-OXMSG in a compound file, MS-CFB), as far as a bounce needs it. */
export interface OutlookMessage {
  readonly subject: string;
  readonly body: string;
  readonly html: string;
  /** The header fields as they came by SMTP; empty for a report Exchange made itself. */
  readonly headers: string;
  /** What Exchange noted for each recipient that failed. */
  readonly recipients: readonly { readonly address: string; readonly supplementary: string }[];
  readonly isReport: boolean;
}

const SIGNATURE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const END = 0xfffffffa;
/** No saved report has more; a broken file may claim anything. */
const MOST_ENTRIES = 20_000;

export function isCompoundFile(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, at) => bytes[at] === byte);
}

interface Entry {
  readonly name: string;
  readonly left: number;
  readonly right: number;
  readonly child: number;
  readonly start: number;
  readonly size: number;
}

interface CompoundFile {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly sectorSize: number;
  readonly miniSize: number;
  readonly cutoff: number;
  readonly fat: readonly number[];
  readonly miniFat: readonly number[];
  readonly entries: readonly Entry[];
  readonly miniStream: Uint8Array;
}

/** Null when the file is broken or holds no message. */
export function readOutlookMessage(bytes: Uint8Array): OutlookMessage | null {
  const file = openCompoundFile(bytes);
  const root = file?.entries[0];
  if (file === null || root === undefined) return null;
  const top = childrenOf(file, root);
  const text = (id: string) => textOf(file, top, id);
  const body = text('1000') || text('1001');
  const html = textOf(file, top, '1013');
  const headers = text('007D');
  const recipients = recipientsOf(file, top);
  if (body === '' && html === '' && headers === '' && recipients.length === 0) return null;
  return {
    subject: text('0037'),
    body,
    html,
    headers,
    recipients,
    isReport: text('001A').startsWith('REPORT'),
  };
}

function openCompoundFile(bytes: Uint8Array): CompoundFile | null {
  if (bytes.length < 1536) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sectorSize = 1 << (view.getUint16(30, true) & 31);
  const miniSize = 1 << (view.getUint16(32, true) & 31);
  if (sectorSize < 512 || sectorSize > 4096 || miniSize < 32 || miniSize > sectorSize) return null;
  const base = { bytes, view, sectorSize, miniSize, cutoff: view.getUint32(56, true) };
  const fat = readFat(view, sectorSize);
  const miniFat = numbersOf(joinSectors(bytes, sectorSize, fat, view.getUint32(60, true)));
  const entries = entriesOf(joinSectors(bytes, sectorSize, fat, view.getUint32(48, true)));
  const root = entries[0];
  const miniStream = root === undefined ? new Uint8Array() : joinSectors(bytes, sectorSize, fat, root.start);
  return { ...base, fat, miniFat, entries, miniStream };
}

/** The table of sector chains: 109 of its sectors are named in the header, more in a chain of their own. */
function readFat(view: DataView, sectorSize: number): number[] {
  const sectors: number[] = [];
  for (let at = 76; at < 512; at += 4) sectors.push(view.getUint32(at, true));
  let next = view.getUint32(68, true);
  for (let guard = 0; next < END && guard < 4096; guard++) {
    const start = (next + 1) * sectorSize;
    if (start + sectorSize > view.byteLength) break;
    for (let at = 0; at < sectorSize - 4; at += 4) sectors.push(view.getUint32(start + at, true));
    next = view.getUint32(start + sectorSize - 4, true);
  }
  const fat: number[] = [];
  const most = view.byteLength / sectorSize;
  for (const sector of sectors) {
    const start = (sector + 1) * sectorSize;
    if (sector >= END || start + sectorSize > view.byteLength || fat.length > most + sectorSize) continue;
    for (let at = 0; at < sectorSize; at += 4) fat.push(view.getUint32(start + at, true));
  }
  return fat;
}

/** The sectors of one chain; a chain that runs in a circle ends when it is longer than the file. */
function joinSectors(bytes: Uint8Array, size: number, fat: readonly number[], first: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let sector = first; sector < END && length < bytes.length; sector = fat[sector] ?? END) {
    const start = (sector + 1) * size;
    const piece = bytes.subarray(start, start + size);
    if (piece.length === 0) break;
    pieces.push(piece);
    length += piece.length;
  }
  return joined(pieces, length);
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function numbersOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) numbers.push(view.getUint32(at, true));
  return numbers;
}

function entriesOf(bytes: Uint8Array): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Entry[] = [];
  for (let at = 0; at + 128 <= bytes.length && entries.length < MOST_ENTRIES; at += 128) {
    const nameLength = Math.max(0, Math.min(64, view.getUint16(at + 64, true)) - 2);
    entries.push({
      name: wideText(bytes.subarray(at, at + nameLength)),
      left: view.getUint32(at + 68, true),
      right: view.getUint32(at + 72, true),
      child: view.getUint32(at + 76, true),
      start: view.getUint32(at + 116, true),
      size: view.getUint32(at + 120, true),
    });
  }
  return entries;
}

function wideText(bytes: Uint8Array): string {
  return new TextDecoder('utf-16le').decode(bytes);
}

/** The entries of one storage; siblings form a tree, and a broken one may hold a circle. */
function childrenOf(file: CompoundFile, storage: Entry): ReadonlyMap<string, Entry> {
  const children = new Map<string, Entry>();
  const seen = new Set<number>();
  const waiting = [storage.child];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const entry = file.entries[index];
    if (entry === undefined || seen.has(index)) continue;
    seen.add(index);
    children.set(entry.name, entry);
    waiting.push(entry.left, entry.right);
  }
  return children;
}

/** A property by its four-digit id (MS-OXPROPS): 001F is Unicode, 001E the old code page, 0102 bytes. */
function textOf(file: CompoundFile, children: ReadonlyMap<string, Entry>, id: string): string {
  const wide = children.get(`__substg1.0_${id}001F`);
  if (wide !== undefined) return wideText(streamOf(file, wide));
  const narrow = children.get(`__substg1.0_${id}001E`) ?? children.get(`__substg1.0_${id}0102`);
  return narrow === undefined ? '' : decodeBinary(binaryOf(streamOf(file, narrow)), null);
}

function streamOf(file: CompoundFile, entry: Entry): Uint8Array {
  const isMini = entry.size < file.cutoff;
  const whole = isMini
    ? joinMini(file, entry.start, entry.size)
    : joinSectors(file.bytes, file.sectorSize, file.fat, entry.start);
  return whole.subarray(0, entry.size);
}

function joinMini(file: CompoundFile, first: number, size: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let sector = first; sector < END && length < size; sector = file.miniFat[sector] ?? END) {
    const piece = file.miniStream.subarray(sector * file.miniSize, (sector + 1) * file.miniSize);
    if (piece.length === 0) break;
    pieces.push(piece);
    length += piece.length;
  }
  return joined(pieces, length);
}

function recipientsOf(
  file: CompoundFile,
  top: ReadonlyMap<string, Entry>,
): { address: string; supplementary: string }[] {
  const recipients: { address: string; supplementary: string }[] = [];
  for (const [name, entry] of top) {
    if (!name.startsWith('__recip_version1.0')) continue;
    const fields = childrenOf(file, entry);
    const address = textOf(file, fields, '39FE') || textOf(file, fields, '3003');
    recipients.push({ address, supplementary: textOf(file, fields, '0C1B') || textOf(file, fields, '1001') });
  }
  return recipients;
}
