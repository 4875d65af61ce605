import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Answers of the API hold a person's mail text: nobody keeps them, nobody guesses their type. */
const PRIVATE: OutgoingHttpHeaders = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** Why a request was not served: `code` for programs and stable, `message` for the person who reads it. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    ...PRIVATE,
    ...headers,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** Answers `{"error":{"code","message"}}`. */
export function sendProblem(
  response: ServerResponse,
  problem: Problem,
  headers: OutgoingHttpHeaders = {},
): void {
  const { status, code, message } = problem;
  sendJson(response, status, { error: { code, message } }, headers);
}

export function sendText(response: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  response.writeHead(status, {
    ...PRIVATE,
    'Content-Type': type.includes('charset') ? type : `${type}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
