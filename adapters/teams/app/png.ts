import { deflateSync } from 'node:zlib';
import { crc32 } from './crc32';

/** Red, green, blue, alpha; 0 to 255. */
export type Pixel = readonly [number, number, number, number];

/** Each pixel is the mean of this many samples a side, so that slanted edges are smooth. */
const SAMPLES = 4;

/** A PNG of 8-bit RGBA (W3C PNG, sections 5 and 11). `paint` is asked at fractions of a pixel. */
export function encodePng(width: number, height: number, paint: (x: number, y: number) => Pixel): Buffer {
  const rows: Buffer[] = [];
  for (let y = 0; y < height; y += 1) {
    const row = Buffer.alloc(1 + width * 4);
    for (let x = 0; x < width; x += 1) row.set(smooth(x, y, paint), 1 + x * 4);
    rows.push(row);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Colours are weighed by their alpha, so that a clear neighbour does not tint an edge. */
function smooth(x: number, y: number, paint: (x: number, y: number) => Pixel): Pixel {
  const sum = [0, 0, 0, 0] as [number, number, number, number];
  for (let index = 0; index < SAMPLES * SAMPLES; index += 1) {
    const dx = ((index % SAMPLES) + 0.5) / SAMPLES - 0.5;
    const dy = (Math.floor(index / SAMPLES) + 0.5) / SAMPLES - 0.5;
    const [red, green, blue, alpha] = paint(x + dx, y + dy);
    sum[0] += red * alpha;
    sum[1] += green * alpha;
    sum[2] += blue * alpha;
    sum[3] += alpha;
  }
  const weight = sum[3] === 0 ? 1 : sum[3];
  const alpha = Math.round(sum[3] / (SAMPLES * SAMPLES));
  return [Math.round(sum[0] / weight), Math.round(sum[1] / weight), Math.round(sum[2] / weight), alpha];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
