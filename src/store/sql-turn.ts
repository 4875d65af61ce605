import { sql, type Kysely } from 'kysely';
import type { CaseSummary } from '../channel';
import { caseRow, questionOf, readEntry, readTicket } from './rows';
import type {
  AskedMessage,
  NewTicket,
  StoredConversation,
  TicketRecord,
  TranscriptEntry,
  Turn,
} from './store';
import { SqlOutbox } from './sql-outbox';
import type { Tables } from './tables';

/** A turn within an open transaction, in SQL that both databases speak. */
export class SqlTurn extends SqlOutbox implements Turn {
  constructor(db: Kysely<Tables>, conversation: string) {
    super(db, conversation);
  }

  async recordEvents(ids: readonly string[], at: string): Promise<boolean> {
    const distinct = [...new Set(ids)];
    const inserted = await this.db
      .insertInto('events_seen')
      .values(distinct.map((id) => ({ id, at })))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirst();
    return inserted.numInsertedOrUpdatedRows === BigInt(distinct.length);
  }

  async conversation(): Promise<StoredConversation | null> {
    const row = await this.db
      .selectFrom('conversations')
      .select(['channel', 'address', 'user_id', 'user_name', 'state'])
      .where('id', '=', this.conversationId)
      .executeTakeFirst();
    if (row === undefined) return null;
    const user = { id: row.user_id, name: row.user_name };
    return { channel: row.channel, address: row.address, user, state: JSON.parse(row.state) };
  }

  async saveConversation(conversation: StoredConversation, at: string): Promise<void> {
    const renewed = {
      address: conversation.address,
      user_id: conversation.user.id,
      user_name: conversation.user.name,
      state: JSON.stringify(conversation.state),
      updated_at: at,
    };
    await this.db
      .insertInto('conversations')
      .values({ id: this.conversationId, channel: conversation.channel, began_at: at, ...renewed })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(renewed))
      .execute();
  }

  async saveCase(summary: Omit<CaseSummary, 'conversation'>): Promise<void> {
    const row = caseRow({ ...summary, conversation: this.conversationId });
    await this.db
      .insertInto('cases')
      .values(row)
      .onConflict((conflict) => conflict.columns(['conversation', 'case_id']).doUpdateSet(row))
      .execute();
  }

  async addMessage(entry: TranscriptEntry): Promise<number> {
    const { id } = await this.db
      .insertInto('messages')
      .values({
        conversation: this.conversationId,
        at: entry.at,
        kind: entry.kind,
        entry: JSON.stringify(entry),
        question: questionOf(entry),
        message_ref: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  }

  async asked(question: number): Promise<AskedMessage | null> {
    const row = await this.db
      .selectFrom('messages')
      .select(['entry', 'message_ref'])
      .where('conversation', '=', this.conversationId)
      .where('question', '=', question)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return null;
    const entry = readEntry(row.entry);
    return entry.kind === 'replied' ? { reply: entry.reply, messageRef: row.message_ref } : null;
  }

  async markDelivered(message: number, messageRef: string): Promise<void> {
    await this.db
      .updateTable('messages')
      .set({ message_ref: messageRef })
      .where('id', '=', message)
      .execute();
  }

  async fileTicket(ticket: NewTicket): Promise<TicketRecord> {
    const draft = JSON.stringify(ticket.draft);
    const row = await this.db
      .insertInto('tickets')
      .values({
        conversation: this.conversationId,
        case_id: ticket.draft.caseId,
        channel: ticket.channel,
        user_id: ticket.person.id,
        user_name: ticket.person.name,
        draft,
        at: ticket.at,
        reference: null,
        url: null,
      })
      .onConflict((conflict) =>
        conflict.columns(['conversation', 'case_id']).doUpdateSet({
          draft: sql<string>`case when tickets.reference is null then ${draft} else tickets.draft end`,
        }),
      )
      .returningAll()
      .executeTakeFirstOrThrow();
    return readTicket(row);
  }

  async markTicketOpened(
    number: number,
    opened: { readonly reference: string; readonly url: string | null },
  ): Promise<void> {
    await this.db
      .updateTable('tickets')
      .set({ reference: opened.reference, url: opened.url })
      .where('number', '=', number)
      .execute();
  }
}
