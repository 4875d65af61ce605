import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeServer } from './server';

export default function tearDown(): void {
  const folder = process.env['POSTGRES_TEST_FOLDER'];
  if (folder === undefined) return;
  removeServer(join(folder, 'server'));
  rmSync(folder, { recursive: true, force: true });
}
