import { z } from 'zod';
import { textOfHtml } from '../../../bounce/mime/html-text';
import { nowhere } from '../../../bounce/source-text';
import type { HttpClient } from '../http-client';

/** The most that RT gives in one answer. */
export const PAGE = 100;

const Created = z.object({ id: z.coerce.string() });
const TicketList = z.object({
  items: z.array(z.object({ id: z.coerce.string(), LastUpdated: z.string().optional() })),
});
const Ticket = z.object({ Status: z.string() });
const User = z.object({ Name: z.string() });
const Transaction = z.object({
  id: z.coerce.string(),
  Type: z.string(),
  OldValue: z.string().nullish(),
  NewValue: z.string().nullish(),
  Field: z.string().nullish(),
  /** A message's subject. */
  Data: z.string().nullish(),
  Created: z.string(),
  Creator: z.object({ id: z.string() }),
});
export type Transaction = z.infer<typeof Transaction>;
const History = z.object({ pages: z.number().nullish(), items: z.array(Transaction) });
const Attachments = z.object({
  items: z.array(
    z.object({
      ContentType: z.string().nullish(),
      Filename: z.string().nullish(),
      Content: z.string().nullish(),
    }),
  ),
});
/** RT answers a change with sentences for people, in its language. */
const Sentences = z.unknown();

export type Fields = Readonly<Record<string, unknown>>;

/** The calls of REST2 that a case needs. They end as http-client.ts says. */
export class RtApi {
  constructor(private readonly http: HttpClient) {}

  /** The tickets with this external link, the oldest first; a merged one counts as the one it went into. */
  async linkedTo(link: string): Promise<readonly string[]> {
    const query = { query: `RefersTo = '${link}'`, orderby: 'id', per_page: `${PAGE}` };
    return (await this.tickets('search', query)).map(({ id }) => id);
  }

  /** When each was last changed. Asked by id, because times in a search are in the time zone of RT's user. */
  async lastChanges(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const query = {
      query: ids.map((id) => `id = ${id}`).join(' OR '),
      fields: 'LastUpdated',
      per_page: `${PAGE}`,
    };
    const tickets = await this.tickets('poll', query);
    return new Map(tickets.flatMap(({ id, LastUpdated }) => (LastUpdated ? [[id, LastUpdated]] : [])));
  }

  private async tickets(doing: string, query: Readonly<Record<string, string>>) {
    return (await this.http.call({ doing, method: 'GET', path: '/tickets', query, answer: TicketList }))
      .items;
  }

  async create(fields: Fields): Promise<string> {
    const body = { kind: 'json', value: fields } as const;
    return (await this.http.call({ doing: 'create', method: 'POST', path: '/ticket', body, answer: Created }))
      .id;
  }

  async change(id: string, doing: string, fields: Fields): Promise<void> {
    const body = { kind: 'json', value: fields } as const;
    await this.http.call({ doing, method: 'PUT', path: `/ticket/${id}`, body, answer: Sentences });
  }

  async comment(id: string, fields: Fields): Promise<void> {
    const body = { kind: 'json', value: fields } as const;
    const path = `/ticket/${id}/comment`;
    await this.http.call({ doing: 'comment', method: 'POST', path, body, answer: Sentences });
  }

  async statusOf(id: string): Promise<string> {
    const path = `/ticket/${id}`;
    return (await this.http.call({ doing: 'status', method: 'GET', path, answer: Ticket })).Status;
  }

  /** Oldest first. */
  async history(id: string): Promise<readonly Transaction[]> {
    const entries: Transaction[] = [];
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const fields = 'Type,Field,OldValue,NewValue,Data,Created,Creator';
      const query = { fields, per_page: `${PAGE}`, page: `${page}` };
      const path = `/ticket/${id}/history`;
      const read = await this.http.call({ doing: 'history', method: 'GET', path, query, answer: History });
      entries.push(...read.items);
      pages = read.pages ?? 1;
    }
    return entries;
  }

  /** What a message says; empty when it only brought files. */
  async textOf(transaction: string): Promise<string> {
    const query = { fields: 'ContentType,Filename,Content', per_page: `${PAGE}` };
    const path = `/transaction/${transaction}/attachments`;
    const read = await this.http.call({ doing: 'message', method: 'GET', path, query, answer: Attachments });
    const part = read.items.find(
      ({ Filename, ContentType }) => !Filename && ContentType?.startsWith('text/'),
    );
    const content = part?.Content ?? '';
    return (part?.ContentType === 'text/html' ? textOfHtml(nowhere(content)).text : content).trim();
  }

  async userName(user: string): Promise<string> {
    const path = `/user/${encodeURIComponent(user)}`;
    return (await this.http.call({ doing: 'user', method: 'GET', path, answer: User })).Name;
  }
}
