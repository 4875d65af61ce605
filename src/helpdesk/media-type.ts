/** How each kind of picture or document begins. */
const BEGINNINGS: readonly (readonly [string, readonly number[]])[] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
];

/**
 * The media type of a picture or a document that agents may be shown as it is, told by how it begins and never
 * by its name; null for everything else.
 */
export function mediaTypeForHumans(bytes: Uint8Array): string | null {
  const known = BEGINNINGS.find(([, start]) => start.every((byte, at) => bytes[at] === byte));
  return known?.[0] ?? null;
}
