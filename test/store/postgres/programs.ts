import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian and its kin keep what a server is made of. */
const INSTALLED = '/usr/lib/postgresql';

/** The folder of the newest PostgreSQL's programs; null where there is none. */
export function findPrograms(): string | null {
  if (!existsSync(INSTALLED)) return null;
  const versions = readdirSync(INSTALLED).sort((one, other) => Number(other) - Number(one));
  const folders = versions.map((version) => join(INSTALLED, version, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}
