import { join } from 'node:path';
import { App, HTTPReceiver } from '@slack/bolt';
import { Registry } from 'prom-client';
import { createSlack, EVENTS_PATH } from '../../adapters/slack/slack';
import { assembleBot } from '../../src/cli/assemble';
import { loadExpert } from '../../src/cli/expert';
import type { BotPort } from '../../src/channel';
import { storeOnly } from '../../src/helpdesk/ticket-system';
import { createHttpMetrics } from '../../src/http/metrics';
import { createHttpServer } from '../../src/http/server';
import { createLog } from '../../src/log';
import { openEmbeddedStore } from '../../src/store/embedded-store';

/** One of the two sides of the comparison, in a process of its own: `echo|bot API_URL SECRET FOLDER`. */
const [side = '', apiUrl = '', signingSecret = '', folder = ''] = process.argv.slice(2);
const BOT_TOKEN = 'xoxb-bench';

async function echo(): Promise<number> {
  const receiver = new HTTPReceiver({ signingSecret, endpoints: [EVENTS_PATH] });
  const authorize = () => Promise.resolve({ botToken: BOT_TOKEN, botId: 'B1', botUserId: 'U0BOT0001' });
  const clientOptions = { slackApiUrl: apiUrl, retryConfig: { retries: 0 } };
  const app = new App({ receiver, authorize, clientOptions });
  app.message(async ({ message, say }) => {
    await say('text' in message ? (message.text ?? '') : '');
  });
  const server = await receiver.start({ port: 0, host: '127.0.0.1' });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function bot(): Promise<number> {
  const log = createLog('error');
  const store = await openEmbeddedStore(join(folder, 'store.sqlite'));
  const late: { port: BotPort | null } = { port: null };
  const botPort = () => {
    if (late.port === null) throw new Error('too early');
    return late.port;
  };
  const port: BotPort = {
    receive: (incoming) => botPort().receive(incoming),
    casesOf: (channel, user) => botPort().casesOf(channel, user),
    knows: (conversation) => botPort().knows(conversation),
  };
  const settings = {
    apiUrl,
    workspaces: { kind: 'token', botToken: BOT_TOKEN },
    transport: { kind: 'http', signingSecret },
    deskChannel: null,
  } as const;
  const slack = createSlack(settings, { bot: port, desk: null, log, clock: () => new Date(), safe: store });
  const expert = await loadExpert(process.env['INTENTS_DIR'] ?? join(__dirname, '..', '..', 'intents'));
  const assembled = assembleBot({ expert, store, channels: [slack.channel], tickets: storeOnly, log });
  late.port = assembled;
  const http = createHttpServer({
    routes: slack.routes,
    metrics: createHttpMetrics(new Registry()),
    onError: (error) => log.error('http-failed', { error }),
  });
  const listening = await http.listen(0, '127.0.0.1');
  await assembled.start();
  return listening;
}

process.on('disconnect', () => process.exit(0));
void (side === 'echo' ? echo() : bot()).then((port) => process.send?.({ port }));
