import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendProblem } from './answer';
import type { HttpMetrics } from './metrics';
import { pathOf, type Route } from './route';

/** Long enough for the largest file over a slow line; also ends an upload that was refused but never stops. */
const REQUEST_TIMEOUT_MS = 120_000;
const HEADERS_TIMEOUT_MS = 15_000;
/** Longer than a load balancer keeps a connection that it may use again (a minute, usually): it must be the one to close it. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** Every open page keeps one; more than this is no company's chat but somebody who opens connections. */
const MOST_CONNECTIONS = 20_000;
const RETRY_AFTER_SECONDS = 2;

export interface HttpServerOptions {
  readonly routes: readonly Route[];
  readonly metrics: HttpMetrics;
  /** Whether what a handler threw passes by itself, so that the caller should try again. Nothing does where it is absent. */
  passes?(error: unknown): boolean;
  /** Told of what a handler threw. */
  onError(error: unknown, path: string): void;
}

export interface HttpServer {
  /** Resolves with the port in use; rejects when the address cannot be had (EADDRINUSE, EACCES). */
  listen(port: number, host: string): Promise<number>;
  /** Takes no new connection, lets running requests finish for `graceMs`, then cuts them off. */
  close(graceMs: number): Promise<void>;
}

/** A plain node:http server over a fixed list of routes. Two routes with one method and path are an error. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const table = tableOf(options.routes);
  const server = createServer({
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void serve(table, options, request, response);
  });
  return { listen: (port, host) => listen(server, port, host), close: (graceMs) => close(server, graceMs) };
}

type RouteTable = ReadonlyMap<string, ReadonlyMap<string, Route>>;

function tableOf(routes: readonly Route[]): RouteTable {
  const table = new Map<string, Map<string, Route>>();
  for (const route of routes) {
    const methods = table.get(route.path) ?? new Map<string, Route>();
    if (methods.has(route.method)) throw new Error(`two routes for ${route.method} ${route.path}`);
    methods.set(route.method, route);
    table.set(route.path, methods);
  }
  return table;
}

async function serve(
  table: RouteTable,
  options: HttpServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const methods = table.get(pathOf(request));
  options.metrics.follow(response, request.method ?? '', methods ? pathOf(request) : 'unknown');
  if (!methods) return refuse(request, response, 404, 'not-found', 'There is nothing at this address.');
  const route = methods.get(request.method === 'HEAD' ? 'GET' : (request.method ?? ''));
  if (!route) {
    response.setHeader('Allow', [...methods.keys()].join(', '));
    return refuse(request, response, 405, 'wrong-method', 'This address does not take that method.');
  }
  try {
    await route.handle(request, response);
  } catch (error) {
    options.onError(error, route.path);
    if (response.headersSent) response.destroy();
    else if (options.passes?.(error) === true) refuseForNow(request, response);
    else refuse(request, response, 500, 'internal', 'Something went wrong on our side. Please try again.');
  }
}

/** What could not be stored is never answered as if it had been; platforms and pages send it again. */
function refuseForNow(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Retry-After', RETRY_AFTER_SECONDS);
  refuse(request, response, 503, 'busy', 'That could not be taken just now. Please try again in a moment.');
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
): void {
  request.resume();
  sendProblem(response, { status, code, message });
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(portOf(server.address(), port));
    });
  });
}

function portOf(address: AddressInfo | string | null, asked: number): number {
  return typeof address === 'object' && address !== null ? address.port : asked;
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
