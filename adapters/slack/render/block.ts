import type { Block } from '../../../src/dialogue/reply';
import type { Span } from '../../../src/bounce/failure';
import { MAX_HEADER } from '../limits';
import { linkLine, paragraph, plainText, preformatted, type Piece, type Run } from './rich';

/** One block of a reply as Block Kit blocks, each within Slack's limits whatever its length. */
export function renderBlock(block: Block): Piece[] {
  switch (block.kind) {
    case 'heading':
      return heading(block.text);
    case 'text':
      return paragraph([{ text: block.text, style: 'plain' }]);
    case 'evidence':
      return [...preformatted(block.line), ...decidingWords(block.line, block.marks)];
    case 'facts':
      return facts(block.items);
    case 'step':
      return paragraph([
        { text: `Step ${block.number} of ${block.of}: ${block.title}\n`, style: 'bold' },
        { text: block.text, style: 'plain' },
      ]);
    case 'link':
      return isWebAddress(block.url)
        ? linkLine(block.label, block.url)
        : paragraph([{ text: `${block.label}: ${block.url}`, style: 'plain' }]);
    case 'human':
      return paragraph([
        { text: `${block.name}: `, style: 'bold' },
        { text: block.text, style: 'plain' },
      ]);
    case 'note':
      return [...paragraph([{ text: block.title, style: 'bold' }]), ...preformatted(block.text)];
  }
}

/** The same as text for notifications and screen readers, in which Slack would read markup: see fallbackText. */
export function plainBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
    case 'text':
      return block.text;
    case 'evidence':
      return block.line;
    case 'facts':
      return block.items.map((fact) => `${fact.label}: ${fact.value}`).join('\n');
    case 'step':
      return `Step ${block.number} of ${block.of}: ${block.title}\n${block.text}`;
    case 'link':
      return `${block.label}: ${block.url}`;
    case 'human':
      return `${block.name}: ${block.text}`;
    case 'note':
      return `${block.title}\n${block.text}`;
  }
}

function heading(text: string): Piece[] {
  if (text.trim() === '') return [];
  if (text.length > MAX_HEADER) return paragraph([{ text, style: 'bold' }]);
  return [{ block: { type: 'header', text: plainText(text, MAX_HEADER) }, size: text.length }];
}

/** Preformatted text takes no style, so the words that decide are repeated beneath the line. */
function decidingWords(line: string, marks: readonly Span[]): Piece[] {
  const words = marks
    .map((mark) => line.slice(mark.start, mark.end))
    .filter((word) => word.trim() !== '' && word !== line);
  if (words.length === 0) return [];
  const runs = words.flatMap((word, index): Run[] => [
    { text: index === 0 ? '↑ ' : '  ', style: 'plain' },
    { text: word, style: 'code' },
  ]);
  return paragraph(runs);
}

function facts(items: readonly { readonly label: string; readonly value: string }[]): Piece[] {
  return paragraph(
    items.flatMap((fact, index): Run[] => [
      { text: `${index === 0 ? '' : '\n'}${fact.label}: `, style: 'bold' },
      { text: fact.value, style: 'plain' },
    ]),
  );
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ['https:', 'http:', 'mailto:'].includes(new URL(url).protocol);
}
