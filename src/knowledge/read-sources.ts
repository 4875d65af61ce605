import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from './content-file';
import { FaultyContentError } from './fault';

/**
 * Every YAML file of a content folder and of its folder `shared`, in the order of their names. Throws
 * FaultyContentError when there is no such folder.
 */
export function readSources(folder: string): readonly SourceFile[] {
  if (!existsSync(join(folder, 'shared'))) {
    throw new FaultyContentError([
      { path: folder, line: 1, message: 'this is no content folder; INTENTS_DIR names it' },
    ]);
  }
  return [...yamlIn(folder, ''), ...yamlIn(folder, 'shared')].map((path) => ({
    path,
    text: readFileSync(join(folder, path), 'utf8'),
  }));
}

function yamlIn(folder: string, below: string): readonly string[] {
  return readdirSync(join(folder, below))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => (below === '' ? name : `${below}/${name}`));
}

/** Changes when any byte of any file does. */
export function hashSources(sources: readonly SourceFile[]): string {
  const hash = createHash('sha256');
  for (const { path, text } of sources) hash.update(`${path}\0${text}\0`);
  return hash.digest('hex').slice(0, 16);
}
