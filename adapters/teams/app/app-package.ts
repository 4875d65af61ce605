import { zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Stands in manifest.json where the bot's registration belongs. */
const PLACEHOLDER = '00000000-0000-0000-0000-000000000000';
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The first moment a zip can name, so that the same files always make the same archive. */
const FIRST_MOMENT = '1980-01-01';

/**
 * Resource-specific consent to read all messages of a team's channels ("Receive all conversation messages").
 * Teams knows no optional permission, so it is in the package or it is not.
 */
const READS_CHANNELS = {
  // Nothing reads `resource`, but Teams refuses the consent without one.
  webApplicationInfo: { id: PLACEHOLDER, resource: 'api://bouncedesk' },
  authorization: {
    permissions: { resourceSpecific: [{ name: 'ChannelMessage.Read.Group', type: 'Application' }] },
  },
};

export interface PackageOptions {
  /** The owner of a team is asked for the consent when the app is added there. */
  readonly readsChannels: boolean;
}

/**
 * The app package that is uploaded to Teams: manifest and icons of `folder`, with the bot's id filled in.
 * Throws for an id that is no GUID.
 */
export function buildAppPackage(folder: string, appId: string, options: PackageOptions): Buffer {
  if (!GUID.test(appId)) throw new Error('MicrosoftAppId must be the id of the bot registration, a GUID');
  const files = {
    'manifest.json': Buffer.from(readManifest(folder, options).replaceAll(PLACEHOLDER, appId)),
    'color.png': readFileSync(join(folder, 'color.png')),
    'outline.png': readFileSync(join(folder, 'outline.png')),
  };
  return Buffer.from(zipSync(files, { mtime: FIRST_MOMENT }));
}

function readManifest(folder: string, { readsChannels }: PackageOptions): string {
  const text = readFileSync(join(folder, 'manifest.json'), 'utf8');
  if (!readsChannels) return text;
  const manifest = z.looseObject({}).parse(JSON.parse(text));
  return JSON.stringify({ ...manifest, ...READS_CHANNELS }, null, 2);
}
