import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { APP_ID, type Sent } from './activities';
import { faultsOfMessage, field } from './card-faults';
import { makeSigningKey, signToken } from './signing-keys';

/**
 * Teams on loopback, as strict as the real one: its Bot Connector (limits, sizes, refusals), the Bot
 * Framework's key set, a file store, and the client that sends activities and sends them again when the bot
 * has not answered within 15 s.
 */

export interface Shown {
  readonly id: string;
  readonly conversation: string;
  /** As posted, or as last updated. */
  message: unknown;
  updates: number;
}

export interface Refusal {
  readonly status: number;
  readonly code?: string;
  readonly retryAfter?: number;
}

export interface FakeTeamsOptions {
  readonly clock: () => Date;
  /** What the connector asks for in Authorization; null takes anything. */
  readonly botToken?: string | null;
  /** Refuses sends at random; called once for each. */
  readonly chaos?: () => Refusal | null;
}

/** The smallest of the documented limits: what Power Automate still enforces. */
const LARGEST_MESSAGE_BYTES = 28 * 1024;
/** Counted apart: a picture may weigh 1 MB. */
const PICTURE_DATA = /data:image\/[a-z]+;base64,[\w+/=]*/g;
const SENDS: readonly (readonly [sends: number, ms: number])[] = [
  [7, 1_000],
  [8, 2_000],
  [60, 30_000],
  [1_800, 3_600_000],
];
const TENANT_SENDS_A_SECOND = 50;

/** Making a key takes longer than most tests. */
const KEY = makeSigningKey('key-1');

export const ISSUER = 'https://api.botframework.test';

export class FakeTeams {
  readonly shown: Shown[] = [];
  readonly typing: string[] = [];
  /** What one member was told unseen by the others. */
  readonly whispers: { readonly conversation: string; readonly to: string; readonly message: unknown }[] = [];
  /** Names of members, by id. */
  readonly members = new Map<string, string>();
  readonly opened: unknown[] = [];
  /** What broke a rule that a well-behaved bot keeps. */
  readonly faults: string[] = [];
  /** Emits `posted` with each new message. */
  readonly posts = new EventEmitter();
  /** Each request to the connector, in order. */
  readonly calls: { readonly method: string; readonly path: string; readonly status: number }[] = [];
  readonly files = new Map<
    string,
    { readonly status: number; readonly body: Buffer; readonly location?: string }
  >();
  readonly key = KEY;
  /** Refusals to come for a conversation, used up one by one; `forever` stays. */
  readonly refusals = new Map<string, (Refusal | 'pass')[] | { readonly forever: Refusal }>();
  /** Members of each team. */
  readonly teams = new Map<string, number>();
  keySetBroken = false;

  private readonly server: Server;
  private readonly sends = new Map<string, number[]>();
  private nextId = 1_700_000_000_000;
  private port = 0;

  constructor(private readonly options: FakeTeamsOptions) {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get serviceUrl(): string {
    return `${this.origin}/emea/`;
  }

  get openIdMetadataUrl(): string {
    return `${this.origin}/openid`;
  }

  tokenClaims(more: object = {}): object {
    const now = Math.floor(Date.now() / 1000);
    const serviceurl = this.serviceUrl;
    return { iss: ISSUER, aud: APP_ID, nbf: now - 60, exp: now + 3600, serviceurl, ...more };
  }

  token(more: object = {}): string {
    return signToken(this.key, this.tokenClaims(more));
  }

  /** What stands in a conversation now, in order. */
  messagesIn(conversation: string): readonly unknown[] {
    return this.shown.filter((shown) => shown.conversation === conversation).map(({ message }) => message);
  }

  /** Sends an activity to the bot, as an activity of this Teams. */
  async send(bot: string, activity: Sent, authorization: string | null = `Bearer ${this.token()}`) {
    const response = await fetch(`${bot}/api/messages`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        ...(authorization === null ? {} : { Authorization: authorization }),
      },
      body: JSON.stringify({ ...activity, serviceUrl: this.serviceUrl }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [encoded = '', query = ''] = (request.url ?? '').split('?');
    const path = decodeURIComponent(encoded);
    const body = await buffer(request);
    if (path.startsWith('/openid') || path === '/keys') return this.serveKeys(path, response);
    if (path.startsWith('/files/')) return this.serveFile(path, request, response);
    const sent: unknown = body.length > 0 ? JSON.parse(body.toString('utf8')) : null;
    if (path.includes('/v3/attachments/')) return this.servePicture(path, request, response);
    const raw = body.toString('utf8');
    const whispers = query === 'isTargetedActivity=true';
    const answer = this.connector(request, path.replace(/^\/[a-z]+/, ''), sent, raw, whispers);
    this.calls.push({ method: request.method ?? '', path, status: answer.status });
    const headers = answer.retryAfter === undefined ? {} : { 'Retry-After': String(answer.retryAfter) };
    response.writeHead(answer.status, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify(answer.body));
  }

  private serveKeys(path: string, response: ServerResponse): void {
    if (this.keySetBroken) {
      response.writeHead(503).end();
      return;
    }
    const metadata = { issuer: ISSUER, jwks_uri: `${this.origin}/keys` };
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(path === '/keys' ? { keys: [this.key.jwk] } : metadata));
  }

  private serveFile(path: string, request: IncomingMessage, response: ServerResponse): void {
    if (request.headers.authorization !== undefined) this.faults.push('the token was sent to a file store');
    const file = this.files.get(path) ?? { status: 404, body: Buffer.alloc(0) };
    response.writeHead(file.status, file.location === undefined ? {} : { Location: file.location });
    response.end(file.body);
  }

  /** What people paste into messages is kept at the connector, for the bot alone. */
  private servePicture(path: string, request: IncomingMessage, response: ServerResponse): void {
    const file = this.isBot(request) ? this.files.get(path) : { status: 401, body: Buffer.alloc(0) };
    response.writeHead(file?.status ?? 404);
    response.end(file?.body);
  }

  private isBot(request: IncomingMessage): boolean {
    const { botToken = null } = this.options;
    return botToken === null || request.headers.authorization === `Bearer ${botToken}`;
  }

  private connector(
    request: IncomingMessage,
    path: string,
    sent: unknown,
    raw: string,
    whispers: boolean,
  ): Answer {
    if (!this.isBot(request)) return refuse({ status: 401 });
    const team = /^\/v3\/teams\/([^/]+)$/.exec(path)?.[1];
    if (team !== undefined) return this.team(team);
    if (path === '/v3/conversations') return this.open(sent);
    const member = /^\/v3\/conversations\/[^/]+\/members\/([^/]+)$/.exec(path)?.[1];
    if (member !== undefined) return this.member(member);
    const [, conversation, id] = /^\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/.exec(path) ?? [];
    if (conversation === undefined) return refuse({ status: 404, code: 'NotFound' });
    return (
      this.refusalOf(conversation, sent, raw) ??
      (request.method === 'PUT'
        ? this.update(conversation, id, sent)
        : whispers
          ? this.whisper(conversation, sent)
          : this.post(conversation, sent))
    );
  }

  private member(id: string): Answer {
    const name = this.members.get(id);
    return name === undefined
      ? refuse({ status: 404, code: 'MemberNotFoundInConversation' })
      : done(200, { id, name });
  }

  /** "Send and receive targeted messages": to a member, in what is no personal chat. */
  private whisper(conversation: string, sent: unknown): Answer {
    const refusal = this.takeRefusal('whisper');
    if (refusal) return refuse(refusal);
    const to = field(field(sent, 'recipient'), 'id');
    if (typeof to !== 'string') return refuse({ status: 400, code: 'Bad argument' });
    this.faults.push(...faultsOfMessage(sent));
    this.nextId += 1;
    this.whispers.push({ conversation, to, message: sent });
    return done(201, { id: String(this.nextId) });
  }

  private team(id: string): Answer {
    const memberCount = this.teams.get(id);
    return memberCount === undefined ? refuse({ status: 404 }) : done(200, { id, memberCount });
  }

  private open(sent: unknown): Answer {
    this.opened.push(sent);
    const refusal = this.takeRefusal('open');
    if (refusal) return refuse(refusal);
    const members = field(sent, 'members');
    const member = Array.isArray(members) ? String(field(members[0], 'id')) : '';
    return done(201, { id: `a:chat-with-${member}` });
  }

  private refusalOf(conversation: string, sent: unknown, raw: string): Answer | null {
    const refusal = this.takeRefusal(conversation) ?? this.options.chaos?.() ?? null;
    if (refusal) return refuse(refusal);
    if (raw.replace(PICTURE_DATA, '').length * 2 > LARGEST_MESSAGE_BYTES)
      return refuse({ status: 413, code: 'MessageSizeTooBig' });
    return this.overLimit(conversation, String(field(field(sent, 'conversation'), 'tenantId')));
  }

  private takeRefusal(conversation: string): Refusal | null {
    const planned = this.refusals.get(conversation);
    if (planned === undefined) return null;
    const next = Array.isArray(planned) ? (planned.shift() ?? 'pass') : planned.forever;
    return next === 'pass' ? null : next;
  }

  private overLimit(conversation: string, tenant: string): Answer | null {
    const now = this.options.clock().getTime();
    const sends = this.sends.get(conversation) ?? [];
    const tenantSends = (this.sends.get(`tenant ${tenant}`) ?? []).filter((at) => now - at < 1_000);
    const isOver =
      tenantSends.length >= TENANT_SENDS_A_SECOND ||
      SENDS.some(([most, ms]) => sends.filter((at) => now - at < ms).length >= most);
    if (isOver) {
      this.faults.push(`a limit was passed in ${conversation}`);
      return refuse({ status: 429, retryAfter: 1 });
    }
    this.sends.set(conversation, [...sends.slice(-1_800), now]);
    this.sends.set(`tenant ${tenant}`, [...tenantSends, now]);
    return null;
  }

  private post(conversation: string, sent: unknown): Answer {
    if (field(sent, 'type') === 'typing') {
      this.typing.push(conversation);
      return done(202, {});
    }
    this.faults.push(...faultsOfMessage(sent));
    this.nextId += 1;
    const id = String(this.nextId);
    this.shown.push({ id, conversation, message: sent, updates: 0 });
    this.posts.emit('posted', sent);
    return done(201, { id });
  }

  private update(conversation: string, id: string | undefined, sent: unknown): Answer {
    // A post of a channel was sent to the channel, and is itself the root of the thread it is found in.
    const places = [conversation, conversation.replace(`;messageid=${id ?? ''}`, '')];
    const shown = this.shown.find((message) => message.id === id && places.includes(message.conversation));
    if (!shown) return refuse({ status: 404, code: 'ActivityNotFoundInConversation' });
    this.faults.push(...faultsOfMessage(sent));
    shown.message = sent;
    shown.updates += 1;
    return done(200, { id });
  }
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter?: number | undefined;
}

function done(status: number, body: unknown): Answer {
  return { status, body };
}

function refuse({ status, code = 'ServiceError', retryAfter }: Refusal): Answer {
  return { status, retryAfter, body: { error: { code, message: 'refused' } } };
}
