import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bytesOf } from '../faulty-way';

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface FakeAnswer {
  readonly status: number;
  readonly value?: unknown;
}

/** An HTTP server on loopback whose answers a test writes; what it throws is answered with 500. */
export class FakeApi {
  private readonly server = createServer((request, response) => {
    void this.answer(request).then(({ status, value }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(value === undefined ? undefined : JSON.stringify(value));
    });
  });

  private constructor(private readonly handle: (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>) {}

  static async start(handle: (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>): Promise<FakeApi> {
    const api = new FakeApi(handle);
    await new Promise<void>((resolve) => api.server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<FakeAnswer> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
    const { method = '', headers } = request;
    const body = await bytesOf(request);
    try {
      return await this.handle({ method, path: pathname, query: searchParams, headers, body });
    } catch (error) {
      return { status: 500, value: { message: String(error) } };
    }
  }
}

export function jsonOf(request: FakeRequest): Record<string, unknown> {
  return JSON.parse(request.body.toString('utf8')) as Record<string, unknown>;
}

export function isJson({ headers }: FakeRequest): boolean {
  return headers['content-type'] === 'application/json';
}
