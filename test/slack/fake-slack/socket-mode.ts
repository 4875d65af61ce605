import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { ACK_MS, type Acknowledgement, type Envelope, type Transport } from './outgoing';

/** Ten connections at most; an event goes to one of them. */
const MAX_CONNECTIONS = 10;

/** Slack's end of Socket Mode. */
export class SocketTransport implements Transport {
  readonly #sockets = new Set<WebSocket>();
  readonly #tickets = new Set<string>();
  readonly #waiting = new Map<string, (body: string) => void>();
  readonly #connected: (() => void)[] = [];
  readonly #server: WebSocketServer;
  #turn = 0;

  constructor(server: Server) {
    this.#server = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      const ticket = new URL(request.url ?? '/', 'http://slack').searchParams.get('ticket') ?? '';
      if (!this.#tickets.delete(ticket)) return void socket.destroy();
      this.#server.handleUpgrade(request, socket, head, (accepted) => this.#accept(accepted));
    });
  }

  /** The path of a new connection, good once; null when there are ten. */
  ticket(): string | null {
    if (this.#sockets.size >= MAX_CONNECTIONS) return null;
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return `/link?ticket=${ticket}`;
  }

  async connected(): Promise<void> {
    if (this.#sockets.size === 0) await new Promise<void>((resolve) => this.#connected.push(resolve));
  }

  /** Resolves when no connection is left. */
  async gone(): Promise<void> {
    const closing = [...this.#sockets].map(
      (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
    );
    await Promise.all(closing);
  }

  send(
    envelope: Envelope,
    retry: { readonly number: number; readonly reason: string } | null,
  ): Promise<Acknowledgement> {
    const sockets = [...this.#sockets];
    const socket = sockets[(this.#turn += 1) % Math.max(1, sockets.length)];
    if (socket === undefined) return Promise.resolve({ acknowledged: false, status: null, body: '' });
    const id = randomUUID();
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(false, ''), ACK_MS);
      const onClose = () => settle(false, '');
      const settle = (acknowledged: boolean, body: string) => {
        clearTimeout(timer);
        socket.off('close', onClose);
        this.#waiting.delete(id);
        resolve({ acknowledged, status: null, body });
      };
      socket.once('close', onClose);
      this.#waiting.set(id, (body) => settle(true, body));
      socket.send(
        JSON.stringify({
          envelope_id: id,
          type: envelope.kind,
          payload: envelope.payload,
          accepts_response_payload: envelope.kind !== 'events_api',
          ...(retry === null ? {} : { retry_attempt: retry.number, retry_reason: retry.reason }),
        }),
      );
    });
  }

  /** Slack moves a connection to another host: it says so and expects a new one. */
  recycle(): void {
    for (const socket of this.#sockets)
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
  }

  /** The line goes dead without a word. */
  cut(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #accept(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('message', (data: Buffer) => {
      const answer = JSON.parse(data.toString('utf8')) as { envelope_id: string; payload?: unknown };
      this.#waiting.get(answer.envelope_id)?.(JSON.stringify(answer.payload ?? ''));
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#sockets.size,
        connection_info: { app_id: 'A0FAKE001' },
      }),
    );
    for (const tell of this.#connected.splice(0)) tell();
  }
}
