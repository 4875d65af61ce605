import type { DeskLine } from '../../../src/desk';
import { paragraph, type Piece, type Run } from '../render/rich';

type WrittenLine = Exclude<DeskLine, { readonly kind: 'file' }>;

/** Who says it stands before it, since all of it comes from the bot. */
export function renderLine(line: WrittenLine): readonly Piece[] {
  return paragraph([...speaker(line), { text: line.text, style: 'plain' }]);
}

/** The same for a notification. */
export function plainLine(line: WrittenLine): string {
  return [...speaker(line).map((run) => run.text), line.text].join('');
}

function speaker(line: WrittenLine): readonly Run[] {
  switch (line.kind) {
    case 'person':
      return named(line.name, line.edited ? ' (changed): ' : ': ');
    case 'agent':
      return named(line.name, ' (help desk): ');
    case 'bot':
      return [];
  }
}

function named(name: string, what: string): readonly Run[] {
  return [
    { text: name, style: 'bold' },
    { text: what, style: 'plain' },
  ];
}
