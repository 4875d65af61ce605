import { z } from 'zod';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkContent } from '../knowledge/check-content';
import { sayFault } from '../knowledge/fault';
import type { Knowledge } from '../knowledge/knowledge';
import { readSources } from '../knowledge/read-sources';
import { Blocklists, Glossary, NotABounce, Providers, Replies } from '../knowledge/shared';
import { Texts } from '../knowledge/texts';
import { Variant } from '../knowledge/variant';
import { findVariantByLabel } from '../dialogue/script';
import { CommandError } from './command-error';
import type { Write } from './identify';
import { drawVariant } from './intent-graph';

/** Prints every fault with its path and line; throws when there is one. */
export function checkIntents(folder: string, write: Write): void {
  const checked = checkContent(readSources(folder));
  if (checked.kind === 'sound') return write(`${checked.content.variants.length} variants, no fault`);
  checked.faults.forEach((fault) => write(sayFault(fault)));
  throw new CommandError(
    `${checked.faults.length} fault${checked.faults.length === 1 ? '' : 's'} in ${folder}`,
  );
}

/** The variant's dialogue as a Mermaid diagram. */
export function graphIntent(knowledge: Knowledge, id: string, write: Write): void {
  const variant = findVariantByLabel(knowledge, id);
  if (variant === null)
    throw new CommandError(
      `there is no variant ${id}; there are ${[...knowledge.variants.keys()].join(', ')}`,
    );
  write(drawVariant(variant));
}

const SCHEMAS = {
  variant: Variant,
  'not-a-bounce': NotABounce,
  texts: Texts,
  glossary: Glossary,
  replies: Replies,
  providers: Providers,
  blocklists: Blocklists,
} as const;

/** The schemas that an editor checks and completes the files with, by file name. */
export function editorSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(SCHEMAS).map(([name, schema]) => [
      `${name}.json`,
      `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`,
    ]),
  );
}

/** Writes the editor's schemas beside the content. */
export function writeEditorSchemas(folder: string): void {
  mkdirSync(join(folder, 'schema'), { recursive: true });
  for (const [name, text] of editorSchemas()) writeFileSync(join(folder, 'schema', name), text);
}
