import type { Span } from '../../src/bounce/failure';
import { clean } from './plain';

/**
 * Text in a card that nothing can turn into markup. A TextBlock reads Markdown, a TextRun does not (Adaptive
 * Cards 1.2, RichTextBlock): so every text of a card is a run, and there is no escape to forget.
 */

export interface TextRun {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'Bolder';
  readonly size?: 'Small' | 'Medium';
  readonly isSubtle?: true;
  readonly highlight?: true;
  readonly fontType?: 'Monospace';
}

export interface RichTextBlock {
  readonly type: 'RichTextBlock';
  readonly inlines: readonly TextRun[];
  readonly spacing?: 'None' | 'Small';
}

export type Look = Omit<TextRun, 'type' | 'text'>;

/** One block a line: a renderer is free to swallow a line break inside a run. */
export function lines(text: string, look: Look = {}): readonly RichTextBlock[] {
  return clean(text)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => ({
      type: 'RichTextBlock',
      inlines: runs(line, look),
      ...(index > 0 ? { spacing: 'Small' as const } : {}),
    }));
}

/** Runs side by side on one line. */
export function line(...parts: readonly (readonly TextRun[])[]): RichTextBlock {
  return { type: 'RichTextBlock', inlines: parts.flat() };
}

/** Cuts `{{DATE(` and `{{TIME(` in two: renderers replace these macros even inside a run. */
export function runs(text: string, look: Look = {}): readonly TextRun[] {
  return clean(text)
    .replaceAll('\n', ' ')
    .split(/(?<=\{)(?=\{(?:DATE|TIME)\()/)
    .filter((part) => part !== '')
    .map((part) => ({ type: 'TextRun', text: part, ...look }));
}

/** Marked stretches of one line, verbatim; `marks` are offsets into `text` and may touch or overlap. */
export function marked(text: string, marks: readonly Span[], look: Look = {}): RichTextBlock {
  const inlines: TextRun[] = [];
  let at = 0;
  for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
    const start = Math.max(at, mark.start);
    if (mark.end <= start) continue;
    inlines.push(...runs(text.slice(at, start), look));
    inlines.push(...runs(text.slice(start, mark.end), { ...look, highlight: true, weight: 'Bolder' }));
    at = mark.end;
  }
  inlines.push(...runs(text.slice(at), look));
  return { type: 'RichTextBlock', inlines };
}
