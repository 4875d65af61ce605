import type { ServerResponse } from 'node:http';
import { Histogram, type Registry } from 'prom-client';

export interface HttpMetrics {
  /** Counts the answer once it is out. `path` is a route's, never the caller's own: labels must stay few. */
  follow(response: ServerResponse, method: string, path: string): void;
}

const METHODS = new Set(['GET', 'HEAD', 'POST']);

/** How many requests of which kind, and how long they took; an event stream counts when it ends. */
export function createHttpMetrics(registry: Registry): HttpMetrics {
  const duration = new Histogram({
    name: 'bouncedesk_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['method', 'path', 'status'] as const,
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  return {
    follow(response, method, path) {
      const stop = duration.startTimer({ method: METHODS.has(method) ? method : 'other', path });
      response.once('close', () => stop({ status: response.statusCode }));
    },
  };
}
