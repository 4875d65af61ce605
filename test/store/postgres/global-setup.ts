import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPrograms } from './programs';

const MISSING = `No PostgreSQL: its tests are skipped. Install it, or name a server in DATABASE_URL_TEST.\n`;

/** Where a server will be, should a test need one: the first that does starts it. */
export default function setUp(): void {
  if (process.env['DATABASE_URL_TEST'] !== undefined) return;
  if (findPrograms() === null) {
    process.stderr.write(MISSING);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-postgres-'));
  // The server's user, who is not root, has to get to its own folder in there.
  chmodSync(folder, 0o711);
  process.env['POSTGRES_TEST_FOLDER'] = folder;
}
