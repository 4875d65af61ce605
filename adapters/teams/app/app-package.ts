import { zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Stands in manifest.json where the bot's registration belongs. */
const PLACEHOLDER = '00000000-0000-0000-0000-000000000000';
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The first moment a zip can name, so that the same files always make the same archive. */
const FIRST_MOMENT = '1980-01-01';

/**
 * The app package that is uploaded to Teams: manifest and icons of `folder`, with the bot's id filled in.
 * Throws for an id that is no GUID.
 */
export function buildAppPackage(folder: string, appId: string): Buffer {
  if (!GUID.test(appId)) throw new Error('MicrosoftAppId must be the id of the bot registration, a GUID');
  const manifest = readFileSync(join(folder, 'manifest.json'), 'utf8').replaceAll(PLACEHOLDER, appId);
  const files = {
    'manifest.json': Buffer.from(manifest),
    'color.png': readFileSync(join(folder, 'color.png')),
    'outline.png': readFileSync(join(folder, 'outline.png')),
  };
  return Buffer.from(zipSync(files, { mtime: FIRST_MOMENT }));
}
