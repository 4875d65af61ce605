import { CompiledQuery, Kysely, type Dialect } from 'kysely';
import { SqlReads } from '../../src/store/sql-reads';
import { SqlTurn } from '../../src/store/sql-turn';
import type { Tables } from '../../src/store/tables';
import { draftOf, replyOf } from '../bot/scripted';

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

const AT = '2026-11-24T09:00:00.000Z';
const TASK = { kind: 'fireTimer', timer: 'one' } as const;

/**
 * The statements of all that a conversation, a desk or a ticket system makes a replica ask: every operation of a turn
 * and every read that happens many times an hour, in a transaction that is undone.
 */
export async function statementsOfHotPath(dialect: Dialect): Promise<readonly Statement[]> {
  const statements = new Map<string, Statement>();
  const db = new Kysely<Tables>({
    dialect,
    log: ({ query: { sql, parameters } }) => void statements.set(sql, { sql, parameters }),
  });
  await db.connection().execute(async (connection) => {
    await connection.executeQuery(CompiledQuery.raw('begin'));
    await talk(connection);
    await read(connection);
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  });
  await db.destroy();
  return [...statements.values()].filter(({ sql }) => sql !== 'begin' && sql !== 'rollback');
}

async function talk(db: Kysely<Tables>): Promise<void> {
  const turn = new SqlTurn(db, 'conversation-7');
  await turn.recordEvents(['test:event'], AT);
  await turn.conversation();
  await turn.saveConversation(
    { channel: 'test', address: '', user: { id: 'u7', name: null }, state: {} },
    AT,
  );
  await turn.saveCase({ caseId: 1, title: 'Full', state: 'open', since: AT, ticket: null });
  const message = await turn.addMessage({ kind: 'replied', at: AT, reply: replyOf('Hello') });
  await turn.asked(1);
  await turn.markDelivered(message, 'ref');
  await workOff(turn);
  await helpByHuman(turn);
}

async function workOff(turn: SqlTurn): Promise<void> {
  const job = { channel: 'test', queue: 'replies', task: TASK, at: AT, runAt: AT };
  await turn.addJob({ ...job, key: 'timer:one' });
  await turn.addJob({ ...job, key: null });
  await turn.hasJobs('replies');
  await turn.postponeJob(7, AT, 'busy');
  await turn.cancelJob('timer:one');
  await turn.completeJob(8);
  await turn.buryJob(9, 'lost', AT);
}

async function helpByHuman(turn: SqlTurn): Promise<void> {
  const person = { id: 'u7', name: null };
  const { number } = await turn.fileTicket({ channel: 'test', person, draft: draftOf(1, AT), at: AT });
  await turn.markTicketOpened(number, { reference: 'BD-1', url: null });
  await turn.ticketOf(1);
  await turn.closeTicket(number, AT);
  await turn.joinTicket(number, 7);
  await turn.keepTroubles(number, ['trouble-7']);
  await turn.ticketAbout(['trouble-7'], AT);
  await turn.keepDeskThread(number, 'desk', 'thread');
  await turn.addDeed({ ticket: number, at: AT, who: 'kim', what: 'took' });
}

async function read(db: Kysely<Tables>): Promise<void> {
  const reads = new SqlReads(db);
  await reads.knows('conversation-7');
  await reads.casesOf('test', 'u7');
  await reads.conversationsOf('test', 'u7', 30);
  await reads.entriesAfter('conversation-7', 7, 100);
  await reads.transcript('conversation-7', AT, 100);
  await reads.entry(7);
  await reads.ticket(7);
  await reads.tickets(10);
  await reads.ticketAtThread('desk', 'thread-7');
  await reads.deskThread(7, 'desk');
  await reads.ticketsJoinedTo(7);
  await reads.openedTickets(AT, 200);
  await reads.deeds(7);
  await reads.kept('key-7');
  await reads.pruneEvents('2026-01-01T00:00:00.000Z');
}
