import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import type { Problem } from './answer';

export interface BodyLimits {
  readonly maxBytes: number;
  /** For the whole body, so that a sender who trickles bytes cannot hold memory. */
  readonly timeoutMs: number;
}

export type Body =
  { readonly kind: 'read'; readonly bytes: Buffer } | { readonly kind: 'refused'; readonly problem: Problem };

export type JsonBody<Value> =
  { readonly kind: 'read'; readonly value: Value } | { readonly kind: 'refused'; readonly problem: Problem };

/**
 * Reads a whole body, keeping at most `maxBytes`. When it refuses, the rest is still taken off the wire and
 * thrown away: a connection closed in the middle of an upload would lose the answer that says why.
 */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > limits.maxBytes) {
    request.resume();
    return Promise.resolve(refused(tooLarge(limits.maxBytes)));
  }
  return collect(request, limits);
}

function collect(request: IncomingMessage, limits: BodyLimits): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => finish(refused(TOO_SLOW)), limits.timeoutMs);
    const onEnd = () => finish({ kind: 'read', bytes: Buffer.concat(chunks, size) });
    const onBroken = () => finish(refused(BROKEN_OFF));
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limits.maxBytes) finish(refused(tooLarge(limits.maxBytes)));
      else chunks.push(chunk);
    };
    const finish = (body: Body) => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onBroken);
      request.resume();
      resolve(body);
    };
    request.on('data', onData).on('end', onEnd).on('close', onBroken).on('error', onBroken);
  });
}

/**
 * Reads a JSON body of the given shape. Only `application/json` is taken: a page of another origin cannot
 * send that without asking first (CORS preflight), and it is never told yes.
 */
export async function readJson<Schema extends z.ZodType>(
  request: IncomingMessage,
  schema: Schema,
  limits: BodyLimits,
): Promise<JsonBody<z.infer<Schema>>> {
  if (mediaType(request) !== 'application/json') {
    request.resume();
    return refused(NOT_JSON_TYPE);
  }
  const body = await readBody(request, limits);
  return body.kind === 'refused' ? body : parseJson(body.bytes, schema);
}

function parseJson<Schema extends z.ZodType>(bytes: Buffer, schema: Schema): JsonBody<z.infer<Schema>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refused(NOT_JSON);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { kind: 'read', value: parsed.data };
  const faults = parsed.error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  return refused({ status: 400, code: 'wrong-shape', message: faults.join('; ') });
}

function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '')
    .replace(/;[^]*$/, '')
    .trim()
    .toLowerCase();
}

function refused(problem: Problem): { readonly kind: 'refused'; readonly problem: Problem } {
  return { kind: 'refused', problem };
}

function tooLarge(maxBytes: number): Problem {
  const megabytes = Math.floor(maxBytes / 1024 / 1024);
  return { status: 413, code: 'too-large', message: `That is more than the ${megabytes} MB that fit here.` };
}

const TOO_SLOW: Problem = { status: 408, code: 'too-slow', message: 'The request did not arrive in time.' };
const BROKEN_OFF: Problem = { status: 400, code: 'broken-off', message: 'The request broke off.' };
const NOT_JSON: Problem = { status: 400, code: 'not-json', message: 'The body is not JSON in UTF-8.' };
const NOT_JSON_TYPE: Problem = {
  status: 415,
  code: 'not-json-type',
  message: 'Send the body with the content type application/json.',
};
