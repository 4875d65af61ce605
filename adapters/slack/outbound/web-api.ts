import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { z } from 'zod';
import { CALL_TIMEOUT_MS, MAX_ANSWER_BYTES } from '../limits';

const HISTORY = ['channels:history', 'groups:history', 'im:history', 'mpim:history'] as const;

/**
 * Every method of the Web API that is called, with the bot scopes it needs (docs.slack.dev/reference/methods).
 * A method that is not in this table cannot be called, and the manifest asks for exactly these scopes.
 */
export const METHOD_SCOPES = {
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.open': ['im:write'],
  'conversations.history': HISTORY,
  'conversations.replies': HISTORY,
  'views.open': [],
  'views.publish': [],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'users.info': ['users:read'],
  'assistant.threads.setStatus': ['assistant:write'],
  'assistant.threads.setTitle': ['assistant:write'],
  'assistant.threads.setSuggestedPrompts': ['assistant:write'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type SlackMethod = keyof typeof METHOD_SCOPES;

/**
 * Where blocks are sent Slack asks for JSON (docs.slack.dev/apis/web-api, "Posting JSON"), which also takes half
 * the time to write. Of the others some know forms only.
 */
const IN_JSON: ReadonlySet<SlackMethod> = new Set(['chat.postEphemeral', 'chat.postMessage', 'chat.update']);

export type SlackAnswer =
  | { readonly kind: 'ok'; readonly body: Readonly<Record<string, unknown>> }
  /** `ok: false`: Slack understood and will say the same the next time. */
  | { readonly kind: 'refused'; readonly error: string }
  /** Worth another try. `certain`: it is sure that nothing was done. */
  | { readonly kind: 'later'; readonly afterMs: number; readonly reason: string; readonly certain: boolean };

export interface SlackWebApi {
  call(method: SlackMethod, token: string, args: Readonly<Record<string, unknown>>): Promise<SlackAnswer>;
  /** Lets go of the connections it keeps. */
  close(): void;
}

/** Errors Slack documents as passing; everything else that is refused stays refused. */
const PASSING = new Set([
  'fatal_error',
  'internal_error',
  'service_unavailable',
  'request_timeout',
  'token_expired',
]);
const RETRY_MS = 2_000;

const answerSchema = z.looseObject({ ok: z.boolean(), error: z.string().optional() });

/**
 * The few calls the bot makes, without the SDK client's own queue and half-hour of retries: the outbox decides
 * what is tried again and when, and it must see each 429. Tokens go into a header and into nothing else.
 */
export function createWebApi(baseUrl: string): SlackWebApi {
  const base = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
  const secure = base.protocol === 'https:';
  // A connection that was idle for longer may be closed at Slack's end at the moment it is used again.
  const keptAlive = { keepAlive: true, timeout: CALL_TIMEOUT_MS };
  const agent = secure ? new HttpsAgent(keptAlive) : new HttpAgent(keptAlive);
  const send = secure ? httpsRequest : httpRequest;
  const host = urlToHttpOptions(base);
  return {
    call(method, token, args) {
      const { type, body } = encode(method, args);
      const headers = {
        Authorization: `Bearer ${token}`,
        'Content-Type': type,
        'Content-Length': Buffer.byteLength(body),
      };
      return new Promise((resolve) => {
        const path = `${base.pathname}${method}`;
        const request = send({ ...host, path, method: 'POST', agent, timeout: CALL_TIMEOUT_MS, headers });
        request.on('response', (response) => readAnswer(response, resolve));
        request.on('timeout', () => request.destroy(new Error('time-out')));
        request.on('error', (error: NodeJS.ErrnoException) => resolve(unreachable(error)));
        request.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}

function encode(
  method: SlackMethod,
  args: Readonly<Record<string, unknown>>,
): { readonly type: string; readonly body: string } {
  const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== null);
  if (IN_JSON.has(method)) {
    return { type: 'application/json; charset=utf-8', body: JSON.stringify(Object.fromEntries(given)) };
  }
  const form = new URLSearchParams();
  for (const [name, value] of given)
    form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return { type: 'application/x-www-form-urlencoded', body: form.toString() };
}

function readAnswer(response: IncomingMessage, tell: (answer: SlackAnswer) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_ANSWER_BYTES) chunks.push(chunk);
    else response.destroy(new Error('too large'));
  });
  response.on('error', () => tell(lost('cut off')));
  response.on('end', () => tell(answerOf(response, Buffer.concat(chunks).toString('utf8'))));
}

function answerOf({ statusCode = 0, headers }: IncomingMessage, body: string): SlackAnswer {
  if (statusCode === 429) return busy(headers['retry-after']);
  return statusCode === 200 ? readBody(body) : lost(`status ${statusCode}`);
}

function readBody(text: string): SlackAnswer {
  const parsed = answerSchema.safeParse(parseJson(text));
  if (!parsed.success) return lost('no JSON');
  if (parsed.data.ok) return { kind: 'ok', body: parsed.data };
  const error = parsed.data.error ?? 'unknown_error';
  if (error === 'ratelimited' || error === 'rate_limited') return busy(undefined);
  return PASSING.has(error) ? lost(error) : { kind: 'refused', error };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function busy(retryAfter: string | undefined): SlackAnswer {
  const seconds = Number(retryAfter ?? 1);
  const afterMs = (Number.isFinite(seconds) && seconds > 0 ? seconds : 1) * 1_000;
  return { kind: 'later', afterMs, reason: 'rate limited by Slack', certain: true };
}

function lost(reason: string): SlackAnswer {
  return { kind: 'later', afterMs: RETRY_MS, reason: `Slack did not answer: ${reason}`, certain: false };
}

function unreachable(error: NodeJS.ErrnoException): SlackAnswer {
  const certain = error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN';
  const reason = `Slack could not be reached: ${error.code ?? error.message}`;
  return { kind: 'later', afterMs: RETRY_MS, reason, certain };
}
