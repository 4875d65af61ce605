import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/cli/open-store';
import { parseConfig } from '../../src/config';

jest.mock('pg', () => {
  throw new Error('pg was loaded');
});
jest.mock('graphile-worker', () => {
  throw new Error('graphile-worker was loaded');
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bouncedesk-open-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('makes the folder of the embedded store, and loads nothing of PostgreSQL', async () => {
  const store = await openStore(parseConfig({ DATA_DIR: join(folder, 'data') }));
  await expect(store.check()).resolves.toBeUndefined();
  await store.close();
});

it('loads PostgreSQL where DATABASE_URL names one', async () => {
  await expect(openStore(parseConfig({ DATABASE_URL: 'postgres://127.0.0.1:1/x' }))).rejects.toThrow(
    'was loaded',
  );
});
