import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The next commit is lost on its way to the server, or its answer on the way back. */
export type Loss = 'commit' | 'answer';

export interface Proxy {
  readonly url: string;
  /** What the next commits suffer, one after the other. */
  lose(...losses: readonly Loss[]): void;
  close(): Promise<void>;
}

const COMMIT = Buffer.from('commit\0');

/** A way to the database at `url` that breaks connections at the moment that matters. */
export async function openProxy(url: string): Promise<Proxy> {
  const target = new URL(url);
  const losses: Loss[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const end = () => [client, upstream].forEach((socket) => socket.destroy());
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    upstream.on('data', (chunk) => client.write(chunk));
    client.on('data', (chunk) => {
      const loss = chunk.includes(COMMIT) ? losses.shift() : undefined;
      if (loss === 'commit') return end();
      if (loss === 'answer') upstream.removeAllListeners('data').once('data', end);
      upstream.write(chunk);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const way = new URL(url);
  way.port = String((server.address() as AddressInfo).port);
  return {
    url: way.href,
    lose: (...more) => void losses.push(...more),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
