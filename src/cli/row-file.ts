import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { CommandError } from './command-error';

/** A row of a JSON lines file: a text, or the name of a file beside it. */
const Row = z
  .object({ id: z.string(), text: z.string().optional(), file: z.string().optional() })
  .refine((row) => (row.text === undefined) !== (row.file === undefined), 'a row has a text or a file');

export interface InputRow {
  readonly id: string;
  readonly input: string | Uint8Array;
}

const LabelledRow = z.object({
  label: z.string(),
  accept: z.array(z.string()).default([]),
  kind: z.string().optional(),
  lang: z.string().optional(),
});
export type Labels = z.infer<typeof LabelledRow>;

/** Reads rows one after another; `file` is relative to the rows' own file. Throws a CommandError with the line. */
export function* readRows(path: string): Generator<InputRow & { readonly fields: unknown }> {
  for (const [at, line] of linesOf(path).entries()) {
    if (line.trim() === '') continue;
    const where = `${path}:${at + 1}`;
    const fields = parseLine(line, where);
    const row = Row.safeParse(fields);
    if (!row.success) throw new CommandError(`${where}: ${row.error.issues[0]?.message ?? 'not a row'}`);
    const { id, text, file } = row.data;
    yield { id, input: text ?? readInput(resolve(dirname(path), file ?? '')), fields };
  }
}

export function labelsOf(fields: unknown, where: string): Labels {
  const labels = LabelledRow.safeParse(fields);
  if (!labels.success) throw new CommandError(`${where}: a row needs a label to be evaluated`);
  return labels.data;
}

function parseLine(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new CommandError(`${where}: this line is not JSON`, { cause });
  }
}

function linesOf(path: string): readonly string[] {
  return Buffer.from(readInput(path)).toString('utf8').split('\n');
}

/** A file's bytes. Throws a CommandError in words when it can't be read. */
export function readInput(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new CommandError(`${path} can't be read`, { cause });
  }
}
