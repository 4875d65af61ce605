import { z } from 'zod';
import type { TicketFile } from '../../ticket-system';
import type { HttpClient } from '../http-client';
import { Node, type Document } from './document';

/** Issues that one question names. */
export const PAGE = 100;

const Found = z.object({
  issues: z.array(
    z.object({
      key: z.string(),
      fields: z.object({ labels: z.array(z.string()).optional(), description: z.unknown().optional() }),
    }),
  ),
});
const Created = z.object({ issueKey: z.string() });
const Files = z.object({ fields: z.object({ attachment: z.array(z.object({ filename: z.string() })) }) });
const Category = z.object({ key: z.string() });
const State = z.object({ fields: z.object({ status: z.object({ statusCategory: Category }) }) });
const Transition = z.object({
  id: z.string(),
  to: z.object({ name: z.string(), statusCategory: Category }),
});
export type Transition = z.infer<typeof Transition>;
const Transitions = z.object({ transitions: z.array(Transition) });
const Statuses = z.array(z.object({ id: z.string(), statusCategory: Category }));
const Updated = z.object({
  issues: z.array(z.object({ key: z.string(), fields: z.object({ updated: z.string() }) })),
});
const User = z.object({ accountId: z.string(), displayName: z.string().optional() });
const Comment = z.object({
  id: z.string(),
  author: User.optional(),
  created: z.string(),
  body: Node,
  /** False for a note among agents. */
  jsdPublic: z.boolean().optional(),
  properties: z.array(z.object({ key: z.string(), value: z.unknown() })).optional(),
});
export type Comment = z.infer<typeof Comment>;
const Comments = z.object({ total: z.number(), comments: z.array(Comment) });
const Change = z.object({
  id: z.string(),
  author: User.optional(),
  created: z.string(),
  items: z.array(
    z.object({
      field: z.string(),
      from: z.string().nullish(),
      to: z.string().nullish(),
      // An item without it still has the function that every object has.
      toString: z.string().nullish().catch(null),
    }),
  ),
});
export type Change = z.infer<typeof Change>;
const Changelog = z.object({ total: z.number(), values: z.array(Change) });
const Anything = z.unknown();

export interface Candidate {
  readonly key: string;
  readonly labels: readonly string[];
  readonly description: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** The calls of Jira Cloud that a case needs. They end as http-client.ts says. */
export class JiraApi {
  constructor(private readonly http: HttpClient) {}

  async search(jql: string): Promise<readonly Candidate[]> {
    const query = { jql, fields: 'labels,description', maxResults: `${PAGE}` };
    const path = '/rest/api/3/search/jql';
    const { issues } = await this.http.call({ doing: 'search', method: 'GET', path, query, answer: Found });
    return issues.map(({ key, fields }) => ({
      key,
      labels: fields.labels ?? [],
      description: fields.description,
    }));
  }

  /** Creates a request of the service desk and returns its issue's key. */
  async createRequest(request: Fields): Promise<string> {
    const path = '/rest/servicedeskapi/request';
    const body = { kind: 'json', value: request } as const;
    return (await this.http.call({ doing: 'create', method: 'POST', path, body, answer: Created })).issueKey;
  }

  async edit(key: string, doing: string, edit: Fields): Promise<void> {
    const body = { kind: 'json', value: edit } as const;
    await this.http.call({ doing, method: 'PUT', path: issue(key), body, answer: Anything });
  }

  async fileNames(key: string): Promise<ReadonlySet<string>> {
    const query = { fields: 'attachment' };
    const { fields } = await this.http.call({
      doing: 'files',
      method: 'GET',
      path: issue(key),
      query,
      answer: Files,
    });
    return new Set(fields.attachment.map(({ filename }) => filename));
  }

  async attach(key: string, { name, mediaType, bytes }: TicketFile): Promise<void> {
    const form = new FormData();
    form.append('file', new Blob([Buffer.from(bytes)], { type: mediaType }), name);
    await this.http.call({
      doing: 'attach',
      method: 'POST',
      path: `${issue(key)}/attachments`,
      // Jira refuses an upload without it, against forged requests of browsers.
      headers: { 'x-atlassian-token': 'no-check' },
      body: { kind: 'form', form },
      answer: Anything,
    });
  }

  async comment(key: string, text: Document, properties: Fields): Promise<void> {
    const value = {
      body: text,
      properties: Object.entries(properties).map(([name, of]) => ({ key: name, value: of })),
    };
    const path = `${issue(key)}/comment`;
    await this.http.call({
      doing: 'comment',
      method: 'POST',
      path,
      body: { kind: 'json', value },
      answer: Anything,
    });
  }

  /** Oldest first. */
  async comments(key: string): Promise<readonly Comment[]> {
    const path = `${issue(key)}/comment`;
    return this.all(async (startAt) => {
      const query = { expand: 'properties', orderBy: 'created', startAt, maxResults: `${PAGE}` };
      const read = await this.http.call({ doing: 'comments', method: 'GET', path, query, answer: Comments });
      return { total: read.total, items: read.comments };
    });
  }

  /** Oldest first. */
  async changelog(key: string): Promise<readonly Change[]> {
    const path = `${issue(key)}/changelog`;
    return this.all(async (startAt) => {
      const query = { startAt, maxResults: `${PAGE}` };
      const read = await this.http.call({
        doing: 'changelog',
        method: 'GET',
        path,
        query,
        answer: Changelog,
      });
      return { total: read.total, items: read.values };
    });
  }

  private async all<Item>(
    page: (startAt: string) => Promise<{ readonly total: number; readonly items: readonly Item[] }>,
  ): Promise<readonly Item[]> {
    const all: Item[] = [];
    for (;;) {
      const { total, items } = await page(`${all.length}`);
      all.push(...items);
      if (items.length === 0 || all.length >= total) return all;
    }
  }

  async isDone(key: string): Promise<boolean> {
    const query = { fields: 'status' };
    const { fields } = await this.http.call({
      doing: 'status',
      method: 'GET',
      path: issue(key),
      query,
      answer: State,
    });
    return fields.status.statusCategory.key === DONE;
  }

  async transitions(key: string): Promise<readonly Transition[]> {
    const path = `${issue(key)}/transitions`;
    return (await this.http.call({ doing: 'transitions', method: 'GET', path, answer: Transitions }))
      .transitions;
  }

  async transition(key: string, id: string): Promise<void> {
    const path = `${issue(key)}/transitions`;
    const body = { kind: 'json', value: { transition: { id } } } as const;
    await this.http.call({ doing: 'state', method: 'POST', path, body, answer: Anything });
  }

  /** When each was last changed; asked by key, because the search index lags behind. */
  async lastChanges(keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const path = '/rest/api/3/issue/bulkfetch';
    const body = { kind: 'json', value: { issueIdsOrKeys: keys, fields: ['updated'] } } as const;
    const { issues } = await this.http.call({ doing: 'poll', method: 'POST', path, body, answer: Updated });
    return new Map(issues.map(({ key, fields }) => [key, fields.updated]));
  }

  /** The ids of the statuses in which an issue is done. */
  async doneStatuses(): Promise<ReadonlySet<string>> {
    const path = '/rest/api/3/status';
    const statuses = await this.http.call({ doing: 'statuses', method: 'GET', path, answer: Statuses });
    return new Set(statuses.filter(({ statusCategory }) => statusCategory.key === DONE).map(({ id }) => id));
  }

  async ownId(): Promise<string> {
    const path = '/rest/api/3/myself';
    return (await this.http.call({ doing: 'user', method: 'GET', path, answer: User })).accountId;
  }
}

/** The key of a status category is the same in every language. */
export const DONE = 'done';

function issue(key: string): string {
  return `/rest/api/3/issue/${encodeURIComponent(key)}`;
}
