import type { IncomingMessage, ServerResponse } from 'node:http';

/** One endpoint. A platform's own raw request handler fits as `handle`: it reads the body and answers itself. */
export interface Route {
  /** GET answers HEAD too. */
  readonly method: 'GET' | 'POST';
  /** Compared as a whole; the query string is no part of it. */
  readonly path: string;
  /** What it throws is logged by its code and answered with 500; it never ends the process. */
  handle(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
}

/** The part of a request's URL that routes are told apart by. */
export function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

/** The query string's values by name; the last one wins. */
export function queryOf(request: IncomingMessage): Readonly<Record<string, string>> {
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  return query < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(query + 1)));
}
