/**
 * Pasted words come back in replies, and a terminal obeys escape sequences wherever they come from. So
 * everything that is no visible character goes, except line breaks, and tabs become spaces.
 */
export function plainText(text: string): string {
  return text.replaceAll('\t', '    ').replace(/[^\P{C}\n]/gu, '');
}

/** Breaks each line at spaces so that it fits; a word longer than a line is cut. */
export function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width));
}

function wrapLine(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return [...lines, rest];
}
