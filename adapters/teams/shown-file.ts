import { cardOf } from './card';
import { MAX_PICTURE_BYTES } from './limits';
import { cardMessage, type Message } from './message';
import { line, runs } from './rich-text';

/**
 * A file as Teams lets a bot show it. A file of any kind can be sent only with Microsoft Graph, or after the
 * person consented to it in a personal chat; a picture can stand in a message anywhere, as a data URI ("Send
 * and receive inline images"), and text can be quoted.
 */
export type ShownFile =
  | { readonly kind: 'picture'; readonly mediaType: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'other' };

/** The formats that Teams draws, by the bytes they begin with. */
const PICTURES: readonly (readonly [mediaType: string, start: readonly number[]])[] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
];

/** Judged by what is in it: its name and type were said by somebody. */
export function lookAt(bytes: Uint8Array): ShownFile {
  const picture = PICTURES.find(([, start]) => start.every((byte, at) => bytes[at] === byte));
  if (picture !== undefined) {
    return bytes.length <= MAX_PICTURE_BYTES ? { kind: 'picture', mediaType: picture[0] } : { kind: 'other' };
  }
  return bytes.some(isBinary) ? { kind: 'other' } : { kind: 'text', text: decode(bytes) };
}

/** Control characters other than those of layout and of ISO 2022 charsets. */
function isBinary(byte: number): boolean {
  return byte < 0x09 || (byte > 0x0d && byte < 0x1b) || (byte > 0x1b && byte < 0x20);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

export interface Picture {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Words, and the picture below them. */
export function pictureMessage(heading: string, { name, mediaType, bytes }: Picture): Message {
  const { type, summary, attachments } = cardMessage(
    cardOf([line(runs(heading, { weight: 'Bolder' }))], heading),
    heading,
  );
  const contentUrl = `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
  return { type, summary, attachments: [...attachments, { contentType: mediaType, contentUrl, name }] };
}
