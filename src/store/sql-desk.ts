import { readTicket } from './rows';
import { SqlOutbox } from './sql-outbox';
import type { AuditedDeed, TicketRecord } from './records';
import * as queries from './desk-queries';

/** The human side of one conversation within an open transaction: tickets, their desk threads, who did what. */
export class SqlDesk extends SqlOutbox {
  async ticketOf(caseId: number): Promise<TicketRecord | null> {
    const [row] = await queries.selectTicketOfCase(this.db, { conversation: this.conversationId, caseId });
    return row === undefined ? null : readTicket(row);
  }

  async closeTicket(number: number, closedAt: string | null): Promise<void> {
    await queries.updateTicketClosed(this.db, { number, closedAt });
  }

  async joinTicket(number: number, joined: number | null): Promise<void> {
    await queries.updateTicketJoined(this.db, { number, joined });
  }

  async keepTroubles(ticket: number, troubles: readonly string[]): Promise<void> {
    await queries.deleteTroubles(this.db, { ticket });
    for (const trouble of new Set(troubles)) await queries.insertTrouble(this.db, { ticket, trouble });
  }

  async ticketAbout(troubles: readonly string[], since: string): Promise<TicketRecord | null> {
    for (const trouble of troubles) {
      const conversation = this.conversationId;
      const [row] = await queries.selectTicketAbout(this.db, { trouble, conversation, since });
      if (row !== undefined) return readTicket(row);
    }
    return null;
  }

  async keepDeskThread(ticket: number, desk: string, thread: string): Promise<void> {
    await queries.upsertDeskThread(this.db, { ticket, desk, thread });
  }

  async addDeed({ ticket, at, who, what }: AuditedDeed): Promise<void> {
    await queries.insertAudit(this.db, { ticket, at, who, what });
  }
}
