import { LineCounter, isNode, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import type { Fault } from './fault';

/** A file of the content as it stands on disk. */
export interface SourceFile {
  /** Relative to the content folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A file that fits its schema, and where each of its values stands. */
export interface ContentFile<Value> {
  readonly path: string;
  readonly value: Value;
  /** The 1-based line of a value, by its keys. */
  readonly lineOf: (...keys: readonly PropertyKey[]) => number;
}

export type ParsedFile<Value> =
  | { readonly kind: 'fits'; readonly file: ContentFile<Value> }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] };

/** Parses YAML and checks it against `schema`; every fault with its line. */
export function parseContentFile<Schema extends z.ZodType>(
  source: SourceFile,
  schema: Schema,
): ParsedFile<z.output<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    return {
      kind: 'faulty',
      faults: document.errors.map((error) => ({
        path: source.path,
        line: lines.linePos(error.pos[0]).line,
        message: error.message,
      })),
    };
  }
  const lineOf = (...keys: readonly PropertyKey[]) => lineIn(document, lines, keys);
  const result = schema.safeParse(document.toJS());
  if (result.success) return { kind: 'fits', file: { path: source.path, value: result.data, lineOf } };
  return {
    kind: 'faulty',
    faults: result.error.issues.map((issue) => ({
      path: source.path,
      line: lineOf(...issue.path),
      message: `${issue.path.map(String).join('.') || 'the file'}: ${issue.message}`,
    })),
  };
}

/** The line of the value, or of the nearest value around it that exists. */
function lineIn(document: Document, lines: LineCounter, keys: readonly PropertyKey[]): number {
  for (let depth = keys.length; depth > 0; depth -= 1) {
    const node = document.getIn(keys.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
