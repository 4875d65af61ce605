import { FakeApi, isJson, jsonOf, type FakeAnswer, type FakeRequest } from './fake-api';
import type { FarTicket } from '../ticket-system-contract';

export const JIRA_USER = 'bot@example.com';
export const JIRA_TOKEN = 'jira-token';
export const BOT = { accountId: 'acc-bot', displayName: 'Bounce Desk' };
const GRACE = { accountId: 'acc-grace', displayName: 'Grace' };

const STATUSES = [
  { id: '1', name: 'Waiting for support', statusCategory: { key: 'indeterminate' } },
  { id: '2', name: 'Canceled', statusCategory: { key: 'done' } },
  { id: '3', name: 'Resolved', statusCategory: { key: 'done' } },
] as const;
const PRIORITIES = new Set(['Lowest', 'Low', 'Medium', 'High', 'Highest']);

interface Adf {
  readonly type: string;
  readonly text?: string;
  readonly content?: readonly Adf[];
}
interface Comment {
  readonly id: string;
  readonly author: typeof BOT;
  readonly created: string;
  readonly body: Adf;
  readonly jsdPublic: boolean;
  readonly properties: readonly { readonly key: string; readonly value: unknown }[];
}
interface Issue {
  readonly key: string;
  readonly summary: string;
  readonly description: Adf;
  readonly labels: string[];
  readonly files: Map<string, string>;
  readonly comments: Comment[];
  readonly changelog: Record<string, unknown>[];
  priority: string;
  status: string;
  updated: string;
}

/**
 * Jira Cloud as its platform and Service Management references tell them, strict about who calls, content
 * types, the document format, required fields and headers. Comments and changes come in pages of two.
 */
export class FakeJira {
  api!: FakeApi;
  readonly issues: Issue[] = [];
  priorities: ReadonlySet<string> = PRIORITIES;
  private now = Date.parse('2026-11-24T08:00:00.000Z');
  private ids = 0;

  async start(): Promise<void> {
    this.api = await FakeApi.start((request) => this.handle(request));
  }

  withReference(reference: string): readonly FarTicket[] {
    return this.issues.filter(({ summary }) => summary.endsWith(`[${reference}]`)).map(far);
  }

  agentComments(key: string, text: string, isPublic: boolean): void {
    const body = { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] };
    this.addComment(this.issue(key), body, GRACE, isPublic, []);
  }

  agentMoves(key: string, status: string): void {
    this.move(this.issue(key), status, GRACE);
  }

  agentTakes(key: string): void {
    const item = { field: 'assignee', from: null, to: GRACE.accountId, fromString: null, toString: 'Grace' };
    this.change(this.issue(key), item, GRACE);
  }

  private issue(key: string): Issue {
    const issue = this.issues.find((one) => one.key === key);
    if (issue === undefined) throw new Error('no such issue');
    return issue;
  }

  private async handle(request: FakeRequest): Promise<FakeAnswer> {
    const expected = `Basic ${Buffer.from(`${JIRA_USER}:${JIRA_TOKEN}`).toString('base64')}`;
    if (request.headers.authorization !== expected) return { status: 401 };
    const { method, path } = request;
    const [, key, part = ''] = /^\/rest\/api\/3\/issue\/([A-Z]+-\d+)(\/[a-z]+)?$/.exec(path) ?? [];
    if (key === undefined) return this.site(request);
    const issue = this.issues.find((one) => one.key === key);
    if (issue === undefined) return { status: 404, value: { errorMessages: ['Issue does not exist'] } };
    if (method === 'GET') return read(issue, part, request.query);
    if (part === '/attachments') return this.attach(issue, request);
    return isJson(request) ? this.write(issue, method, part, jsonOf(request)) : { status: 415 };
  }

  private site(request: FakeRequest): FakeAnswer {
    const { method, path, query } = request;
    if (path === '/rest/api/3/myself') return { status: 200, value: BOT };
    if (path === '/rest/api/3/status') return { status: 200, value: STATUSES };
    if (path === '/rest/api/3/search/jql') return this.search(query.get('jql') ?? '');
    if (method !== 'POST' || !isJson(request)) return { status: 404 };
    const value = jsonOf(request);
    if (path === '/rest/servicedeskapi/request') return this.create(value);
    if (path !== '/rest/api/3/issue/bulkfetch') return { status: 404 };
    const keys = value['issueIdsOrKeys'] as string[];
    const issues = this.issues.filter((one) => keys.includes(one.key));
    return {
      status: 200,
      value: { issues: issues.map(({ key, updated }) => ({ key, fields: { updated } })) },
    };
  }

  /** A text search is by words: it also finds what only holds the reference somewhere. */
  private search(jql: string): FakeAnswer {
    const [, label, reference = ''] =
      /^labels = "([^"]+)" OR summary ~ "\\"([^"\\]+)\\"" ORDER BY created ASC$/.exec(jql) ?? [];
    if (label === undefined) return { status: 400, value: { errorMessages: ['Error in the JQL Query'] } };
    const found = this.issues.filter(
      ({ labels, summary }) => labels.includes(label) || summary.includes(reference),
    );
    const issues = found.map(({ key, labels, description }) => ({ key, fields: { labels, description } }));
    return { status: 200, value: { issues, isLast: true } };
  }

  private create(value: Record<string, unknown>): FakeAnswer {
    const fields = value['requestFieldValues'] as
      { readonly summary?: string; readonly description?: Adf } | undefined;
    const { summary = '', description } = fields ?? {};
    const isKnown = value['serviceDeskId'] === '4' && value['requestTypeId'] === '25';
    if (!isKnown || summary === '' || summary.length > 255 || summary.includes('\n')) return { status: 400 };
    if (value['isAdfRequest'] !== true || description === undefined || !isDocument(description))
      return { status: 400 };
    const key = `DESK-${(this.ids += 1)}`;
    const blank = { labels: [], files: new Map<string, string>(), comments: [], changelog: [] };
    this.issues.push({
      ...blank,
      key,
      summary,
      description,
      priority: 'Medium',
      status: '1',
      updated: this.tick(),
    });
    return {
      status: 201,
      value: { issueId: `${this.ids}`, issueKey: key, _links: { web: 'https://x.example' } },
    };
  }

  private write(issue: Issue, method: string, part: string, value: Record<string, unknown>): FakeAnswer {
    if (method === 'PUT' && part === '') return this.edit(issue, value);
    if (method === 'POST' && part === '/comment') return this.comment(issue, value);
    if (method !== 'POST' || part !== '/transitions') return { status: 405 };
    const { id } = value['transition'] as { readonly id: string };
    if (!STATUSES.some((status) => status.id === id && id !== issue.status)) return { status: 400 };
    this.move(issue, id, BOT);
    return { status: 204 };
  }

  private edit(issue: Issue, value: Record<string, unknown>): FakeAnswer {
    const { labels = [] } = (value['update'] ?? {}) as {
      readonly labels?: readonly { readonly add: string }[];
    };
    const { priority } = (value['fields'] ?? {}) as { readonly priority?: { readonly name: string } };
    if (labels.some(({ add }) => /\s/.test(add))) return { status: 400 };
    if (priority !== undefined && !this.priorities.has(priority.name)) return { status: 400 };
    for (const { add } of labels) if (!issue.labels.includes(add)) issue.labels.push(add);
    issue.priority = priority?.name ?? issue.priority;
    issue.updated = this.tick();
    return { status: 204 };
  }

  private comment(issue: Issue, { body, properties }: Record<string, unknown>): FakeAnswer {
    if (!isDocument(body as Adf))
      return { status: 400, value: { errorMessages: ['Comment body is not valid!'] } };
    const given = (properties ?? []) as Comment['properties'];
    const isInternal = given.some(
      ({ key, value }) => key === 'sd.public.comment' && (value as { internal: boolean }).internal,
    );
    return { status: 201, value: this.addComment(issue, body as Adf, BOT, !isInternal, given) };
  }

  private addComment(
    issue: Issue,
    body: Adf,
    author: typeof BOT,
    jsdPublic: boolean,
    properties: Comment['properties'],
  ): Comment {
    issue.updated = this.tick();
    const comment = { id: `${(this.ids += 1)}`, author, created: issue.updated, body, jsdPublic, properties };
    issue.comments.push(comment);
    return comment;
  }

  private move(issue: Issue, to: string, author: typeof BOT): void {
    const item = { field: 'status', from: issue.status, to };
    issue.status = to;
    this.change(issue, item, author);
  }

  private change(issue: Issue, item: Record<string, unknown>, author: typeof BOT): void {
    issue.updated = this.tick();
    issue.changelog.push({ id: `${(this.ids += 1)}`, author, created: issue.updated, items: [item] });
  }

  private async attach(issue: Issue, { headers, body }: FakeRequest): Promise<FakeAnswer> {
    const type = headers['content-type'] ?? '';
    if (headers['x-atlassian-token'] !== 'no-check') return { status: 403 };
    if (!type.startsWith('multipart/form-data')) return { status: 415 };
    const file = (
      await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
    ).get('file');
    if (!(file instanceof File) || issue.files.has(file.name)) return { status: 400 };
    issue.files.set(file.name, await file.text());
    issue.updated = this.tick();
    return { status: 200, value: [{ filename: file.name }] };
  }

  private tick(): string {
    this.now += 1000;
    return new Date(this.now).toISOString().replace('Z', '+0000');
  }
}

function read(issue: Issue, part: string, query: URLSearchParams): FakeAnswer {
  const status = STATUSES.find(({ id }) => id === issue.status);
  if (part === '') {
    const attachment = [...issue.files.keys()].map((filename) => ({ filename }));
    return { status: 200, value: { key: issue.key, fields: { attachment, status } } };
  }
  if (part === '/transitions') {
    const transitions = STATUSES.filter(({ id }) => id !== issue.status).map((to) => ({
      id: to.id,
      name: to.name,
      to,
    }));
    return { status: 200, value: { transitions } };
  }
  const items: readonly unknown[] = part === '/comment' ? issue.comments : issue.changelog;
  const startAt = Number(query.get('startAt'));
  const page = items.slice(startAt, startAt + 2);
  const name = part === '/comment' ? 'comments' : 'values';
  return { status: 200, value: { startAt, total: items.length, [name]: page } };
}

/** A document of version 1 whose texts are not empty and hold no line break. */
function isDocument(document: Adf & { readonly version?: number }): boolean {
  const isNode = ({ type, text, content = [] }: Adf): boolean =>
    (type !== 'text' || (text !== undefined && text !== '' && !text.includes('\n'))) && content.every(isNode);
  return document.type === 'doc' && document.version === 1 && isNode(document);
}

function far({ summary, description, priority, files, comments, status }: Issue): FarTicket {
  return {
    subject: summary,
    text: shown(description),
    priority,
    files,
    comments: comments.map(({ body }) => shown(body)),
    state: status === '3' ? 'solved' : 'open',
  };
}

function shown({ type, text = '', content = [] }: Adf): string {
  return type === 'hardBreak' ? '\n' : text + content.map(shown).join('');
}
