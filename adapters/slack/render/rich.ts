import type { types } from '@slack/bolt';
import { MAX_TEXT } from '../limits';

/**
 * Everything a reply says is put into rich_text elements or plain_text objects, where Slack reads no markup at
 * all: a `<!channel>`, a link or a `*` in a pasted error stays what it is. This file has the only constructors.
 */
export interface Piece {
  readonly block: types.KnownBlock;
  /** Characters that count towards the limit of a whole message. */
  readonly size: number;
}

export type Style = 'plain' | 'bold' | 'code';

export interface Run {
  readonly text: string;
  readonly style: Style;
}

/** One or more blocks with these runs in a line of text; nothing when they are empty. */
export function paragraph(runs: readonly Run[]): Piece[] {
  return packed(runs).map((fitting) => ({
    block: {
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: fitting.map(textElement) }],
    },
    size: sizeOf(fitting),
  }));
}

/** A person by their id, whom Slack tells of the message; on a line of its own. */
export function mention(user: string): Piece[] {
  return [
    {
      block: {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'user', user_id: user }] }],
      },
      size: user.length,
    },
  ];
}

/** Text in a frame and in even-width letters, as it stands. */
export function preformatted(text: string): Piece[] {
  return cut(text, MAX_TEXT).map((part) => ({
    block: {
      type: 'rich_text',
      elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: part }] }],
    },
    size: part.length,
  }));
}

export function linkLine(label: string, url: string): Piece[] {
  const text = label.slice(0, MAX_TEXT) || url;
  return [
    {
      block: {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url, text }] }],
      },
      size: text.length + url.length,
    },
  ];
}

export function plainText(text: string, limit: number): types.PlainTextElement {
  return { type: 'plain_text', text: shorten(text, limit), emoji: false };
}

export function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${cut(text, limit - 1)[0] ?? ''}…`;
}

/** Cut into parts of at most `limit` code units, never inside a character; no part is empty. */
function cut(text: string, limit: number): string[] {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    let end = Math.min(at + limit, text.length);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
    parts.push(text.slice(at, end));
    at = end;
  }
  return parts;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function packed(runs: readonly Run[]): Run[][] {
  const groups: Run[][] = [];
  let group: Run[] = [];
  for (const run of runs.flatMap((long) =>
    cut(long.text, MAX_TEXT).map((text) => ({ text, style: long.style })),
  )) {
    if (group.length > 0 && sizeOf(group) + run.text.length > MAX_TEXT) {
      groups.push(group);
      group = [];
    }
    group.push(run);
  }
  return group.length > 0 ? [...groups, group] : groups;
}

function sizeOf(runs: readonly Run[]): number {
  return runs.reduce((size, run) => size + run.text.length, 0);
}

function textElement(run: Run): types.RichTextText {
  switch (run.style) {
    case 'plain':
      return { type: 'text', text: run.text };
    case 'bold':
      return { type: 'text', text: run.text, style: { bold: true } };
    case 'code':
      return { type: 'text', text: run.text, style: { code: true } };
  }
}
