import type { CaseSummary } from '../channel';
import { caseRow, questionOf, readEntry, readTicket } from './rows';
import type {
  AskedMessage,
  NewTicket,
  Person,
  StoredConversation,
  TicketRecord,
  TranscriptEntry,
} from './records';
import type { Turn } from './store';
import { SqlErasing } from './sql-erasing';
import * as queries from './turn-queries';

/** A turn within an open transaction, in SQL that both databases speak. */
export class SqlTurn extends SqlErasing implements Turn {
  /** Whose the conversation is, as this turn has read it. */
  private person: Person | null = null;

  async recordEvents(ids: readonly string[], at: string): Promise<boolean> {
    let fresh = true;
    for (const id of new Set(ids)) {
      if ((await queries.insertEvent(this.db, { id, at })) === 0) fresh = false;
    }
    return fresh;
  }

  async conversation(): Promise<StoredConversation | null> {
    const [row] = await queries.selectConversation(this.db, { id: this.conversationId });
    if (row === undefined) return null;
    const user = { id: row.user_id, name: row.user_name };
    this.person = user;
    return { channel: row.channel, address: row.address, user, state: JSON.parse(row.state) };
  }

  async saveConversation(conversation: StoredConversation, at: string): Promise<void> {
    const { channel, address, user } = conversation;
    const saved = { id: this.conversationId, address, state: JSON.stringify(conversation.state), at };
    const isSame = user.id === this.person?.id && user.name === this.person.name;
    if (isSame && (await queries.updateConversation(this.db, saved)) > 0) return;
    await queries.upsertConversation(this.db, { ...saved, channel, userId: user.id, userName: user.name });
  }

  async saveCase(summary: Omit<CaseSummary, 'conversation'>): Promise<void> {
    await queries.upsertCase(this.db, caseRow({ ...summary, conversation: this.conversationId }));
  }

  async addMessage(entry: TranscriptEntry): Promise<number> {
    return queries.insertMessage(this.db, {
      conversation: this.conversationId,
      at: entry.at,
      kind: entry.kind,
      entry: JSON.stringify(entry),
      question: questionOf(entry),
    });
  }

  async asked(question: number): Promise<AskedMessage | null> {
    const [row] = await queries.selectAsked(this.db, { conversation: this.conversationId, question });
    if (row === undefined) return null;
    const entry = readEntry(row.entry);
    return entry.kind === 'replied' ? { reply: entry.reply, messageRef: row.message_ref } : null;
  }

  async markDelivered(message: number, messageRef: string): Promise<void> {
    await queries.updateMessageRef(this.db, { id: message, messageRef });
  }

  async fileTicket({ channel, person, draft, at }: NewTicket): Promise<TicketRecord> {
    const [row] = await queries.upsertTicket(this.db, {
      conversation: this.conversationId,
      caseId: draft.caseId,
      channel,
      userId: person.id,
      userName: person.name,
      draft: JSON.stringify(draft),
      at,
    });
    return readTicket(returned(row));
  }

  async markTicketOpened(
    number: number,
    { reference, url }: { readonly reference: string; readonly url: string | null },
  ): Promise<void> {
    await queries.updateTicket(this.db, { number, reference, url });
  }
}

/** The row that an `insert ... returning` always gives. */
function returned<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('an insert returned no row');
  return row;
}
