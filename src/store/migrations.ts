import { sql, type Kysely, type Migration } from 'kysely';
import { numbered, wholeNumber } from './dialect';

/**
 * Applied in the order of their names, which are never changed once released. A migration must leave the
 * tables usable for the version before it, because replicas are replaced one by one.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '2026-11-24-first': { up: first },
  '2026-11-24-kept-values': { up: keptValues },
  '2026-11-24-outbox-by-time': { up: outboxByTime },
  '2026-11-24-tickets-on-the-desk': { up: humanSide },
  '2026-11-24-silent-conversations': { up: conversationsByTime },
  '2026-11-24-when-tickets-closed': { up: ticketsByClosing },
  '2026-11-24-writes-in-fewer-places': { up: fewerPlaces },
};

async function first(db: Kysely<never>): Promise<void> {
  await conversations(db);
  await transcript(db);
  await outbox(db);
  await casesAndTickets(db);
}

async function conversations(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('conversations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('user_name', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('began_at', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('conversations_by_user')
    .on('conversations')
    .columns(['channel', 'user_id'])
    .execute();
  await db.schema
    .createTable('events_seen')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('events_seen_by_time').on('events_seen').column('at').execute();
}

async function transcript(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('messages')
    .addColumn('id', ...numbered(db))
    .addColumn('conversation', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('entry', 'text', (column) => column.notNull())
    .addColumn('question', 'integer')
    .addColumn('message_ref', 'text')
    .execute();
  await db.schema.createIndex('messages_by_number').on('messages').columns(['conversation', 'id']).execute();
  await db.schema
    .createIndex('messages_by_question')
    .on('messages')
    .columns(['conversation', 'question'])
    .where('question', 'is not', null)
    .execute();
}

async function outbox(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('jobs')
    .addColumn('id', ...numbered(db))
    .addColumn('conversation', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('queue', 'text', (column) => column.notNull())
    .addColumn('key', 'text')
    .addColumn('task', 'text', (column) => column.notNull())
    .addColumn('added_at', 'text', (column) => column.notNull())
    .addColumn('run_at', 'text', (column) => column.notNull())
    .addColumn('due_at', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('reason', 'text')
    .execute();
  await db.schema.createIndex('jobs_by_queue').on('jobs').columns(['conversation', 'queue', 'id']).execute();
  await db.schema
    .createIndex('jobs_due')
    .on('jobs')
    .columns(['channel', 'due_at', 'id'])
    .where('due_at', 'is not', null)
    .execute();
  await db.schema
    .createIndex('jobs_by_key')
    .unique()
    .on('jobs')
    .columns(['conversation', 'key'])
    .where('key', 'is not', null)
    .execute();
  await db.schema
    .createTable('buried_jobs')
    .addColumn('id', wholeNumber(db), (column) => column.primaryKey())
    .addColumn('conversation', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('task', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('buried_at', 'text', (column) => column.notNull())
    .execute();
}

async function casesAndTickets(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('cases')
    .addColumn('conversation', 'text', (column) => column.notNull())
    .addColumn('case_id', 'integer', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('ticket', 'text')
    .addPrimaryKeyConstraint('cases_key', ['conversation', 'case_id'])
    .execute();
  await db.schema
    .createTable('tickets')
    .addColumn('number', ...numbered(db))
    .addColumn('conversation', 'text', (column) => column.notNull())
    .addColumn('case_id', 'integer', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('user_name', 'text')
    .addColumn('draft', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('reference', 'text')
    .addColumn('url', 'text')
    .addUniqueConstraint('tickets_once_per_case', ['conversation', 'case_id'])
    .execute();
}

async function keptValues(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('kept_values')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
}

/** The human side: where a card stands, what a ticket is about, and who did what. */
async function humanSide(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('tickets').addColumn('closed_at', 'text').execute();
  await db.schema.alterTable('tickets').addColumn('joined', wholeNumber(db)).execute();
  await db.schema
    .createIndex('tickets_by_leader')
    .on('tickets')
    .column('joined')
    .where(sql.ref('joined'), 'is not', null)
    .execute();
  await db.schema
    .createTable('ticket_troubles')
    .addColumn('ticket', wholeNumber(db), (column) => column.notNull())
    .addColumn('trouble', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('ticket_troubles_key', ['trouble', 'ticket'])
    .execute();
  await db.schema.createIndex('ticket_troubles_by_ticket').on('ticket_troubles').column('ticket').execute();
  await db.schema
    .createTable('desk_threads')
    .addColumn('ticket', wholeNumber(db), (column) => column.notNull())
    .addColumn('desk', 'text', (column) => column.notNull())
    .addColumn('thread', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('desk_threads_key', ['ticket', 'desk'])
    .execute();
  await db.schema
    .createIndex('desk_threads_by_thread')
    .on('desk_threads')
    .columns(['desk', 'thread'])
    .execute();
  await db.schema
    .createTable('audit')
    .addColumn('id', ...numbered(db))
    .addColumn('ticket', wholeNumber(db), (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('who', 'text', (column) => column.notNull())
    .addColumn('what', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('audit_by_ticket').on('audit').columns(['ticket', 'id']).execute();
}

/** What waits is counted at every look at the metrics, over all channels. */
async function outboxByTime(db: Kysely<never>): Promise<void> {
  await db.schema.createIndex('jobs_by_time').on('jobs').column('due_at').execute();
}

/** The silent ones are looked for every hour, to be erased in time. */
async function conversationsByTime(db: Kysely<never>): Promise<void> {
  await db.schema.createIndex('conversations_by_time').on('conversations').column('updated_at').execute();
}

/** A ticket system is asked again and again about the few tickets that are open or were until lately. */
async function ticketsByClosing(db: Kysely<never>): Promise<void> {
  await db.schema.createIndex('tickets_by_closing').on('tickets').column('closed_at').execute();
}

/** So that a turn writes less of what lies anywhere in the file. */
async function fewerPlaces(db: Kysely<never>): Promise<void> {
  // What is answered is nearly always what was asked last: it is found from the end of its conversation.
  await db.schema.dropIndex('messages_by_question').execute();
  // The silent ones are found by a time that turns leave alone (see SqlTraces.silentConversations).
  await db.schema
    .alterTable('conversations')
    .addColumn('quiet_since', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  await db.schema.createIndex('conversations_by_quiet').on('conversations').column('quiet_since').execute();
  await db.schema.dropIndex('conversations_by_time').execute();
}
