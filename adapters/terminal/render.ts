import type { Block, Choice, Reply } from '../../src/dialogue/reply';
import type { Span } from '../../src/bounce/failure';
import { plainText, wrap } from './plain-text';

export interface Look {
  readonly width: number;
  /** Whether escape sequences for bold and dim are understood. */
  readonly styled: boolean;
}

/** A reply as lines; choices bear the numbers under which they can be typed, in their own order from 1. */
export function renderReply(reply: Reply, look: Look): readonly string[] {
  const blocks = reply.blocks.map((block) => renderBlock(block, look));
  const choices = reply.question === null ? [] : [renderChoices(reply.question.choices, look)];
  return [...blocks, ...choices].flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
}

function renderBlock(block: Block, look: Look): readonly string[] {
  switch (block.kind) {
    case 'heading':
      return paragraph(block.text, look).map((line) => bold(line, look));
    case 'text':
      return paragraph(block.text, look);
    case 'evidence':
      return evidence(plainLine(block.line), block.marks, look);
    case 'facts':
      return facts(block.items, look);
    case 'step': {
      const title = `Step ${block.number} of ${block.of}: ${block.title}`;
      return [...paragraph(title, look).map((line) => bold(line, look)), ...paragraph(block.text, look)];
    }
    case 'link':
      return [`${plainText(block.label)}: ${plainText(block.url)}`.replaceAll('\n', ' ')];
    case 'human':
      return [bold(plainText(`${block.name}:`).replaceAll('\n', ' '), look), ...paragraph(block.text, look)];
    case 'note':
      return [
        bold(plainText(block.title).replaceAll('\n', ' '), look),
        ...indented(block.text, '  | ', look),
      ];
  }
}

function paragraph(text: string, look: Look): readonly string[] {
  return wrap(plainText(text), look.width);
}

function indented(text: string, indent: string, look: Look): readonly string[] {
  return wrap(plainText(text), look.width - indent.length).map((line) => indent + line);
}

/** Keeps every offset, so that the marks still fit: what can't be shown becomes a space. */
function plainLine(line: string): string {
  return line.replace(/\p{C}/gu, (character) => ' '.repeat(character.length));
}

/** The deciding line, cut to the width; the deciding words in bold, or with carets below. */
function evidence(line: string, marks: readonly Span[], look: Look): readonly string[] {
  const room = look.width - 4;
  const starts = Array.from({ length: Math.ceil(line.length / room) }, (_, row) => row * room);
  return starts.flatMap((start) => {
    const row = line.slice(start, start + room);
    const marked = (at: number) => marks.some((mark) => start + at >= mark.start && start + at < mark.end);
    if (look.styled) return [`  > ${boldWhere(row, marked)}`];
    const carets = Array.from({ length: row.length }, (_, at) => (marked(at) ? '^' : ' '))
      .join('')
      .trimEnd();
    return carets === '' ? [`  > ${row}`] : [`  > ${row}`, `    ${carets}`];
  });
}

function boldWhere(row: string, marked: (at: number) => boolean): string {
  let text = '';
  for (let at = 0; at < row.length; at += 1) {
    if (marked(at) && !(at > 0 && marked(at - 1))) text += BOLD;
    if (!marked(at) && at > 0 && marked(at - 1)) text += PLAIN;
    text += row.charAt(at);
  }
  return row.length > 0 && marked(row.length - 1) ? text + PLAIN : text;
}

function facts(items: Extract<Block, { kind: 'facts' }>['items'], look: Look): readonly string[] {
  const named = items.map(({ label, value }) => ({ label: plainText(label).replaceAll('\n', ' '), value }));
  const column = Math.max(...named.map(({ label }) => label.length)) + 2;
  return named.flatMap(({ label, value }) => {
    const [first = '', ...rest] = wrap(plainText(value), Math.max(20, look.width - column - 2));
    const name = `${label}:`.padEnd(column);
    return [`  ${name}${first}`, ...rest.map((line) => ' '.repeat(column + 2) + line)];
  });
}

/** Help and exits stand together below the answers. */
function renderChoices(choices: readonly Choice[], look: Look): readonly string[] {
  const numbered = choices.map(({ label, weight }, at) => ({
    weight,
    text: `${at + 1}) ${plainText(label)}`,
  }));
  const answers = numbered.filter(({ weight }) => weight !== 'aside').map(({ text }) => `  ${text}`);
  const asides = numbered.filter(({ weight }) => weight === 'aside').map(({ text }) => text);
  return asides.length === 0
    ? answers
    : [...answers, ...flow(asides, look.width - 2).map((line) => `  ${line}`)];
}

/** Several on a line as far as they fit, none of them broken. */
function flow(texts: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 3 + text.length > width) lines.push(text);
    else lines[lines.length - 1] = `${last}   ${text}`;
  }
  return lines;
}

const BOLD = '\u001b[1m';
const PLAIN = '\u001b[0m';

function bold(line: string, look: Look): string {
  return look.styled ? `${BOLD}${line}${PLAIN}` : line;
}
