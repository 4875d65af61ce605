import type { ServerResponse } from 'node:http';
import type { NumberedEntry } from '../../src/store/records';

/** A proxy closes a stream on which nothing moves, usually after a minute. */
const HEARTBEAT_MS = 15_000;
/** How soon a page sees what another replica committed; what this one commits is announced. */
const LOOK_MS = 2_000;
/** How long a browser waits before it comes back. */
const RETRY_MS = 1_000;

export interface EventStreamOptions {
  readonly after: number;
  read(after: number): Promise<readonly NumberedEntry[]>;
  /** Calls back when there may be something to read; returns the way to stop. */
  listen(listener: () => void): () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Sends a conversation's entries as server-sent events (HTML Living Standard, section 9.2), each with its
 * number as the id, so that a browser that comes back says where it stopped. Returns the way to end it.
 */
export function openEventStream(response: ServerResponse, options: EventStreamOptions): () => void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Accel-Buffering': 'no',
  });
  response.write(`retry: ${RETRY_MS}\n\n`);
  const pump = createPump(response, options);
  const stopListening = options.listen(pump);
  const look = setInterval(pump, LOOK_MS);
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  response.once('close', () => {
    stopListening();
    clearInterval(look);
    clearInterval(heartbeat);
  });
  pump();
  return () => response.end();
}

/** Writes what is new. Calls while it is at work make it look once more, so that nothing is missed. */
function createPump(response: ServerResponse, options: EventStreamOptions): () => void {
  let sent = options.after;
  let running = false;
  let again = false;
  const drain = async (): Promise<void> => {
    do {
      again = false;
      const entries = await options.read(sent);
      for (const { number, entry } of entries) {
        if (response.writableEnded || response.destroyed) return;
        sent = number;
        if (!response.write(`id: ${number}\ndata: ${JSON.stringify({ number, ...entry })}\n\n`)) {
          await writable(response);
        }
      }
      again ||= entries.length > 0;
    } while (again);
  };
  return () => {
    again = true;
    if (running || response.writableEnded || response.destroyed) return;
    running = true;
    void drain()
      .catch(options.onError)
      .finally(() => (running = false));
  };
}

/** A slow reader holds back its own stream and nobody else's. */
function writable(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}
