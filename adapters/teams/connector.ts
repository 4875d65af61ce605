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
  post(
    address: Address,
    conversationId: string,
    message: Message,
  ): Promise<Called<{ readonly id: string | null }>>;
  update(
    address: Address,
    conversationId: string,
    messageId: string,
    message: Message,
  ): Promise<Called<object>>;
  showTyping(address: Address, conversationId: string): Promise<Called<object>>;
  /** The personal chat with the address's user; the same one at every call. */
  openPersonalChat(address: Address): Promise<Called<{ readonly id: string }>>;
  team(address: Address, teamId: string): Promise<Called<{ readonly memberCount: number | null }>>;
}

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

  return {
    post: (address, conversationId, message) =>
      call(
        'POST',
        activities(address, conversationId),
        { ...message, ...sender(address, conversationId) },
        Posted,
      ),
    update: (address, conversationId, messageId, message) =>
      call(
        'PUT',
        `${activities(address, conversationId)}/${encodeURIComponent(messageId)}`,
        { ...message, id: messageId, ...sender(address, conversationId) },
        Anything,
      ),
    showTyping: (address, conversationId) =>
      call(
        'POST',
        activities(address, conversationId),
        { type: 'typing', ...sender(address, conversationId) },
        Anything,
      ),
    openPersonalChat: (address) =>
      call('POST', `${base(address)}/v3/conversations`, personalChat(address), Opened),
    team: (address, teamId) =>
      call('GET', `${base(address)}/v3/teams/${encodeURIComponent(teamId)}`, null, Team),
  };
}

function base(address: Address): string {
  return address.serviceUrl.endsWith('/') ? address.serviceUrl.slice(0, -1) : address.serviceUrl;
}

function activities(address: Address, conversationId: string): string {
  return `${base(address)}/v3/conversations/${encodeURIComponent(conversationId)}/activities`;
}

function sender(address: Address, conversationId: string): object {
  return {
    channelId: 'msteams',
    serviceUrl: address.serviceUrl,
    from: { id: address.botId },
    recipient: { id: address.userId },
    conversation: { id: conversationId, tenantId: address.tenantId },
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
