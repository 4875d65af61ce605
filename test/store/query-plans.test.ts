import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import { openPostgresStore } from '../../src/store/postgres-store';
import type { Store, Turn } from '../../src/store/store';
import { draftOf, replyOf } from '../bot/scripted';
import { describeWithPrograms } from './postgres/databases';
import { removeServer, startServer } from './postgres/server';

/** Enough that a plan that reads all of a table is never the best. */
const ROWS = 20_000;

/** Filled as after some busy months; the times of the jobs are in the far future. */
const FILLED = [
  ['conversations', "'c' || i, 'test', 'a', 'u' || (i % 5000), null, '{}', '2026', '2026', '2026'"],
  ['events_seen', "'e' || i, '2026-11-24T09:00:' || i"],
  ['kept_values', "'k' || i, 'v'"],
  ['messages (conversation, at, kind, entry, question)', "'c' || (i % 5000), '2026', 'said', '{}', i % 7"],
  ['cases', "'c' || i, 1, 't', 'solved', '2026', null"],
  [
    'tickets (conversation, case_id, channel, user_id, draft, at, joined)',
    "'c' || i, 1, 'test', 'u', '{}', '2026', nullif(i % 100, 0)",
  ],
  ['ticket_troubles', "i, 't' || (i % 1000)"],
  ['desk_threads', "i, 'desk', 'thread' || i"],
  ['audit (ticket, at, who, what)', "i, '2026', 'kim', 'read'"],
  [
    'jobs (conversation, channel, queue, key, task, added_at, run_at, due_at)',
    "'c' || i, 'test', 'timer', 'key', '{}', '2026', '2126', '2126-11-24T09:00:' || i",
  ],
].map(
  ([table, values]) => `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${ROWS})
    insert into ${table} select ${values} from n`,
);

/** Everything that is asked of a store in the course of a conversation; not what is done every hour, or by hand. */
async function live(store: Store): Promise<void> {
  const at = new Date().toISOString();
  const performed = new Promise<void>((resolve) => {
    void store.startWorker({
      channels: ['test'],
      concurrency: 2,
      clock: () => new Date(),
      perform: async ({ conversation, id }) => {
        await store.turn(conversation, (turn) => turn.completeJob(id));
        resolve();
      },
      onError: (error) => {
        throw error;
      },
    });
  });
  await store.turn('c7', (turn) => talk(turn, at));
  await performed;
  await store.knows('c7');
  await store.casesOf('test', 'u7');
  await store.ticket(7);
  await store.ticketAtThread('desk', 'thread7');
  await store.deskThread(7, 'desk');
  await store.ticketsJoinedTo(7);
  await store.deeds(7);
  await store.entry(7);
  await store.transcript('c7', '', 10);
  await store.entriesAfter('c7', 10, 10);
  await store.conversationsOf('test', 'u7', 10);
  await store.outbox(at);
  await store.kept('k7');
  await store.keep('k7', 'other');
  await store.keep('k7', null);
  await store.check();
}

async function talk(turn: Turn, at: string): Promise<void> {
  await turn.recordEvents(['event'], at);
  const user = { id: 'u7', name: null };
  await turn.conversation();
  await turn.saveConversation({ channel: 'test', address: 'a', user, state: {} }, at);
  await turn.saveCase({ caseId: 1, title: 't', state: 'open', since: at, ticket: null });
  const message = await turn.addMessage({ kind: 'replied', at, reply: replyOf('?', 3) });
  await turn.asked(3);
  await turn.markDelivered(message, 'ref');
  const { number } = await turn.fileTicket({ channel: 'test', person: user, draft: draftOf(1, at), at });
  await turn.markTicketOpened(number, { reference: 'r', url: null });
  await turn.ticketOf(1);
  await turn.joinTicket(number, 8);
  await turn.closeTicket(number, at);
  await turn.keepTroubles(number, ['t9']);
  await turn.ticketAbout(['t9'], '');
  await turn.keepDeskThread(number, 'desk', 'thread');
  await turn.addDeed({ ticket: number, at, who: 'kim', what: 'read' });
  const job = { channel: 'test', task: { kind: 'fireTimer', timer: 't' }, at, runAt: at } as const;
  await turn.addJob({ ...job, queue: 'timer', key: 'key' });
  await turn.hasJobs('timer');
  await turn.cancelJob('key');
  await turn.addJob({ ...job, queue: 'replies', task: { kind: 'post', message }, key: null });
  await turn.postponeJob(7, '2126-11-24T09:00:00.000Z', 'busy');
  await turn.buryJob(8, 'gone', at);
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bouncedesk-plans-'));
  chmodSync(folder, 0o711);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

it('SQLite finds everything by an index', async () => {
  const file = join(folder, 'store.sqlite');
  await (await openEmbeddedStore(file)).close();
  const database = new Database(file);
  for (const statement of FILLED) database.exec(statement);
  database.exec('analyze');

  const prepare = jest.spyOn(Database.prototype, 'prepare');
  const store = await openEmbeddedStore(file);
  const opening = new Set(prepare.mock.calls.map(([sql]) => sql));
  await live(store);
  const asked = new Set(prepare.mock.calls.map(([sql]) => sql).filter((sql) => !opening.has(sql)));
  await store.close();
  expect(asked.size).toBeGreaterThan(40);

  const plans = [...asked].flatMap((sql) => {
    const rows = database.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`);
    const nothing = Array.from({ length: sql.split('?').length - 1 }, () => null);
    return rows.all(...nothing).map(({ detail }) => `${detail} <- ${sql}`);
  });
  database.close();
  expect(plans.filter((plan) => /^SCAN (?!CONSTANT|json_each|buried_jobs)/.test(plan))).toEqual([]);
});

describeWithPrograms('PostgreSQL', () => {
  afterEach(() => removeServer(join(folder, 'server')));

  it('finds everything by an index', async () => {
    const { url } = await startServer(join(folder, 'server'));
    await (await openPostgresStore(url)).close();
    const client = new Client({ connectionString: url });
    await client.connect();
    for (const statement of FILLED) await client.query(statement);
    await client.query('analyze');
    await client.end();

    // The server tells the plan of every statement that the store sends.
    const settings = ['session_preload_libraries=auto_explain', 'auto_explain.log_min_duration=0'];
    const options = encodeURIComponent(settings.map((setting) => `-c ${setting}`).join(' '));
    const store = await openPostgresStore(`${url}?options=${options}`);
    await live(store);
    await store.close();

    const told = readFileSync(join(folder, 'server', 'log'), 'utf8')
      .split(/ms {2}plan:\n/)
      .slice(1);
    expect(told.length).toBeGreaterThan(50);
    const scans = told.filter((plan) =>
      /Seq Scan on (?!_private|migrations|buried_jobs|pg_|kysely)/.test(plan),
    );
    expect(scans).toEqual([]);
  });
});
