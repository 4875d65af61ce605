import { decodeEntities } from '../../../../src/bounce/mime/html-text';
import { FakeApi, isJson, jsonOf, type FakeAnswer, type FakeRequest } from './fake-api';
import type { FarTicket } from '../ticket-system-contract';

export const ZENDESK_USER = 'bot@example.com';
export const ZENDESK_TOKEN = 'zendesk-token';
const BOT = 501;
export const AGENT = 502;

interface Comment {
  readonly html_body: string;
  readonly public: boolean;
  readonly uploads?: readonly string[];
}
interface Fields {
  readonly external_id?: string;
  readonly subject?: string;
  readonly priority?: string;
  readonly status?: string;
  readonly assignee_id?: number;
  readonly comment?: Comment;
  readonly metadata?: Record<string, unknown>;
}
interface Audit {
  readonly id: number;
  readonly author_id: number;
  readonly created_at: string;
  readonly metadata: { readonly custom: Record<string, unknown> };
  readonly events: readonly Record<string, unknown>[];
}
interface Ticket {
  readonly id: number;
  readonly fields: Fields;
  readonly audits: Audit[];
  readonly comments: Comment[];
  status: string;
  assignee: number | null;
  updated: string;
}

/**
 * Zendesk as its API reference tells it, strict where a real one is: who calls, content types, required
 * fields, idempotency keys (the same body replays the answer, another body is 400), uploads used once,
 * closed tickets. Audits come in pages of two, so that paging is needed.
 */
export class FakeZendesk {
  api!: FakeApi;
  readonly tickets: Ticket[] = [];
  private readonly uploads = new Map<string, { readonly name: string; readonly text: string }>();
  private readonly files = new Map<string, { readonly name: string; readonly text: string }>();
  private readonly replays = new Map<string, { readonly body: string; readonly answer: FakeAnswer }>();
  private now = Date.parse('2026-11-24T08:00:00.000Z');
  private ids = 0;

  async start(): Promise<void> {
    this.api = await FakeApi.start((request) => this.handle(request));
  }

  /** Every ticket in the form of the contract suite. */
  withReference(reference: string): readonly FarTicket[] {
    return this.tickets
      .filter(({ fields }) => fields.external_id?.startsWith(`${reference}-`))
      .map((ticket) => this.far(ticket));
  }

  asAgent(id: number, fields: Fields): void {
    this.change(id, fields, AGENT);
  }

  private far({ fields, comments, status }: Ticket): FarTicket {
    const [first, ...later] = comments;
    const tokens = comments.flatMap(({ uploads }) => uploads ?? []);
    return {
      subject: fields.subject ?? '',
      text: shown(first),
      priority: fields.priority ?? '',
      files: new Map(
        tokens.map((token) => [this.files.get(token)?.name ?? '', this.files.get(token)?.text ?? '']),
      ),
      comments: later.filter(({ uploads }) => uploads === undefined).map(shown),
      state: status === 'solved' ? 'solved' : 'open',
    };
  }

  private handle(request: FakeRequest): FakeAnswer {
    const expected = `Basic ${Buffer.from(`${ZENDESK_USER}/token:${ZENDESK_TOKEN}`).toString('base64')}`;
    if (request.headers.authorization !== expected)
      return { status: 401, value: { error: "Couldn't authenticate you" } };
    const { method, path } = request;
    if (method === 'GET') return this.read(request);
    if (method === 'POST' && path === '/api/v2/uploads.json') return this.upload(request);
    if (!isJson(request)) return { status: 415 };
    if (method === 'POST' && path === '/api/v2/tickets.json') return this.createOnce(request);
    const id = /^\/api\/v2\/tickets\/(\d+)\.json$/.exec(path)?.[1];
    if (method !== 'PUT' || id === undefined) return { status: 404 };
    return this.change(Number(id), (jsonOf(request) as { ticket: Fields }).ticket, BOT);
  }

  private read({ path, query }: FakeRequest): FakeAnswer {
    if (path === '/api/v2/users/me.json') return { status: 200, value: { user: { id: BOT } } };
    if (path === '/api/v2/tickets.json') {
      const found = this.tickets.filter(({ fields }) => fields.external_id === query.get('external_id'));
      return { status: 200, value: { tickets: found.map(summary) } };
    }
    if (path === '/api/v2/tickets/show_many.json') {
      const ids = (query.get('ids') ?? '').split(',');
      if (ids.length > 100) return { status: 400 };
      const found = this.tickets.filter(({ id }) => ids.includes(`${id}`));
      return { status: 200, value: { tickets: found.map(summary) } };
    }
    const id = /^\/api\/v2\/tickets\/(\d+)\/audits\.json$/.exec(path)?.[1];
    const ticket = this.tickets.find((one) => one.id === Number(id));
    return ticket === undefined
      ? { status: 404 }
      : auditPage(ticket, Number(query.get('page[after]') ?? '0'));
  }

  private upload({ query, headers, body }: FakeRequest): FakeAnswer {
    const name = query.get('filename');
    if (name === null || headers['content-type'] !== 'text/plain' || body.length === 0)
      return { status: 422 };
    const token = `upload-${(this.ids += 1)}`;
    this.uploads.set(token, { name, text: body.toString('utf8') });
    return { status: 201, value: { upload: { token } } };
  }

  private createOnce(request: FakeRequest): FakeAnswer {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || key.length > 255) return { status: 400 };
    const body = request.body.toString('utf8');
    const earlier = this.replays.get(key);
    if (earlier !== undefined)
      return earlier.body === body
        ? earlier.answer
        : { status: 400, value: { error: 'IdempotentRequestError' } };
    const answer = this.create((JSON.parse(body) as { ticket: Fields }).ticket);
    if (answer.status === 201) this.replays.set(key, { body, answer });
    return answer;
  }

  private create(fields: Fields): FakeAnswer {
    const { comment } = fields;
    if (comment === undefined || !this.takes(comment))
      return { status: 422, value: { error: 'RecordInvalid' } };
    const ticket: Ticket = {
      id: 9000 + (this.ids += 1),
      fields,
      audits: [],
      comments: [],
      status: 'new',
      assignee: null,
      updated: '',
    };
    this.tickets.push(ticket);
    this.record(ticket, fields, BOT);
    return { status: 201, value: { ticket: summary(ticket) } };
  }

  private change(id: number, fields: Fields, author: number): FakeAnswer {
    const ticket = this.tickets.find((one) => one.id === id);
    if (ticket === undefined) return { status: 404, value: { error: 'RecordNotFound' } };
    if (ticket.status === 'closed') return { status: 422, value: { error: 'RecordInvalid' } };
    if (fields.comment !== undefined && !this.takes(fields.comment)) return { status: 422 };
    this.record(ticket, fields, author);
    return { status: 200, value: { ticket: summary(ticket) } };
  }

  /** An upload is used up by the comment that names it. */
  private takes({ html_body, uploads = [] }: Comment): boolean {
    if (html_body === '' || uploads.some((token) => !this.uploads.has(token))) return false;
    for (const token of uploads) {
      const upload = this.uploads.get(token);
      if (upload !== undefined) this.files.set(token, upload);
      this.uploads.delete(token);
    }
    return true;
  }

  private record(ticket: Ticket, fields: Fields, author_id: number): void {
    const { comment, status, assignee_id, metadata = {} } = fields;
    const events: Record<string, unknown>[] = [];
    if (comment !== undefined) {
      ticket.comments.push(comment);
      events.push({ type: 'Comment', plain_body: shown(comment), public: comment.public });
    }
    if (status !== undefined && status !== ticket.status) {
      events.push({ type: 'Change', field_name: 'status', value: status, previous_value: ticket.status });
      ticket.status = status;
    }
    if (assignee_id !== undefined && assignee_id !== ticket.assignee) {
      events.push({
        type: 'Change',
        field_name: 'assignee_id',
        value: `${assignee_id}`,
        previous_value: null,
      });
      ticket.assignee = assignee_id;
    }
    ticket.updated = new Date((this.now += 1000)).toISOString();
    if (events.length === 0) return;
    ticket.audits.push({
      id: (this.ids += 1),
      author_id,
      created_at: ticket.updated,
      metadata: { custom: metadata },
      events,
    });
  }
}

function summary({ id, updated }: Ticket) {
  return { id, updated_at: updated };
}

function auditPage({ audits }: Ticket, after: number): FakeAnswer {
  const page = audits.slice(after, after + 2);
  const meta = { has_more: after + 2 < audits.length, after_cursor: `${after + 2}` };
  return { status: 200, value: { audits: page, users: [{ id: AGENT, name: 'Grace' }], meta } };
}

function shown(comment: Comment | undefined): string {
  return decodeEntities((comment?.html_body ?? '').replace(/^<pre>|<\/pre>$/g, ''));
}
