import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** OTLP's JSON, as far as these tests look at it (opentelemetry-proto, trace.proto and its JSON mapping). */
const Sent = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({
        attributes: z.array(
          z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) }),
        ),
      }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              status: z.object({ code: z.number().optional() }),
              attributes: z.array(z.object({ key: z.string(), value: z.unknown() })),
            }),
          ),
        }),
      ),
    }),
  ),
});
type Received = z.infer<typeof Sent>['resourceSpans'][number];
export type ReceivedSpan = Received['scopeSpans'][number]['spans'][number];

export interface Collector {
  readonly endpoint: string;
  /** Every body as it came. */
  readonly bodies: readonly string[];
  spans(): readonly ReceivedSpan[];
  serviceNames(): readonly string[];
  close(): Promise<void>;
}

/** A receiver of OTLP over HTTP. */
export async function startCollector(): Promise<Collector> {
  const bodies: string[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') bodies.push(body);
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const received = () => bodies.flatMap((body) => Sent.parse(JSON.parse(body)).resourceSpans);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bodies,
    spans: () => received().flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    serviceNames: () =>
      received().flatMap(({ resource }) =>
        resource.attributes.flatMap(({ key, value }) =>
          key === 'service.name' && value.stringValue !== undefined ? [value.stringValue] : [],
        ),
      ),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
