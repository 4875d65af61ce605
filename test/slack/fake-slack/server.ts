import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { receiveBytes, UPLOAD_METHODS } from './upload-methods';
import { METHODS, SCOPES_ASKED, type Answer, type Args, type MethodWorld } from './web-methods';
import type { FakeClock } from './fake-clock';

/** How a call shall go wrong: `done` with what Slack did all the same before the answer got lost. */
export type Mishap =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: number;
      readonly done?: boolean;
    }
  | { readonly kind: 'hang-up'; readonly done?: boolean }
  | { readonly kind: 'error'; readonly error: string };

export interface ApiCall {
  readonly method: string;
  readonly args: Args;
  readonly token: string;
  readonly inJson: boolean;
}

export interface ServerWorld extends MethodWorld {
  /** The scopes of a token; null when it is not known. */
  scopesOf(token: string): readonly string[] | null;
  openConnection(appToken: string): Answer;
  installed(args: Args): Answer;
  isSignInPage(file: string): boolean;
  respond(id: string, body: unknown): boolean;
}

/** Where the bytes of files go; a mishap of theirs is called `upload`. */
export const UPLOADS = '/upload/v1/';

/** What puts a message into a channel, and the argument that names it. */
const PLACE_OF_POST: Readonly<Record<string, string>> = {
  'chat.postMessage': 'channel',
  'files.completeUploadExternal': 'channel_id',
};

/** Of the methods that are used here, those documented to take JSON too. */
const TAKES_JSON = new Set([
  'assistant.threads.setStatus',
  'assistant.threads.setSuggestedPrompts',
  'assistant.threads.setTitle',
  'chat.postEphemeral',
  'chat.postMessage',
  'chat.update',
  'conversations.open',
  'files.completeUploadExternal',
  'views.open',
  'views.publish',
]);

/** Slack's Web API, file downloads and response_urls over HTTP. */
export class FakeServer {
  readonly calls: ApiCall[] = [];
  /** What Slack found wrong with calls: a sound app causes none. */
  readonly refusals: string[] = [];
  readonly #mishaps = new Map<string, Mishap[]>();
  #listeners: (() => void)[] = [];
  readonly #lastPost = new Map<string, number>();
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Decides about each call, for runs with random trouble. */
  trouble: (call: ApiCall) => Mishap | null = () => null;

  constructor(
    private readonly world: ServerWorld,
    private readonly clock: FakeClock,
  ) {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  get server(): Server {
    return this.#server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async listen(port = 0): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** The next calls of a method go wrong, one mishap a call. */
  fail(method: string, ...mishaps: Mishap[]): void {
    this.#mishaps.set(method, [...(this.#mishaps.get(method) ?? []), ...mishaps]);
  }

  /** Resolves when the method was called so often, all in all. */
  async called(method: string, times = 1): Promise<void> {
    while (this.callsOf(method).length < times) {
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
  }

  callsOf(method: string): readonly ApiCall[] {
    return this.calls.filter((call) => call.method === method);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (request.url?.startsWith(UPLOADS) === true) this.#takeUpload(request.url, response, body);
    else this.#answerRequest(request, response, body.toString('utf8'));
    for (const tell of this.#listeners.splice(0)) tell();
  }

  #takeUpload(path: string, response: ServerResponse, bytes: Buffer): void {
    const mishap = this.#mishaps.get('upload')?.shift();
    if (mishap?.kind === 'hang-up') return void response.destroy();
    const status =
      mishap?.kind === 'status' ? mishap.status : receiveBytes(this.world, path.slice(UPLOADS.length), bytes);
    response.writeHead(status).end();
  }

  #answerRequest(request: IncomingMessage, response: ServerResponse, body: string): void {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path.startsWith('/api/'))
      return this.#serveMethod(path.slice('/api/'.length), request, body, response);
    if (path.startsWith('/files-pri/'))
      return this.#serveFile(path.slice('/files-pri/'.length), request, response);
    if (path.startsWith('/response/')) {
      const taken = this.world.respond(path.slice('/response/'.length), JSON.parse(body));
      response.writeHead(taken ? 200 : 404).end(taken ? 'ok' : 'used_url');
      return;
    }
    response.writeHead(404).end();
  }

  #serveMethod(method: string, request: IncomingMessage, body: string, response: ServerResponse): void {
    const args = readArgs(request, body);
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    const call = { method, args, token, inJson: isJson(request) };
    this.calls.push(call);
    const mishap = this.#mishaps.get(method)?.shift() ?? this.trouble(call);
    if (mishap?.kind === 'error') return send(response, 200, { ok: false, error: mishap.error });
    if (mishap !== null) {
      if (mishap.done === true) this.#answer(call);
      if (mishap.kind === 'hang-up') return void response.destroy();
      const headers = mishap.retryAfter === undefined ? {} : { 'retry-after': String(mishap.retryAfter) };
      response
        .writeHead(mishap.status, headers)
        .end(mishap.status === 429 ? '{"ok":false,"error":"ratelimited"}' : '');
      return;
    }
    const posting = PLACE_OF_POST[method];
    if (posting !== undefined && this.#tooFast(args[posting] ?? '')) {
      response.writeHead(429, { 'retry-after': '1' }).end('{"ok":false,"error":"ratelimited"}');
      return;
    }
    send(response, 200, this.#answer(call));
  }

  /** One message a second in a channel. */
  #tooFast(channel: string): boolean {
    const last = this.#lastPost.get(channel) ?? -1_000;
    if (this.clock.now() - last < 1_000) return true;
    this.#lastPost.set(channel, this.clock.now());
    return false;
  }

  #answer({ method, args, token, inJson }: ApiCall): Answer {
    if (inJson && !TAKES_JSON.has(method)) return { ok: false, error: 'invalid_arguments' };
    if (method === 'apps.connections.open') return this.world.openConnection(token);
    if (method === 'oauth.v2.access') return this.world.installed(args);
    const scopes = this.world.scopesOf(token);
    if (scopes === null) return { ok: false, error: token === '' ? 'not_authed' : 'invalid_auth' };
    const asked = SCOPES_ASKED[method];
    const run = METHODS[method] ?? UPLOAD_METHODS[method];
    if (asked === undefined || run === undefined) return { ok: false, error: 'unknown_method' };
    if (asked.length > 0 && !asked.some((scope) => scopes.includes(scope)))
      return { ok: false, error: 'missing_scope' };
    const answer = run(this.world, args);
    if (!answer.ok)
      this.refusals.push(`${method}: ${String(answer['error'])} ${JSON.stringify(answer['detail'] ?? '')}`);
    return answer;
  }

  /** Without a token that may read it, a file is a redirect to the sign-in page. */
  #serveFile(id: string, request: IncomingMessage, response: ServerResponse): void {
    const file = this.world.workspace.files.get(id);
    const scopes = this.world.scopesOf((request.headers.authorization ?? '').replace('Bearer ', ''));
    if (file === undefined) return void response.writeHead(404).end();
    if (scopes?.includes('files:read') !== true) {
      return void response.writeHead(302, { location: '/sign-in' }).end();
    }
    const type = this.world.isSignInPage(id) ? 'text/html; charset=utf-8' : file.mimetype;
    response.writeHead(200, { 'content-type': type }).end(file.bytes);
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function isJson(request: IncomingMessage): boolean {
  return (request.headers['content-type'] ?? '').startsWith('application/json');
}

function readArgs(request: IncomingMessage, body: string): Args {
  if (!isJson(request)) return Object.fromEntries(new URLSearchParams(body));
  const given = Object.entries(JSON.parse(body || '{}') as Record<string, unknown>);
  const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return Object.fromEntries(given.map(([name, value]) => [name, written(value)]));
}

function send(response: ServerResponse, status: number, answer: Answer): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    .end(JSON.stringify(answer));
}
