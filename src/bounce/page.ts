import type { SourceText } from './source-text';

/** A text as lines. Offsets are those of `source.text`; a line's end excludes its line break. */
export interface Page {
  readonly source: SourceText;
  readonly text: string;
  /** First character that is no blank, and the end without trailing blanks: the line as it reads. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Blanks before the first character; a tab counts as four. */
  readonly indents: readonly number[];
}

interface LineArrays {
  readonly starts: number[];
  readonly ends: number[];
  readonly indents: number[];
}

export function pageOf(source: SourceText): Page {
  const { text } = source;
  const lines: LineArrays = { starts: [], ends: [], indents: [] };
  let at = 0;
  while (at <= text.length) {
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    pushLine(text, at, end, lines);
    at = end + 1;
  }
  return { source, text, ...lines };
}

function pushLine(text: string, from: number, to: number, lines: LineArrays): void {
  let start = from;
  let indent = 0;
  for (; start < to; start++) {
    const code = text.charCodeAt(start);
    if (code === 9) indent += 4;
    else if (code === 32 || code === 0xa0 || code === 0x3000) indent++;
    else break;
  }
  let end = to;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  lines.starts.push(start);
  lines.ends.push(end);
  lines.indents.push(indent);
}

function isBlank(code: number): boolean {
  return code <= 32 || code === 0xa0 || code === 0x3000;
}

export function lineCount(page: Page): number {
  return page.starts.length;
}

export function lineStart(page: Page, line: number): number {
  return page.starts[line] ?? page.text.length;
}

export function lineEnd(page: Page, line: number): number {
  return page.ends[line] ?? page.text.length;
}

export function lineText(page: Page, line: number): string {
  return page.text.slice(lineStart(page, line), lineEnd(page, line));
}

export function isEmptyLine(page: Page, line: number): boolean {
  return lineStart(page, line) >= lineEnd(page, line);
}

/** The line an offset stands in. */
export function lineAt(page: Page, offset: number): number {
  let low = 0;
  let high = page.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((page.starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
