import type { z } from 'zod';

/** How a call to a ticket system failed, in words that quote nothing of what was sent or answered. */
export type CallFailure =
  | { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Ends a chain of calls at the one that failed; `outcomeOf` turns it back into a value. */
class CallFailed extends Error {
  constructor(
    readonly failure: CallFailure,
    /** The HTTP status; null when there was no answer. */
    readonly status: number | null,
    /** Whether the other side may have done it all the same. */
    readonly uncertain: boolean,
  ) {
    super(failure.reason);
    this.name = 'CallFailed';
  }
}

export interface Call<Schema extends z.ZodType> {
  /** What is being done, such as `create`; the reason of a failure begins with it. */
  readonly doing: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Below the base address. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
  /** What of the answer is used. An answer of another shape is a page of a proxy or of maintenance: retry. */
  readonly answer: Schema;
}

export type RequestBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly mediaType: string }
  | { readonly kind: 'form'; readonly form: FormData };

export interface HttpClient {
  call<Schema extends z.ZodType>(call: Call<Schema>): Promise<z.infer<Schema>>;
}

export interface HttpClientOptions {
  /** May have a path of its own; without a slash at the end where the calls have paths. */
  readonly baseUrl: string;
  /** Sent with every call: who we are. */
  readonly headers: Readonly<Record<string, string>>;
  /** For a call and its whole answer. */
  readonly timeoutMs: number;
}

export function createHttpClient(options: HttpClientOptions): HttpClient {
  return {
    async call({ doing, method, path, query, headers, body, answer }) {
      const response = await send(doing, addressOf(options.baseUrl, path, query), {
        method,
        headers: { accept: 'application/json', ...options.headers, ...headers, ...mediaTypeOf(body) },
        body: contentOf(body),
        // A redirect would take the credentials to another address.
        redirect: 'manual',
        signal: AbortSignal.timeout(options.timeoutMs),
      });
      if (!response.ok) throw failureOf(doing, response);
      const parsed = answer.safeParse(parseJson(response.text));
      if (!parsed.success) throw retryAfter(doing, 'not-understood', 0, response.status, method !== 'GET');
      return parsed.data;
    },
  };
}

/** Runs a chain of calls; a call that failed is the outcome. What is no failed call is thrown on. */
export async function outcomeOf<Outcome>(work: () => Promise<Outcome>): Promise<Outcome | CallFailure> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CallFailed) return error.failure;
    throw error;
  }
}

/** What `work` gives, or `instead` when the system answered with this HTTP status. */
export async function unlessStatus<Value, Instead>(
  status: number,
  work: () => Promise<Value>,
  instead: () => Promise<Instead> | Instead,
): Promise<Value | Instead> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CallFailed && error.status === status) return instead();
    throw error;
  }
}

/**
 * Creates something that the system can only be asked for later: a try whose answer was lost is put off by
 * `settleMs`, so that what it may still be creating can be found by the next one.
 */
export async function createCarefully<Value>(settleMs: number, create: () => Promise<Value>): Promise<Value> {
  try {
    return await create();
  } catch (error) {
    if (!(error instanceof CallFailed) || !error.uncertain || error.failure.kind !== 'retry') throw error;
    const afterMs = Math.max(error.failure.afterMs, settleMs);
    throw new CallFailed({ ...error.failure, afterMs }, error.status, true);
  }
}

/** Ends the chain of calls with a refusal of our own. */
export function refuse(reason: string): CallFailed {
  return new CallFailed({ kind: 'refused', reason }, null, false);
}

export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

interface Answered {
  readonly ok: boolean;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

async function send(doing: string, url: URL, init: RequestInit): Promise<Answered> {
  try {
    const response = await fetch(url, init);
    const { ok, status } = response;
    return { ok, status, retryAfter: response.headers.get('retry-after'), text: await textOf(response) };
  } catch (error) {
    const isTimeout = error instanceof DOMException && error.name === 'TimeoutError';
    const sent = init.method !== 'GET' && !isConnectionRefused(error);
    throw retryAfter(doing, isTimeout ? 'timed-out' : 'unreachable', 0, null, sent);
  }
}

/** An answer that is larger than any of theirs is a fault of somebody in between; it counts as none. */
const MOST_ANSWER_BYTES = 32 * 1024 * 1024;

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MOST_ANSWER_BYTES) throw new Error('an answer too large to be one');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Then nothing was sent; any other way of failing leaves it open. */
function isConnectionRefused(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { cause } = error;
  if (!(cause instanceof Error) || !('code' in cause)) return false;
  return cause.code === 'ECONNREFUSED' || cause.code === 'ENOTFOUND' || cause.code === 'EAI_AGAIN';
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'not-valid',
  401: 'credentials-refused',
  403: 'not-allowed',
  404: 'not-found',
  413: 'too-large',
  422: 'not-valid',
};
const RETRIES: Readonly<Record<number, string>> = {
  408: 'timed-out',
  409: 'conflict',
  425: 'too-early',
  429: 'rate-limited',
};

function failureOf(doing: string, { status, retryAfter: header }: Answered): CallFailed {
  if (status >= 500) return retryAfter(doing, 'failing', waitOf(header), status, true);
  const retry = RETRIES[status];
  if (retry !== undefined) return retryAfter(doing, retry, waitOf(header), status, status === 408);
  if (status >= 300 && status < 400) return refusal(doing, 'redirected', status);
  return refusal(doing, REFUSALS[status] ?? 'not-taken', status);
}

function refusal(doing: string, why: string, status: number): CallFailed {
  return new CallFailed({ kind: 'refused', reason: `${doing}-${why}` }, status, false);
}

function retryAfter(
  doing: string,
  why: string,
  afterMs: number,
  status: number | null,
  uncertain: boolean,
): CallFailed {
  return new CallFailed({ kind: 'retry', afterMs, reason: `${doing}-${why}` }, status, uncertain);
}

const LONGEST_WAIT_MS = 3_600_000;

/** Retry-After (RFC 9110 section 10.2.3): seconds or a date. 0 when it says nothing. */
function waitOf(header: string | null): number {
  if (header === null) return 0;
  const value = header.trim();
  const wait = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), LONGEST_WAIT_MS) : 0;
}

function addressOf(baseUrl: string, path: string, query: Readonly<Record<string, string>> = {}): URL {
  const url = new URL(baseUrl + path);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

function mediaTypeOf(body: RequestBody | undefined): Record<string, string> {
  if (body === undefined || body.kind === 'form') return {};
  return { 'content-type': body.kind === 'json' ? 'application/json' : body.mediaType };
}

function contentOf(body: RequestBody | undefined): NonNullable<RequestInit['body']> | null {
  if (body === undefined) return null;
  switch (body.kind) {
    case 'json':
      return JSON.stringify(body.value);
    case 'bytes':
      return Buffer.from(body.bytes);
    case 'form':
      return body.form;
  }
}

/** An answer without content, such as 204, is null. */
function parseJson(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
