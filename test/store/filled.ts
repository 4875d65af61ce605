import type { Database } from 'better-sqlite3';

/** What a conversation of the filled store looks like; the columns stand in the order of `insertsOf`. */
export interface Template {
  readonly channel: string;
  /** The dialogue's state, as JSON. */
  readonly state: string;
  readonly messages: readonly FilledMessage[];
  /** When it was last spoken in, ISO. */
  readonly at: string;
  /** One in so many waits for its reminder. */
  readonly waitingEvery: number;
}

interface FilledMessage {
  readonly kind: string;
  /** As JSON. */
  readonly entry: string;
  readonly question: number | null;
}

const PLAIN: Template = {
  channel: 'test',
  state: '{}',
  messages: [
    { kind: 'said', entry: '{}', question: null },
    { kind: 'replied', entry: '{}', question: 1 },
  ],
  at: '2026-03-01T09:00:00.000Z',
  waitingEvery: 1,
};

/** One ticket in so many conversations. */
const TICKET_EVERY = 4;

/**
 * Conversations as they are left behind, from `numbers`, a table of the numbers from 1 on: each with its event, its
 * transcript and a case, which is solved or waits, and some with a ticket that was closed.
 */
function insertsOf(
  numbers: string,
  { channel, state, messages, at: time, waitingEvery }: Template,
): readonly string[] {
  const at = quoted(time);
  const texts = messages.map(
    ({ kind, entry, question }) =>
      `insert into messages (conversation, at, kind, entry, question)
       select 'conversation-' || n, ${at}, ${quoted(kind)}, ${quoted(entry)}, ${question ?? 'null'} from ${numbers}`,
  );
  const tickets = `(select n / ${TICKET_EVERY} as t, n from ${numbers} where n % ${TICKET_EVERY} = 0)`;
  return [
    `insert into conversations (id, channel, address, user_id, user_name, state, began_at, updated_at, quiet_since)
     select 'conversation-' || n, ${quoted(channel)}, '', 'u' || n, null, ${quoted(state)}, ${at}, ${at}, ${at} from ${numbers}`,
    `insert into events_seen (id, at) select 'test:event-' || n, ${at} from ${numbers}`,
    ...texts,
    `insert into cases (conversation, case_id, title, state, since, ticket)
     select 'conversation-' || n, 1, 'Full', case n % ${waitingEvery} when 0 then 'waiting' else 'solved' end, ${at}, null
     from ${numbers}`,
    `insert into jobs (conversation, channel, queue, key, task, added_at, run_at, due_at)
     select 'conversation-' || n, 'elsewhere', 'timer:one', 'timer:one', '{"kind":"fireTimer","timer":"one"}', ${at},
     '2027-01-01T09:00:00.000Z', '2027-01-01T09:00:00.000Z' from ${numbers} where n % ${waitingEvery} = 0`,
    `insert into tickets (conversation, case_id, channel, user_id, draft, at, reference, closed_at)
     select 'conversation-' || n, 1, ${quoted(channel)}, 'u' || n, '{}', ${at}, 'BD-' || t, ${at} from ${tickets} as handed`,
    `insert into ticket_troubles (ticket, trouble) select t, 'trouble-' || t from ${tickets} as handed`,
    `insert into desk_threads (ticket, desk, thread) select t, 'desk', 'thread-' || t from ${tickets} as handed`,
    `insert into audit (ticket, at, who, what) select t, ${at}, 'kim', 'took' from ${tickets} as handed`,
    `insert into kept_values (key, value) select 'key-' || t, 'value' from ${tickets} as handed`,
  ];
}

export function fillSqlite(database: Database, conversations: number, template = PLAIN): void {
  const numbers = `(with recursive numbers (n) as (
    select 1 union all select n + 1 from numbers where n < ${conversations}) select n from numbers)`;
  database.exec('begin');
  for (const insert of insertsOf(`${numbers} as numbers`, template)) database.exec(insert);
  database.exec('commit');
}

interface Queried {
  query(text: string): Promise<unknown>;
}

export async function fillPostgres(
  database: Queried,
  conversations: number,
  template = PLAIN,
): Promise<void> {
  const numbers = `generate_series(1, ${conversations}) as numbers (n)`;
  for (const insert of insertsOf(numbers, template)) await database.query(insert);
  await database.query('analyze');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
