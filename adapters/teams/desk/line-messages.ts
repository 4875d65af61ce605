import type { DeskFile, DeskLine } from '../../../src/desk';
import { cardOf, linkElement } from '../card';
import { MESSAGE_BUDGET_BYTES } from '../limits';
import { cardMessage, type Message } from '../message';
import { clean, cut } from '../plain';
import { lines, type Look, type RichTextBlock } from '../rich-text';
import { lookAt, pictureMessage } from '../shown-file';

/** A line of a card's thread, in as many messages as it needs. */
interface Shown {
  readonly heading: string | null;
  readonly text: string;
  readonly look: Look;
  /** Where the rest of it is, for what is longer than a thread should hold. */
  readonly rest: string;
}

const NAME_LENGTH = 100;
/** Text without line breaks is as long as it likes, and in a part only whole blocks are counted. */
const PIECE_LENGTH = 1000;
const MOST_RUNS = 20;
const MOST_PARTS = 6;
/** UTF-16 units beside the pieces: the card around them, heading, summary and fallback, all of it escaped. */
const FRAME_UNITS = 5000;
const PART_UNITS = MESSAGE_BUDGET_BYTES / 2 - FRAME_UNITS;
/** More than this is never shown. */
const MOST_UNITS = (MOST_PARTS + 1) * PART_UNITS;

const IN_TRANSCRIPT = 'The whole of it is in the transcript of the case (npx bouncedesk tickets).';
const IN_TICKET = 'The whole of it is in the ticket and in npx bouncedesk tickets.';

export function lineMessages(line: DeskLine): readonly Message[] {
  switch (line.kind) {
    case 'person':
      return inParts({
        heading: nameOf(line.name) + (line.edited ? ' (edited)' : ''),
        text: line.text,
        look: {},
        rest: IN_TRANSCRIPT,
      });
    case 'agent':
      return inParts({
        heading: `${nameOf(line.name)} to the employee`,
        text: line.text,
        look: { isSubtle: true },
        rest: IN_TRANSCRIPT,
      });
    case 'bot':
      return inParts({ heading: null, text: line.text, look: {}, rest: IN_TRANSCRIPT });
    case 'file':
      return fileMessages(nameOf(line.title), line.file);
  }
}

/** For one agent; `name` where others may see it too. */
export function asideMessage(text: string, name: string | null): Message {
  const words = name === null ? text : `${nameOf(name)}: ${text}`;
  return cardMessage(cardOf(lines(words), words), words);
}

/** A new post, because a line in a thread is told to few: it leads to the card, where the talk goes on. */
export function nudgeMessage(text: string, cardUrl: string): Message {
  return cardMessage(cardOf([...lines(text), linkElement('Open the card', cardUrl)], text), text);
}

function fileMessages(title: string, file: DeskFile): readonly Message[] {
  const name = nameOf(file.name);
  const shown = lookAt(file.bytes);
  switch (shown.kind) {
    case 'picture':
      return [pictureMessage(`${title}: ${name}`, { ...file, name, mediaType: shown.mediaType })];
    case 'text':
      return inParts({
        heading: `${title}: ${name}`,
        text: shown.text,
        look: { fontType: 'Monospace', size: 'Small' },
        rest: IN_TICKET,
      });
    case 'other':
      return inParts({
        heading: `${title}: ${name}`,
        text: `A file of ${sizeOf(file.bytes.length)} that a bot cannot show in a channel of Teams. Ask for it in another way where the ticket does not have it.`,
        look: {},
        rest: IN_TICKET,
      });
  }
}

function nameOf(name: string): string {
  return cut(name.replaceAll('\n', ' '), NAME_LENGTH);
}

function sizeOf(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.ceil(bytes / 1024)} KB`;
}

function inParts(shown: Shown): readonly Message[] {
  const parts = partsOf(shown);
  const kept = parts.slice(0, MOST_PARTS);
  return kept.map((part, index) => {
    const number = kept.length > 1 ? [`Part ${index + 1} of ${kept.length}`] : [];
    const cutOff = parts.length > kept.length && index === kept.length - 1 ? [shown.rest] : [];
    const heading = shown.heading === null ? [] : lines(shown.heading, { weight: 'Bolder' });
    const body = [
      ...heading,
      ...number.flatMap((text) => lines(text, { isSubtle: true, size: 'Small' })),
      ...part,
      ...cutOff.flatMap((text) => lines(text, { weight: 'Bolder' })),
    ];
    const words = [shown.heading ?? '', ...part.map(textOf)].filter((text) => text !== '').join('\n');
    return cardMessage(cardOf(body, words), words);
  });
}

/** Whole lines, as many to a part as keep its budget; at least one part, though it may be empty. */
function partsOf({ text, look }: Shown): readonly (readonly RichTextBlock[])[] {
  const parts: RichTextBlock[][] = [[]];
  let units = 0;
  for (const block of blocksOf(text, look)) {
    const size = JSON.stringify(block).length + 1;
    if (units + size > PART_UNITS) {
      parts.push([]);
      units = 0;
    }
    parts.at(-1)?.push(block);
    units += size;
  }
  return parts;
}

function blocksOf(text: string, look: Look): readonly RichTextBlock[] {
  const pieces = clean(text.slice(0, MOST_UNITS)).split('\n').flatMap(piecesOf);
  return lines(pieces.join('\n'), look).flatMap((block) =>
    Array.from({ length: Math.ceil(block.inlines.length / MOST_RUNS) }, (_, at) => ({
      ...block,
      inlines: block.inlines.slice(at * MOST_RUNS, (at + 1) * MOST_RUNS),
    })),
  );
}

/** A long line, between words where it has some. */
function piecesOf(line: string): readonly string[] {
  const pieces: string[] = [];
  let rest = line;
  while (rest.length > PIECE_LENGTH) {
    const space = rest.lastIndexOf(' ', PIECE_LENGTH);
    const end = space > PIECE_LENGTH / 2 ? space + 1 : wholeCharacters(rest, PIECE_LENGTH);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...pieces, rest];
}

function wholeCharacters(text: string, end: number): number {
  return /[\ud800-\udbff]/.test(text[end - 1] ?? '') ? end - 1 : end;
}

function textOf(block: RichTextBlock): string {
  return block.inlines.map((run) => run.text).join('');
}
