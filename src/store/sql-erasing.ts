import type { ErasedRows, ErasingTurn, Expired } from './erasing';
import { SqlDesk } from './sql-desk';
import { isLike, literal, somebodyIsAwaited } from './sql-traces';
import type { Task } from './task';

/** What else may stand behind a conversation's id in the id of one of its events. */
const AFTER_ID = ['', ':%', '/%'];

/** Erasing within the open transaction of a turn. */
export class SqlErasing extends SqlDesk implements ErasingTurn {
  async erase(): Promise<ErasedRows> {
    const { conversationId: conversation } = this;
    const tickets = await this.eraseTickets();
    const messages = await this.db.deleteFrom('messages').where('conversation', '=', conversation).execute();
    const events = await this.eraseEvents();
    const rest = await this.eraseConversation();
    return { ...rest, messages: rowsOf(messages), ...tickets, events_seen: events };
  }

  async eraseJobs(isSuch: (task: Task) => boolean): Promise<ErasedRows> {
    const counts = { jobs: 0, buried_jobs: 0 };
    for (const { id, task } of await this.tasksIn('jobs')) {
      if (isSuch(task) && (await this.completeJob(id))) counts.jobs += 1;
    }
    for (const { id, task } of await this.tasksIn('buried_jobs')) {
      if (!isSuch(task)) continue;
      await this.db.deleteFrom('buried_jobs').where('id', '=', id).execute();
      counts.buried_jobs += 1;
    }
    return counts;
  }

  async expire(before: string): Promise<Expired> {
    const [conversation] = await this.db
      .selectFrom('conversations')
      .select(['updated_at', somebodyIsAwaited.as('awaited')])
      .where('id', '=', this.conversationId)
      .execute();
    const silent = conversation === undefined || conversation.updated_at < before;
    if (silent && !conversation?.awaited) {
      await this.letGo();
      return { kind: 'gone' };
    }
    const kept = await this.casesInNeed(before, silent);
    const from = kept.map(({ since }) => since).sort()[0];
    const until = from === undefined || from > before ? before : from;
    const erased = await this.db
      .deleteFrom('messages')
      .where('conversation', '=', this.conversationId)
      .where('at', '<', until)
      .execute();
    return { kind: 'lives', entries: rowsOf(erased), kept: kept.map(({ case_id }) => case_id) };
  }

  async replaceState(state: unknown): Promise<void> {
    await this.db
      .updateTable('conversations')
      .set({ state: JSON.stringify(state) })
      .where('id', '=', this.conversationId)
      .execute();
  }

  /**
   * The cases whose words are still needed: young ones, those that wait for a reminder, and, unless everybody has
   * been silent for that long, those that are not over and those whose ticket was open until lately.
   */
  private async casesInNeed(before: string, silent: boolean) {
    return this.db
      .selectFrom('cases')
      .leftJoin('tickets', (join) =>
        join
          .onRef('tickets.conversation', '=', 'cases.conversation')
          .onRef('tickets.case_id', '=', 'cases.case_id'),
      )
      .select(['cases.case_id', 'cases.since'])
      .where('cases.conversation', '=', this.conversationId)
      .where((row) =>
        row.or([
          row('cases.since', '>=', before),
          row('cases.state', '=', 'waiting'),
          ...(silent
            ? []
            : [
                row('cases.state', 'in', ['open', 'with-human', 'unreachable']),
                row('tickets.closed_at', '>=', before),
                row.and([row('tickets.number', 'is not', null), row('tickets.closed_at', 'is', null)]),
              ]),
        ]),
      )
      .execute();
  }

  /** A ticket that outlives its conversation can't be taken for one of a later conversation of the same id. */
  private async letGo(): Promise<void> {
    const { conversationId } = this;
    for (const number of await this.ticketNumbers()) {
      await this.db
        .updateTable('tickets')
        .set({ conversation: `erased:${number}` })
        .where('number', '=', number)
        .execute();
    }
    await this.db.deleteFrom('messages').where('conversation', '=', conversationId).execute();
    await this.eraseConversation();
  }

  private async eraseTickets(): Promise<ErasedRows> {
    const numbers = await this.ticketNumbers();
    const of = async (table: 'audit' | 'ticket_troubles' | 'desk_threads') =>
      rowsOf(await this.db.deleteFrom(table).where('ticket', 'in', numbers).execute());
    if (numbers.length === 0) return { tickets: 0, ticket_troubles: 0, desk_threads: 0, audit: 0 };
    return {
      ticket_troubles: await of('ticket_troubles'),
      desk_threads: await of('desk_threads'),
      audit: await of('audit'),
      tickets: rowsOf(await this.db.deleteFrom('tickets').where('number', 'in', numbers).execute()),
    };
  }

  private async ticketNumbers(): Promise<number[]> {
    const rows = await this.db
      .selectFrom('tickets')
      .select('number')
      .where('conversation', '=', this.conversationId)
      .execute();
    return rows.map(({ number }) => number);
  }

  private async eraseConversation(): Promise<ErasedRows> {
    const { conversationId } = this;
    const of = async (table: 'cases' | 'jobs' | 'buried_jobs') =>
      rowsOf(await this.db.deleteFrom(table).where('conversation', '=', conversationId).execute());
    return {
      cases: await of('cases'),
      jobs: await of('jobs'),
      buried_jobs: await of('buried_jobs'),
      conversations: rowsOf(
        await this.db.deleteFrom('conversations').where('id', '=', conversationId).execute(),
      ),
    };
  }

  /** The ids that are made of the conversation's; most ids of platforms name nobody. */
  private async eraseEvents(): Promise<number> {
    const own = literal(this.conversationId);
    const erased = await this.db
      .deleteFrom('events_seen')
      .where((row) => row.or(AFTER_ID.map((rest) => isLike('id', `%${own}${rest}`))))
      .execute();
    return rowsOf(erased);
  }

  private async tasksIn(table: 'jobs' | 'buried_jobs') {
    const rows = await this.db
      .selectFrom(table)
      .select(['id', 'task'])
      .where('conversation', '=', this.conversationId)
      .execute();
    return rows.map(({ id, task }) => ({ id, task: JSON.parse(task) as Task }));
  }
}

function rowsOf(results: readonly { readonly numDeletedRows: bigint }[]): number {
  return results.reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0);
}
