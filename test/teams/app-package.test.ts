import { unzipSync } from 'fflate';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { buildAppPackage } from '../../adapters/teams/app/app-package';
import { drawIcons } from '../../adapters/teams/app/draw-icons';
import { EXPLAIN_COMMAND } from '../../adapters/teams/invoke';
import { APP_ID } from './activities';
import { field } from './card-faults';

const FOLDER = join(__dirname, '..', '..', 'adapters', 'teams', 'app');

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'bouncedesk-package-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function unpack(archive: Buffer): string {
  for (const [name, bytes] of Object.entries(unzipSync(archive))) writeFileSync(join(scratch, name), bytes);
  return scratch;
}

function manifestFor(appId: string, readsChannels = false): unknown {
  const folder = unpack(buildAppPackage(FOLDER, appId, { readsChannels }));
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
}

/** The schema that Microsoft publishes for the version the manifest claims. */
function publishedSchema(version: string): object {
  const home = dirname(require.resolve('@microsoft/app-manifest/package.json'));
  const file = join(home, 'build', 'json-schemas', 'teams', `v${version}`, 'MicrosoftTeams.schema.json');
  const { $schema: draft4, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  expect(draft4).toMatch(/draft-04/);
  return schema;
}

describe('the app package', () => {
  it.each([false, true])('is what the schema of Microsoft asks for (reads channels: %s)', (readsChannels) => {
    const manifest = manifestFor(APP_ID, readsChannels);
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(
      publishedSchema(String(field(manifest, 'manifestVersion'))),
    );
    validate(manifest);
    expect(validate.errors).toBeNull();
  });

  it('names the registration everywhere', () => {
    const manifest = JSON.stringify(manifestFor(APP_ID));
    expect(manifest.split(APP_ID)).toHaveLength(4);
    expect(manifest).not.toContain('00000000-0000');
  });

  it('asks to read channels only where that was asked for', () => {
    expect(field(manifestFor(APP_ID), 'authorization')).toBeUndefined();
    const manifest = manifestFor(APP_ID, true);
    expect(field(manifest, 'webApplicationInfo')).toMatchObject({ id: APP_ID });
    expect(JSON.stringify(field(manifest, 'authorization'))).toContain('"ChannelMessage.Read.Group"');
  });

  it('offers the message action that the adapter answers', () => {
    const [extension] = field(manifestFor(APP_ID), 'composeExtensions') as unknown[];
    expect(field(extension, 'commands')).toEqual([
      expect.objectContaining({ id: EXPLAIN_COMMAND, context: ['message'], type: 'action', fetchTask: true }),
    ]);
  });

  it.each(['', 'not-a-guid'])('is not made for the id "%s"', (appId) => {
    expect(() => buildAppPackage(FOLDER, appId, { readsChannels: false })).toThrow(/MicrosoftAppId/);
  });
});

describe('the icons', () => {
  it.each([
    ['color.png', 192],
    ['outline.png', 32],
  ])('%s is as large as Teams wants it, and as it is drawn', (name, size) => {
    drawIcons(scratch);
    const kept = readPng(readFileSync(join(FOLDER, name)));
    expect([kept.width, kept.height]).toEqual([size, size]);
    expect(kept.pixels.equals(readPng(readFileSync(join(scratch, name))).pixels)).toBe(true);
  });

  it('the outline is white on transparent', () => {
    const { pixels, width } = readPng(readFileSync(join(FOLDER, 'outline.png')));
    const colours = new Set<string>();
    for (let at = 0; at < pixels.length; at += 1) {
      const column = (at % (1 + width * 4)) - 1;
      if (column >= 0 && column % 4 === 0 && pixels[at + 3] !== 0)
        colours.add(pixels.toString('hex', at, at + 3));
    }
    expect([...colours]).toEqual(['ffffff']);
  });
});

/** Size and unfiltered rows of a PNG as ours are written: one IDAT, no filter. */
function readPng(png: Buffer) {
  const length = png.readUInt32BE(33);
  return {
    width: png.readUInt32BE(16),
    height: png.readUInt32BE(20),
    pixels: inflateSync(png.subarray(41, 41 + length)),
  };
}
