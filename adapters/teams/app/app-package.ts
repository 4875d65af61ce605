import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zip } from './zip';

/** Stands in manifest.json where the bot's registration belongs. */
const PLACEHOLDER = '00000000-0000-0000-0000-000000000000';
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The app package that is uploaded to Teams: manifest and icons of `folder`, with the bot's id filled in.
 * Throws for an id that is no GUID.
 */
export function buildAppPackage(folder: string, appId: string): Buffer {
  if (!GUID.test(appId)) throw new Error('MicrosoftAppId must be the id of the bot registration, a GUID');
  const manifest = readFileSync(join(folder, 'manifest.json'), 'utf8').replaceAll(PLACEHOLDER, appId);
  return zip([
    { name: 'manifest.json', bytes: Buffer.from(manifest) },
    { name: 'color.png', bytes: readFileSync(join(folder, 'color.png')) },
    { name: 'outline.png', bytes: readFileSync(join(folder, 'outline.png')) },
  ]);
}
