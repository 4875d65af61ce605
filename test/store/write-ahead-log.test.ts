import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedDatabase, type EmbeddedDatabase } from '../../src/store/embedded-database';
import { WriteAheadLog } from '../../src/store/write-ahead-log';

let folder: string;
let file: string;
let embedded: EmbeddedDatabase;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bouncedesk-log-'));
  file = join(folder, 'store.sqlite');
  embedded = await openEmbeddedDatabase(file);
});

afterEach(async () => {
  embedded.log?.close();
  await embedded.db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

const see = (id: string) => embedded.db.insertInto('events_seen').values({ id, at: '' }).execute();
const logSize = () => statSync(`${file}-wal`).size;

it('asks the system to write the log, wherever the file itself is', async () => {
  const synced: number[] = [];
  const log = new WriteAheadLog(file, embedded.database, embedded.db, (descriptor) => {
    synced.push(descriptor);
    return Promise.resolve();
  });
  await see('a');
  await log.flush();
  log.close();
  expect(synced.length).toBe(1);
  expect(logSize()).toBeGreaterThan(0);
});

it('trusts no later word of a disk that has failed: what is in doubt is written once more, into the file', async () => {
  let works = false;
  const sync = () => (works ? Promise.resolve() : Promise.reject(new Error('EIO')));
  const log = new WriteAheadLog(file, embedded.database, embedded.db, sync);
  await see('a');
  await expect(log.flush()).rejects.toMatchObject({ name: 'StoreError', code: 'store-outcome-unknown' });
  works = true;
  await log.flush();
  expect(logSize()).toBe(0);
  await see('b');
  await log.flush();
  expect(logSize()).toBeGreaterThan(0);
  log.close();
});

it('stays in doubt as long as another process reads the log', async () => {
  const log = new WriteAheadLog(file, embedded.database, embedded.db, () => Promise.reject(new Error('EIO')));
  embedded.database.pragma('busy_timeout = 0');
  const other = await openEmbeddedDatabase(file);
  other.database.exec('begin; select * from events_seen');
  await see('a');
  await expect(log.flush()).rejects.toMatchObject({ code: 'store-outcome-unknown' });
  await expect(log.flush()).rejects.toMatchObject({ code: 'store-outcome-unknown' });
  other.database.exec('commit');
  await log.flush();
  expect(logSize()).toBe(0);
  log.close();
  other.log?.close();
  await other.db.destroy();
});
