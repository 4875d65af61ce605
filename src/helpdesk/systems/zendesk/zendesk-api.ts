import { z } from 'zod';
import type { TicketFile } from '../../ticket-system';
import type { HttpClient } from '../http-client';

/** The most that one answer holds, and the most tickets that one question names. */
export const PAGE = 100;

const Id = z.number().int();
const Ticket = z.object({ id: Id, updated_at: z.string() });
const OneTicket = z.object({ ticket: Ticket });
const Tickets = z.object({ tickets: z.array(Ticket) });
const Upload = z.object({ upload: z.object({ token: z.string() }) });
const Me = z.object({ user: z.object({ id: Id }) });
const Event = z.object({
  type: z.string(),
  field_name: z.string().nullish(),
  value: z.unknown().optional(),
  previous_value: z.unknown().optional(),
  plain_body: z.string().nullish(),
  body: z.string().nullish(),
  public: z.boolean().nullish(),
});
const Audit = z.object({
  id: Id,
  author_id: Id,
  created_at: z.string(),
  metadata: z.object({ custom: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  events: z.array(Event),
});
export type Audit = z.infer<typeof Audit>;
export type AuditEvent = z.infer<typeof Event>;
const Audits = z.object({
  audits: z.array(Audit),
  users: z.array(z.object({ id: Id, name: z.string() })).optional(),
  meta: z.object({ has_more: z.boolean(), after_cursor: z.string().nullish() }),
});

export interface AuditTrail {
  readonly audits: readonly Audit[];
  /** Names by user id. */
  readonly names: ReadonlyMap<number, string>;
}

export type Fields = Readonly<Record<string, unknown>>;

/** The calls of the Ticketing API that a case needs. They end as http-client.ts says. */
export class ZendeskApi {
  constructor(private readonly http: HttpClient) {}

  /** External ids are looked up in the database, not in the search index, which lags behind. */
  async byExternalId(externalId: string): Promise<string | null> {
    const query = { external_id: externalId };
    const path = '/api/v2/tickets.json';
    const { tickets } = await this.http.call({
      doing: 'search',
      method: 'GET',
      path,
      query,
      answer: Tickets,
    });
    const ids = tickets.map(({ id }) => id).sort((one, other) => one - other);
    return ids[0] === undefined ? null : `${ids[0]}`;
  }

  async create(idempotencyKey: string, fields: Fields): Promise<string> {
    const { ticket } = await this.http.call({
      doing: 'create',
      method: 'POST',
      path: '/api/v2/tickets.json',
      headers: { 'idempotency-key': idempotencyKey },
      body: { kind: 'json', value: { ticket: fields } },
      answer: OneTicket,
    });
    return `${ticket.id}`;
  }

  async update(id: string, doing: string, fields: Fields): Promise<void> {
    const path = `/api/v2/tickets/${id}.json`;
    const body = { kind: 'json', value: { ticket: fields } } as const;
    await this.http.call({ doing, method: 'PUT', path, body, answer: OneTicket });
  }

  /** Keeps a file until it is named in a comment; returns its token. */
  async upload({ name, mediaType, bytes }: TicketFile): Promise<string> {
    const { upload } = await this.http.call({
      doing: 'upload',
      method: 'POST',
      path: '/api/v2/uploads.json',
      query: { filename: name },
      body: { kind: 'bytes', bytes, mediaType },
      answer: Upload,
    });
    return upload.token;
  }

  /** When each was last changed. */
  async lastChanges(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const query = { ids: ids.join(',') };
    const path = '/api/v2/tickets/show_many.json';
    const { tickets } = await this.http.call({ doing: 'poll', method: 'GET', path, query, answer: Tickets });
    return new Map(tickets.map(({ id, updated_at }) => [`${id}`, updated_at]));
  }

  /** Everything that was ever done in the ticket, oldest first. */
  async auditsOf(id: string): Promise<AuditTrail> {
    const audits: Audit[] = [];
    const names = new Map<number, string>();
    for (let after: string | null = ''; after !== null;) {
      const query = {
        include: 'users',
        'page[size]': `${PAGE}`,
        ...(after === '' ? {} : { 'page[after]': after }),
      };
      const path = `/api/v2/tickets/${id}/audits.json`;
      const read: z.infer<typeof Audits> = await this.http.call({
        doing: 'audits',
        method: 'GET',
        path,
        query,
        answer: Audits,
      });
      audits.push(...read.audits);
      for (const user of read.users ?? []) names.set(user.id, user.name);
      after = read.meta.has_more ? (read.meta.after_cursor ?? null) : null;
    }
    return { audits, names };
  }

  async ownId(): Promise<number> {
    const path = '/api/v2/users/me.json';
    return (await this.http.call({ doing: 'user', method: 'GET', path, answer: Me })).user.id;
  }
}
