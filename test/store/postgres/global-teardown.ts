import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeServer } from './server';

export default async function tearDown(): Promise<void> {
  const folder = process.env['POSTGRES_TEST_FOLDER'];
  if (folder === undefined) return;
  await removeServer(join(folder, 'server'));
  rmSync(folder, { recursive: true, force: true });
}
