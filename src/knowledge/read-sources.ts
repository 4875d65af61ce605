import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from './content-file';

/** Every YAML file of a content folder and of its folder `shared`, in the order of their names. */
export function readSources(folder: string): readonly SourceFile[] {
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
