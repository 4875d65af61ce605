import type { Registry } from 'prom-client';
import { sendJson, sendText } from './answer';
import type { Route } from './route';

export interface HealthOptions {
  /** Why traffic must not come here yet (or no longer); null when it may. */
  notReady(): Promise<string | null>;
  readonly registry: Registry;
}

/** /healthz: the process runs. /readyz: it can take a message now. /metrics: Prometheus text. */
export function healthRoutes(options: HealthOptions): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/healthz',
      handle: (_request, response) => sendJson(response, 200, { status: 'ok' }),
    },
    {
      method: 'GET',
      path: '/readyz',
      async handle(_request, response) {
        const reason = await options.notReady();
        if (reason === null) sendJson(response, 200, { status: 'ready' });
        else sendJson(response, 503, { status: 'not-ready', reason });
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      async handle(_request, response) {
        sendText(response, 200, await options.registry.metrics(), options.registry.contentType);
      },
    },
  ];
}
