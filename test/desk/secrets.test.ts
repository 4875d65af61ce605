import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Bot } from '../../src/bot';
import type { Content } from '../../src/channel';
import { assembleBot } from '../../src/cli/assemble';
import { loadExpert } from '../../src/cli/expert';
import type { DeskAct } from '../../src/desk';
import { createLog } from '../../src/log';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import { FakeChannel, FakeDesk, FakeTickets, type Road } from './platforms';

/** One of each kind, none of which may be found anywhere afterwards. */
const SECRETS = {
  password: 'Sommer-2026-geheim!',
  token: 'ghp_0123456789abcdefghijklmnopqrstuvwxyzAB',
  key: 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7',
  cookie: 'SESSIONCOOKIE4711verysecret',
  login: 'AGFubmEAZ2VoZWltZXMtd29ydA==',
};

const PASTE = `550 5.7.1 <bob@shop.example>: Relaying denied
my password is ${SECRETS.password}
Authorization: Bearer ${SECRETS.token}
Cookie: sid=${SECRETS.cookie}
AUTH PLAIN ${SECRETS.login}
-----BEGIN PRIVATE KEY-----
${SECRETS.key}
-----END PRIVATE KEY-----
`;

const smoothRoad: Road = { travel: (done) => Promise.resolve(done()) };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bouncedesk-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a secret in a paste, a file, a message to an agent or its correction is found nowhere', async () => {
  const file = join(folder, 'store.sqlite');
  const log: string[] = [];
  const channels = [new FakeChannel('slack', smoothRoad), new FakeChannel('teams', smoothRoad)];
  const desks = [new FakeDesk('slack', smoothRoad), new FakeDesk('teams', smoothRoad)];
  const tickets = new FakeTickets(smoothRoad, () => false);
  const store = await openEmbeddedStore(file);
  const bot = assembleBot({
    expert: await loadExpert(join(__dirname, '../../intents')),
    store,
    channels,
    desks,
    deskTerms: { hours: null, takeWithinMinutes: 15 },
    tickets,
    log: createLog('trace', (line) => log.push(line)),
  });
  await bot.start();
  const employee = talker(bot);
  await employee({ kind: 'text', text: PASTE });
  await employee({ kind: 'bytes', name: 'bounce.txt', bytes: Buffer.from(PASTE), caption: PASTE });
  await employee({ kind: 'text', text: 'talk to a human' });
  await employee({ kind: 'text', text: 'hand over now' });
  const thread = desks[0]?.threads[0];
  if (thread === undefined) throw new Error('it was not handed over');
  const act = (done: DeskAct) =>
    bot.receiveFromDesk({
      desk: 'slack',
      eventIds: [`act-${done.kind}`],
      thread: thread.id,
      reference: null,
      agent: { id: 'K', name: 'Kim' },
      act: done,
    });
  await act({ kind: 'wrote', text: 'Which account is it?', files: [] });
  await bot.idle();
  await employee({ kind: 'text', text: PASTE });
  await employee({ kind: 'edit', text: PASTE });
  await bot.stop();
  await store.close();

  const places = {
    tables: tablesOf(file),
    people: JSON.stringify(channels.map(({ posts }) => posts)),
    desks: JSON.stringify(
      desks.map(({ threads }) => threads),
      readableBytes,
    ),
    tickets: JSON.stringify(tickets.opened),
    log: log.join('\n'),
  };
  // The words around them have got everywhere, so that nothing was merely not looked at.
  expect(places.tables).toContain('Relaying denied');
  expect(places.desks).toContain('Relaying denied');
  expect(places.tickets).toContain('Relaying denied');
  expect(tickets.opened[0]?.comments.length).toBeGreaterThanOrEqual(2);
  for (const [place, text] of Object.entries(places))
    for (const [kind, secret] of Object.entries(SECRETS))
      expect({ place, kind, found: text.includes(secret) }).toEqual({ place, kind, found: false });
});

function talker(bot: Bot): (content: Content) => Promise<void> {
  let events = 0;
  return async (content) => {
    events += 1;
    await bot.receive({
      channel: 'teams',
      eventIds: [`event-${events}`],
      conversation: 'teams:anna',
      address: 'anna',
      user: { id: 'anna', name: 'Anna' },
      content,
    });
    await bot.idle();
  };
}

function tablesOf(file: string): string {
  const database = new Database(file, { readonly: true });
  try {
    const names = database.prepare("select name from sqlite_master where type = 'table'").pluck().all();
    return JSON.stringify(names.map((name) => database.prepare(`select * from "${String(name)}"`).all()));
  } finally {
    database.close();
  }
}

function readableBytes(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value;
}
