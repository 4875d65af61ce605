import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** A regular expression of the program and where it stands. */
export interface PlacedExpression {
  /** `src/bounce/reply.ts:12` */
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

const ROOT = join(__dirname, '../..');

/** Every regular expression literal of the program, and every `new RegExp(`, which no tool could check. */
export function expressionsOf(folders: readonly string[]): {
  readonly literals: readonly PlacedExpression[];
  readonly built: readonly string[];
} {
  const literals: PlacedExpression[] = [];
  const built: string[] = [];
  for (const file of folders.flatMap(scriptsIn)) {
    const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023, true);
    const visit = (node: ts.Node): void => {
      const place = `${relative(ROOT, file)}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
      if (ts.isRegularExpressionLiteral(node)) literals.push({ place, ...partsOf(node.text) });
      if (ts.isNewExpression(node) && node.expression.getText() === 'RegExp') built.push(place);
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  return { literals, built };
}

function partsOf(literal: string): { readonly source: string; readonly flags: string } {
  const end = literal.lastIndexOf('/');
  return { source: literal.slice(1, end), flags: literal.slice(end + 1) };
}

function scriptsIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}
