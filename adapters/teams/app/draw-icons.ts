import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodePng, type Pixel } from './png';

/**
 * Draws the app's two icons into the given folder: an envelope with an arrow that turns back. Teams wants
 * color.png at 192x192 and outline.png at 32x32, white on transparent ("App icons").
 */
export function drawIcons(folder: string): void {
  writeFileSync(
    join(folder, 'color.png'),
    encodePng(192, 192, (x, y) => colorIcon((x + 0.5) / 192, (y + 0.5) / 192)),
  );
  writeFileSync(
    join(folder, 'outline.png'),
    encodePng(32, 32, (x, y) => outlineIcon((x + 0.5) / 32, (y + 0.5) / 32)),
  );
}

const BLUE: Pixel = [31, 78, 121, 255];
const PAPER: Pixel = [255, 255, 255, 255];
const INK: Pixel = [196, 62, 28, 255];
/** The circle of the arrow. */
const RING = { x: 0.68, y: 0.66, radius: 0.15 };

const CLEAR: Pixel = [255, 255, 255, 0];
const WHITE: Pixel = [255, 255, 255, 255];

/** Envelope on a blue ground, with the arrow over its lower right. Coordinates run from 0 to 1. */
function colorIcon(x: number, y: number): Pixel {
  if (inArrow(x, y, 0.045)) return INK;
  if (inArrow(x, y, 0.08)) return BLUE;
  if (!inEnvelope(x, y)) return BLUE;
  return onFlap(x, y, 0.022) ? BLUE : PAPER;
}

function outlineIcon(x: number, y: number): Pixel {
  if (inArrow(x, y, 0.05)) return WHITE;
  if (Math.hypot(x - RING.x, y - RING.y) < RING.radius + 0.06) return CLEAR;
  const onEdge = inEnvelope(x, y) && !inEnvelope(x, y, 0.06);
  return onEdge || (inEnvelope(x, y) && onFlap(x, y, 0.04)) ? WHITE : CLEAR;
}

function inEnvelope(x: number, y: number, inset = 0): boolean {
  return x > 0.16 + inset && x < 0.84 - inset && y > 0.24 + inset && y < 0.7 - inset;
}

/** The two lines that meet in the middle of the envelope. */
function onFlap(x: number, y: number, width: number): boolean {
  const slope = (0.5 - 0.24) / 0.34;
  return Math.abs(y - (0.5 - Math.abs(x - 0.5) * slope)) < width;
}

/** Three quarters of a circle with a head: what was sent comes back. */
function inArrow(x: number, y: number, width: number): boolean {
  const [dx, dy] = [x - RING.x, y - RING.y];
  const onRing = Math.abs(Math.hypot(dx, dy) - RING.radius) < width;
  const inGap = dx < 0 && dy < 0;
  return (onRing && !inGap) || inHead(dx, dy + RING.radius, width * 2.2);
}

/** Points to the left, at the upper end of the ring. */
function inHead(dx: number, dy: number, size: number): boolean {
  return dx > -size && dx < size * 0.4 && Math.abs(dy) < (dx + size) * 0.85;
}
