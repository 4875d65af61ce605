import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Analysis, DiagnosedFailure } from '../../src/classifier/diagnosis';
import { diagnosisRow, type DiagnosisRow } from '../../src/classifier/diagnosis-row';
import { phrase } from '../../src/dialogue/phrasing';
import { problemsOf } from '../../src/dialogue/problem';
import { findVariantByLabel, type Script } from '../../src/dialogue/script';
import { sendJson, sendProblem, type Problem } from '../../src/http/answer';
import { readJson } from '../../src/http/body';
import { isLocalCaller, isSameOrigin } from '../../src/http/caller';
import type { Route } from '../../src/http/route';
import type { Side } from '../../src/knowledge/variant';

export interface TriageOptions {
  readonly analyse: (paste: string | Uint8Array) => Promise<Analysis>;
  readonly script: Script;
  /** What a caller from elsewhere must show; null: such callers are refused. */
  readonly token: string | null;
  /** The largest paste that is read; a mail travels in base64 and takes a third more. */
  readonly maxPasteBytes: number;
}

/** One failure for a helpdesk tool: the row that `identify --json` prints, and what to tell a person. */
export interface TriageRow extends DiagnosisRow {
  readonly title: string;
  /** Who can fix it; null when it is no bounce. */
  readonly side: Side | null;
}

const Base64 = z.string().regex(/^[A-Za-z0-9+/=_\s-]*$/, 'not base64');

const TriageRequest = z.union([z.strictObject({ text: z.string() }), z.strictObject({ mail: Base64 })]);

/** `POST /triage`: a text or a whole mail in, `{"failures":[…]}` out, in the order of the paste. */
export function triageRoute(options: TriageOptions): Route {
  return {
    method: 'POST',
    path: '/triage',
    async handle(request, response) {
      const refusal = refusalOf(request, options.token);
      if (refusal === null) return triage(options, request, response);
      request.resume();
      sendProblem(response, refusal, { 'WWW-Authenticate': 'Bearer' });
    },
  };
}

async function triage(
  options: TriageOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const maxBytes = Math.ceil(options.maxPasteBytes * 1.4);
  const body = await readJson(request, TriageRequest, { maxBytes, timeoutMs: 60_000 });
  if (body.kind === 'refused') return sendProblem(response, body.problem);
  const paste = 'text' in body.value ? body.value.text : Buffer.from(body.value.mail, 'base64');
  const analysis = await options.analyse(paste);
  if (analysis.kind === 'refused') return sendProblem(response, UNREADABLE[analysis.reason]);
  sendJson(response, 200, { failures: analysis.diagnosed.map((entry) => triageRow(options.script, entry)) });
}

function triageRow(script: Script, entry: DiagnosedFailure): TriageRow {
  const row = diagnosisRow(entry);
  const [problem = null] = problemsOf(script, [entry]);
  const variant = findVariantByLabel(script, row.label);
  const title = variant?.title ?? script.notABounce.title;
  return {
    ...row,
    title: phrase(script, title, problem).text,
    side: variant && (problem?.side ?? variant.side),
  };
}

function refusalOf(request: IncomingMessage, token: string | null): Problem | null {
  if (isLocalCaller(request) && isSameOrigin(request)) return null;
  if (token === null) return NOT_FROM_HERE;
  const shown = /^Bearer ([^\s]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return shown !== undefined && sameSecret(shown, token) ? null : WRONG_TOKEN;
}

/** Takes the same time wherever the two differ, and whatever their lengths. */
function sameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

const NOT_FROM_HERE: Problem = {
  status: 403,
  code: 'local-only',
  message: 'Only this machine may ask. With TRIAGE_TOKEN set, others may too.',
};
const WRONG_TOKEN: Problem = {
  status: 401,
  code: 'wrong-token',
  message: 'Send the TRIAGE_TOKEN of this server as a bearer token.',
};
const UNREADABLE: Readonly<Record<'empty' | 'too-large' | 'not-text', Problem>> = {
  empty: { status: 422, code: 'empty', message: 'There is nothing in it.' },
  'too-large': { status: 413, code: 'too-large', message: 'It is larger than a mail can be.' },
  'not-text': { status: 422, code: 'not-text', message: 'It is neither text nor a mail.' },
};
