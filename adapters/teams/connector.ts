import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { z } from 'zod';
import type { Address } from './address';
import { CALL_TIMEOUT_MS } from './limits';
import type { Message } from './message';

/**
 * The Bot Connector's REST interface (Microsoft: "Bot Connector REST API reference"), one request at a call
 * and no second try: what to do about a refusal is decided where the message is kept.
 */
export interface Connector {
  /** To a channel's bare id: as a new post, whose id is then the root of a thread. */
  post(
    place: Place,
    conversationId: string,
    message: Message,
  ): Promise<Called<{ readonly id: string | null }>>;
  /** Seen by the place's user only, who must be a member ("Send and receive targeted messages"). */
  whisper(
    place: Place,
    conversationId: string,
    message: Message,
  ): Promise<Called<{ readonly id: string | null }>>;
  update(place: Place, conversationId: string, messageId: string, message: Message): Promise<Called<object>>;
  showTyping(place: Place, conversationId: string): Promise<Called<object>>;
  member(
    place: Place,
    conversationId: string,
    userId: string,
  ): Promise<Called<{ readonly name: string | null }>>;
  /** The personal chat with the address's user; the same one at every call. */
  openPersonalChat(address: Address): Promise<Called<{ readonly id: string }>>;
  team(address: Address, teamId: string): Promise<Called<{ readonly memberCount: number | null }>>;
}

/** Where a request goes, and who is named in it; an Address is one. */
export type Place = Pick<Address, 'serviceUrl' | 'tenantId' | 'botId'> & {
  /** Null where nobody in particular is spoken to. */
  readonly userId: string | null;
};

export type Called<Body> =
  | { readonly kind: 'done'; readonly body: Body }
  | {
      readonly kind: 'refused';
      readonly status: number;
      /** Teams' own word, such as BotNotInConversationRoster; null when it gave none. */
      readonly code: string | null;
      readonly retryAfterMs: number | null;
    }
  /** `mayBeDone`: the request was on its way, so it may have been carried out. */
  | { readonly kind: 'unanswered'; readonly reason: string; readonly mayBeDone: boolean };

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: unknown;
}

const Posted = z
  .object({
    id: z
      .string()
      .nullish()
      .transform((id) => id ?? null),
  })
  .catch({ id: null });
const Opened = z.object({ id: z.string() });
const Team = z.object({
  memberCount: z
    .number()
    .nullish()
    .transform((count) => count ?? null),
});
const Member = z.object({
  name: z
    .string()
    .nullish()
    .transform((name) => name ?? null),
});
const Anything = z.unknown().transform(() => ({}));
const Refusal = z.object({ error: z.object({ code: z.string() }) });

const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const MOST_ANSWER_BYTES = 256 * 1024;
const SOCKETS_PER_HOST = 64;

export function createConnector(token: () => Promise<string | null>): Connector {
  // Idle sockets keep no process alive, so there is nothing to close.
  const agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: SOCKETS_PER_HOST }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: SOCKETS_PER_HOST }),
  };

  async function call<Body>(
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    sent: object | null,
    shape: z.ZodType<Body>,
  ): Promise<Called<Body>> {
    let bearer: string | null;
    let answer: Answer;
    try {
      bearer = await token();
    } catch {
      return { kind: 'unanswered', reason: 'no-token', mayBeDone: false };
    }
    try {
      answer = await exchange(method, new URL(url), sent, bearer, agents);
    } catch (error) {
      const reason = codeOf(error);
      return { kind: 'unanswered', reason, mayBeDone: !NEVER_CONNECTED.has(reason) };
    }
    if (answer.status >= 300) return refusal(answer);
    const body = shape.safeParse(answer.body);
    return body.success
      ? { kind: 'done', body: body.data }
      : { kind: 'unanswered', reason: 'unexpected-answer', mayBeDone: true };
  }

  const send = <Body>(
    method: 'POST' | 'PUT',
    url: string,
    place: Place,
    conversationId: string,
    activity: object,
    shape: z.ZodType<Body>,
  ) => call(method, url, { ...activity, ...sender(place, conversationId) }, shape);

  return {
    post: (place, conversationId, message) =>
      send('POST', activities(place, conversationId), place, conversationId, message, Posted),
    whisper: (place, conversationId, message) => {
      const url = `${activities(place, conversationId)}?isTargetedActivity=true`;
      return send('POST', url, place, conversationId, message, Posted);
    },
    update: (place, conversationId, id, message) => {
      const url = `${activities(place, conversationId)}/${encodeURIComponent(id)}`;
      return send('PUT', url, place, conversationId, { ...message, id }, Anything);
    },
    showTyping: (place, conversationId) => {
      const url = activities(place, conversationId);
      return send('POST', url, place, conversationId, { type: 'typing' }, Anything);
    },
    member: (place, conversationId, userId) =>
      call(
        'GET',
        `${conversation(place, conversationId)}/members/${encodeURIComponent(userId)}`,
        null,
        Member,
      ),
    openPersonalChat: (address) =>
      call('POST', `${base(address)}/v3/conversations`, personalChat(address), Opened),
    team: (address, teamId) =>
      call('GET', `${base(address)}/v3/teams/${encodeURIComponent(teamId)}`, null, Team),
  };
}

function base({ serviceUrl }: Place): string {
  return serviceUrl.endsWith('/') ? serviceUrl.slice(0, -1) : serviceUrl;
}

function conversation(place: Place, conversationId: string): string {
  return `${base(place)}/v3/conversations/${encodeURIComponent(conversationId)}`;
}

function activities(place: Place, conversationId: string): string {
  return `${conversation(place, conversationId)}/activities`;
}

function sender(place: Place, conversationId: string): object {
  return {
    channelId: 'msteams',
    serviceUrl: place.serviceUrl,
    from: { id: place.botId },
    ...(place.userId === null ? {} : { recipient: { id: place.userId } }),
    conversation: { id: conversationId, tenantId: place.tenantId },
  };
}

function personalChat(address: Address): object {
  return {
    isGroup: false,
    bot: { id: address.botId },
    members: [{ id: address.userId }],
    tenantId: address.tenantId,
    channelData: { tenant: { id: address.tenantId } },
  };
}

function refusal(answer: Answer): Called<never> {
  const seconds = Number(answer.retryAfter ?? Number.NaN);
  return {
    kind: 'refused',
    status: answer.status,
    code: Refusal.safeParse(answer.body).data?.error.code ?? null,
    retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null,
  };
}

/** Rejects when there was no whole answer in time. */
async function exchange(
  method: string,
  url: URL,
  sent: object | null,
  token: string | null,
  agents: { readonly http: HttpAgent; readonly https: HttpsAgent },
): Promise<Answer> {
  const secure = url.protocol === 'https:';
  const body = sent === null ? null : Buffer.from(JSON.stringify(sent));
  const headers = {
    ...(body === null
      ? {}
      : { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': body.length }),
    ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
  };
  const options = { method, headers, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = secure
      ? httpsRequest(url, { ...options, agent: agents.https })
      : httpRequest(url, { ...options, agent: agents.http });
    request.on('error', reject).on('response', resolve).end(body);
  });
  return {
    status: answer.statusCode ?? 0,
    retryAfter: answer.headers['retry-after'],
    body: await readJson(answer),
  };
}

/** Null for a body that is no JSON. */
async function readJson(answer: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST_ANSWER_BYTES) chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return null;
  }
}

/** Only the code: an address or a token may stand in the message. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
