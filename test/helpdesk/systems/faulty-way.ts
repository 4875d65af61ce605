import {
  createServer,
  request,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** The network between the bot and a ticket system: it hands every call on, unless told to fail. */
export class FaultyWay {
  private limitsNext = false;
  private losesNext = false;
  private readonly server = createServer((incoming, outgoing) => void this.pass(incoming, outgoing));

  /** `creates`: which call makes a ticket. */
  private constructor(
    private readonly target: URL,
    private readonly creates: (method: string, path: string) => boolean,
  ) {}

  static async to(target: string, creates: (method: string, path: string) => boolean): Promise<FaultyWay> {
    const way = new FaultyWay(new URL(target), creates);
    await new Promise<void>((resolve) => way.server.listen(0, '127.0.0.1', resolve));
    return way;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next call is answered with 429 and `Retry-After: 7`, and reaches nobody. */
  limitNextCall(): void {
    this.limitsNext = true;
  }

  /** The next ticket is created, and the connection breaks before the answer. */
  loseNextAnswer(): void {
    this.losesNext = true;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bytesOf(incoming);
    if (this.limitsNext) {
      this.limitsNext = false;
      outgoing.writeHead(429, { 'retry-after': '7' }).end('slow down');
      return;
    }
    const answer = await this.ask(incoming, body);
    const answered = await bytesOf(answer);
    const method = incoming.method ?? '';
    if (this.losesNext && this.creates(method, incoming.url ?? '')) {
      this.losesNext = false;
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(answered);
  }

  private ask({ method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.target;
      const sized: OutgoingHttpHeaders = { ...headers, 'content-length': body.length, connection: 'close' };
      delete sized['transfer-encoding'];
      request({ hostname, port, method, path: url, headers: sized }, resolve).on('error', reject).end(body);
    });
  }
}

export async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
