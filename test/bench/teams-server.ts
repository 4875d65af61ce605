import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { parseConfig } from '../../src/config';
import { serve } from '../../src/cli/serve';
import { createLog } from '../../src/log';

/**
 * One side of the comparison in a process of its own: `node teams-server.ts echo` is the smallest bot that
 * botbuilder makes, `bot` is the whole of ours, with what the environment turns on. Tells its parent the port
 * and how long the process took to get there.
 */
export interface Ready {
  readonly port: number;
  readonly startMs: number;
  readonly rssMb: number;
  readonly loadedBotbuilder: boolean;
}

async function main(kind: string | undefined): Promise<void> {
  const port =
    kind === 'echo' ? await serveEcho() : (await serve(parseConfig(process.env), createLog('error'))).port;
  const ready: Ready = {
    port,
    startMs: performance.now(),
    rssMb: process.memoryUsage().rss / 1024 / 1024,
    loadedBotbuilder: Object.keys(require.cache).some((file) => file.includes('/node_modules/botbuilder/')),
  };
  process.send?.(ready);
}

/** CloudAdapter on plain node:http, as its samples use it, without authentication like ours under TEAMS_LOCAL. */
async function serveEcho(): Promise<number> {
  const { CloudAdapter, ConfigurationBotFrameworkAuthentication } = await import('botbuilder');
  const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
  const server = createServer((request, response) => {
    void (async () => {
      const body = (await json(request)) as Record<string, unknown>;
      const answer = Object.assign(response, {
        status: (code: number) => Object.assign(response, { statusCode: code }),
        send: (text: unknown) => response.write(JSON.stringify(text)),
        header: (name: string, value: unknown) => response.setHeader(name, String(value)),
      });
      await adapter.process({ method: 'POST', headers: request.headers, body }, answer, async (context) => {
        await context.sendActivity(`You said: ${context.activity.text}`);
      });
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

void main(process.argv[2]);
