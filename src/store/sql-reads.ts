import type { CaseSummary } from '../channel';
import { readBuriedJob, readCase, readEntry, readTicket } from './rows';
import { prepared, type Slots } from './prepared';
import { SqlTraces } from './sql-traces';
import type {
  AuditedDeed,
  ConversationSummary,
  NumberedEntry,
  TicketRecord,
  TranscriptEntry,
} from './records';
import type { BuriedJob, OutboxState, Store } from './store';

/** So that one call never holds the database for long. */
const PRUNED_AT_ONCE = 10_000;

type Reads = Omit<Store, 'turn' | 'keep' | 'startWorker' | 'check' | 'scrub' | 'close'>;

/** What is asked of the store outside of turns, in SQL that both databases speak. */
export class SqlReads extends SqlTraces implements Reads {
  async knows(conversation: string): Promise<boolean> {
    const found = await this.db
      .selectFrom('conversations')
      .select('id')
      .where('id', '=', conversation)
      .execute();
    return found.length > 0;
  }

  async kept(key: string): Promise<string | null> {
    const row = await this.db
      .selectFrom('kept_values')
      .select('value')
      .where('key', '=', key)
      .executeTakeFirst();
    return row?.value ?? null;
  }

  async casesOf(channel: string, userId: string): Promise<readonly CaseSummary[]> {
    const rows = await this.db
      .selectFrom('conversations')
      .innerJoin('cases', 'cases.conversation', 'conversations.id')
      .selectAll('cases')
      .where('conversations.channel', '=', channel)
      .where('conversations.user_id', '=', userId)
      .orderBy('cases.since', 'desc')
      .execute();
    return rows.map(readCase);
  }

  async tickets(limit: number): Promise<readonly TicketRecord[]> {
    const rows = await this.db
      .selectFrom('tickets')
      .selectAll()
      .orderBy('number', 'desc')
      .limit(limit)
      .execute();
    return rows.map(readTicket);
  }

  async ticket(number: number): Promise<TicketRecord | null> {
    const row = await this.db
      .selectFrom('tickets')
      .selectAll()
      .where('number', '=', number)
      .executeTakeFirst();
    return row === undefined ? null : readTicket(row);
  }

  async ticketAtThread(desk: string, thread: string): Promise<TicketRecord | null> {
    const row = await this.db
      .selectFrom('desk_threads')
      .innerJoin('tickets', 'tickets.number', 'desk_threads.ticket')
      .selectAll('tickets')
      .where('desk_threads.desk', '=', desk)
      .where('desk_threads.thread', '=', thread)
      .executeTakeFirst();
    return row === undefined ? null : readTicket(row);
  }

  async deskThread(ticket: number, desk: string): Promise<string | null> {
    const row = await this.db
      .selectFrom('desk_threads')
      .select('thread')
      .where('ticket', '=', ticket)
      .where('desk', '=', desk)
      .executeTakeFirst();
    return row?.thread ?? null;
  }

  async ticketsJoinedTo(number: number): Promise<readonly TicketRecord[]> {
    const rows = await this.db
      .selectFrom('tickets')
      .selectAll()
      .where('joined', '=', number)
      .where('closed_at', 'is', null)
      .orderBy('number')
      .execute();
    return rows.map(readTicket);
  }

  async openedTickets(closedSince: string, limit: number): Promise<readonly TicketRecord[]> {
    const rows = await this.db
      .selectFrom('tickets')
      .selectAll()
      .where('reference', 'is not', null)
      .where('joined', 'is', null)
      // Told as two looks into an index: SQLite would read all tickets in their order instead.
      .where('number', 'in', (query) =>
        query
          .selectFrom('tickets')
          .select('number')
          .where('closed_at', 'is', null)
          .unionAll(query.selectFrom('tickets').select('number').where('closed_at', '>=', closedSince)),
      )
      .orderBy('number')
      .limit(limit)
      .execute();
    return rows.map(readTicket);
  }

  async deeds(ticket: number): Promise<readonly AuditedDeed[]> {
    return this.db
      .selectFrom('audit')
      .select(['ticket', 'at', 'who', 'what'])
      .where('ticket', '=', ticket)
      .orderBy('id')
      .execute();
  }

  async entry(number: number): Promise<TranscriptEntry | null> {
    const [row] = await selectEntry(this.db, { number });
    return row === undefined ? null : readEntry(row.entry);
  }

  async transcript(conversation: string, since: string, limit: number): Promise<readonly TranscriptEntry[]> {
    const rows = await this.db
      .selectFrom('messages')
      .select('entry')
      .where('conversation', '=', conversation)
      .where('at', '>=', since)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map((row) => readEntry(row.entry));
  }

  async entriesAfter(conversation: string, after: number, limit: number): Promise<readonly NumberedEntry[]> {
    const rows = await this.db
      .selectFrom('messages')
      .select(['id', 'entry'])
      .where('conversation', '=', conversation)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ id, entry }) => ({ number: id, entry: readEntry(entry) }));
  }

  async conversationsOf(
    channel: string,
    userId: string,
    limit: number,
  ): Promise<readonly ConversationSummary[]> {
    return this.db
      .selectFrom('conversations')
      .select(['id as conversation', 'began_at as beganAt', 'updated_at as updatedAt'])
      .where('channel', '=', channel)
      .where('user_id', '=', userId)
      .orderBy('updated_at', 'desc')
      .limit(limit)
      .execute();
  }

  async buriedJobs(limit: number): Promise<readonly BuriedJob[]> {
    const rows = await this.db
      .selectFrom('buried_jobs')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(readBuriedJob);
  }

  async outbox(now: string): Promise<OutboxState> {
    const jobs = await this.db
      .selectFrom('jobs')
      .select((row) => [row.fn.countAll<number>().as('waiting'), row.fn.min('due_at').as('oldestDueAt')])
      .where((row) => row.or([row('due_at', '<=', now), row('due_at', 'is', null)]))
      .executeTakeFirstOrThrow();
    const buried = await this.db
      .selectFrom('buried_jobs')
      .select((row) => row.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return { waiting: Number(jobs.waiting), buried: Number(buried.count), oldestDueAt: jobs.oldestDueAt };
  }

  async pruneEvents(before: string): Promise<number> {
    const removed = await this.db
      .deleteFrom('events_seen')
      .where('id', 'in', (query) =>
        query
          .selectFrom('events_seen')
          .select('id')
          .where('at', '<', before)
          .orderBy('at')
          .limit(PRUNED_AT_ONCE),
      )
      .executeTakeFirst();
    return Number(removed.numDeletedRows);
  }
}

const selectEntry = prepared((db, slot: Slots<{ number: number }>) =>
  db.selectFrom('messages').select('entry').where('id', '=', slot('number')),
);
