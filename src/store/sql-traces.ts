import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import { deedName } from './deed-name';
import type { DeskThread, EntryOwner, KnownPerson, Traces } from './erasing';
import { readTicket } from './rows';
import type { TicketRecord } from './records';
import type { Tables } from './tables';

/** Rows. So that one statement never holds the database for long. */
const AT_ONCE = 1_000;

/** Stands where the name of an agent stood. */
const ERASED_AGENT = 'erased';

/** What has to be known to erase something, in SQL that both databases speak. */
export class SqlTraces implements Omit<Traces, 'scrub'> {
  constructor(protected readonly db: Kysely<Tables>) {}

  async people(words: string): Promise<readonly KnownPerson[]> {
    const [channel, rest] = split(words);
    const anywhere = await this.peopleCalled(words, null);
    const there = rest === '' ? [] : await this.peopleCalled(rest, channel);
    const all = new Map([...anywhere, ...there].map((person) => [`${person.channel}:${person.id}`, person]));
    const exact = all.get(words);
    if (exact !== undefined) return [exact];
    return all.size > 0 ? [...all.values()] : this.agentsCalled(words);
  }

  /** Agents who are known by what they did alone. */
  private async agentsCalled(words: string): Promise<readonly KnownPerson[]> {
    const [channel, rest] = split(words);
    const rows = await this.db
      .selectFrom('audit')
      .select('who')
      .distinct()
      .where((row) =>
        row.or([isLike('who', `${literal(words)} (%)`), row('who', '=', deedName(rest, channel))]),
      )
      .orderBy('who')
      .execute();
    return rows.flatMap(({ who }) => agentIn(who));
  }

  /** With the latest of the names that they had. */
  private async peopleCalled(words: string, channel: string | null): Promise<readonly KnownPerson[]> {
    const { rows } = await sql<KnownPerson>`
      select channel, user_id as id, max(user_name) as name from (
        select channel, user_id, user_name from conversations
        union select channel, user_id, user_name from tickets
      ) as known
      where (user_id = ${words} or ${isLike('user_id', `%/${literal(words)}`)}
        or lower(user_name) = lower(${words}))
        ${channel === null ? sql`` : sql`and channel = ${channel}`}
      group by channel, user_id order by channel, user_id`.execute(this.db);
    return rows;
  }

  async conversationsWith({ channel, id }: KnownPerson): Promise<readonly string[]> {
    const { rows } = await sql<{ conversation: string }>`
      select id as conversation from conversations where channel = ${channel} and user_id = ${id}
      union select conversation from tickets where channel = ${channel} and user_id = ${id}
      order by conversation`.execute(this.db);
    return rows.map(({ conversation }) => conversation);
  }

  async ticketsOf(conversation: string): Promise<readonly TicketRecord[]> {
    const rows = await this.db
      .selectFrom('tickets')
      .selectAll()
      .where('conversation', '=', conversation)
      .orderBy('number')
      .execute();
    return rows.map(readTicket);
  }

  async deskThreads(ticket: number): Promise<readonly DeskThread[]> {
    return this.db
      .selectFrom('desk_threads')
      .select(['desk', 'thread'])
      .where('ticket', '=', ticket)
      .orderBy('desk')
      .execute();
  }

  async eraseFromDeeds(names: readonly string[]): Promise<number> {
    if (names.length === 0) return 0;
    const renamed = await this.db
      .updateTable('audit')
      .set({ who: ERASED_AGENT })
      .where('who', 'in', [...names])
      .executeTakeFirst();
    return Number(renamed.numUpdatedRows);
  }

  /**
   * A turn does not say that a conversation is no longer quiet; that is found out here, once for each in the time
   * that conversations are kept.
   */
  async silentConversations(before: string, limit: number): Promise<readonly string[]> {
    while ((await this.passOverLively(before)) > 0);
    const rows = await this.db
      .selectFrom('conversations')
      .select('id')
      .where('quiet_since', '<', before)
      .where('updated_at', '<', before)
      .where(sql<SqlBool>`not ${somebodyIsAwaited}`)
      .orderBy('quiet_since')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }

  /** Returns how many conversations were taken for quiet in which something has happened since the time. */
  private async passOverLively(before: string): Promise<number> {
    const found = await this.db
      .updateTable('conversations')
      .set((row) => ({ quiet_since: row.ref('updated_at') }))
      .where('id', 'in', (query) =>
        query
          .selectFrom('conversations')
          .select('id')
          .where('quiet_since', '<', before)
          .where('updated_at', '>=', before)
          .orderBy('quiet_since')
          .limit(AT_ONCE),
      )
      .executeTakeFirst();
    return Number(found.numUpdatedRows);
  }

  async entriesBefore(before: string, after: number, limit: number): Promise<readonly EntryOwner[]> {
    const rows = await this.db
      .selectFrom('messages')
      .select(['id as number', 'conversation', 'at'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    // Numbers grow with time, so what comes after the first young entry is young too.
    const end = rows.findIndex(({ at }) => at >= before);
    return (end < 0 ? rows : rows.slice(0, end)).map(({ number, conversation }) => ({
      number,
      conversation,
    }));
  }

  async pruneJobs(before: string): Promise<number> {
    const buried = await this.prune('buried_jobs', sql<SqlBool>`buried_at < ${before}`);
    const orphaned = await this.prune(
      'jobs',
      sql<SqlBool>`not exists (select 1 from conversations where conversations.id = jobs.conversation)`,
    );
    return buried + orphaned;
  }

  private async prune(table: 'jobs' | 'buried_jobs', which: RawBuilder<SqlBool>): Promise<number> {
    const removed = await this.db
      .deleteFrom(table)
      .where('id', 'in', (query) =>
        query.selectFrom(table).select('id').where(which).orderBy('id').limit(AT_ONCE),
      )
      .executeTakeFirst();
    return Number(removed.numDeletedRows);
  }
}

function agentIn(who: string): readonly KnownPerson[] {
  const { name, where } = /^(?<name>.*) \((?<where>[^()]*)\)$/s.exec(who)?.groups ?? {};
  return name === undefined || where === undefined ? [] : [{ channel: where, id: name, name }];
}

function split(words: string): readonly [string, string] {
  const colon = words.indexOf(':');
  return colon < 0 ? ['', ''] : [words.slice(0, colon), words.slice(colon + 1)];
}

/** Of a row of conversations: a reminder was promised, or the agents have not closed the ticket. */
export const somebodyIsAwaited = sql<SqlBool>`(
  exists (
    select 1 from cases
    where cases.conversation = conversations.id and cases.state in ('waiting', 'with-human')
  ) or exists (
    select 1 from tickets where tickets.conversation = conversations.id and tickets.closed_at is null
  )
)`;

/** The text itself within a pattern of isLike. */
export function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

export function isLike(column: string, pattern: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} like ${pattern} escape '\\'`;
}
