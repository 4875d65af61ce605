import { join } from 'node:path';
import { Registry } from 'prom-client';
import { createSlack } from '../../adapters/slack/slack';
import { createBot, type Bot } from '../../src/bot';
import type { BotPort } from '../../src/channel';
import { storeOnly } from '../../src/helpdesk/ticket-system';
import { createHttpMetrics } from '../../src/http/metrics';
import { createHttpServer } from '../../src/http/server';
import { createLog } from '../../src/log';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import { scriptedDialogue, scriptedReader } from '../bot/scripted';
import { BOT_TOKEN, SIGNING_SECRET } from '../slack/fake-slack/fake-slack';

/** The bot in a process of its own, to be killed: `FOLDER API_URL PORT`. Tells its parent its port. */
const [folder = '', apiUrl = '', port = '0'] = process.argv.slice(2);

async function main(): Promise<void> {
  const store = await openEmbeddedStore(join(folder, 'store.sqlite'));
  const log = createLog('error');
  const clock = () => new Date();
  const late: { bot: Bot | null } = { bot: null };
  const botNow = () => {
    if (late.bot === null) throw new Error('too early');
    return late.bot;
  };
  const botPort: BotPort = {
    receive: (incoming) => botNow().receive(incoming),
    casesOf: (channel, user) => botNow().casesOf(channel, user),
    knows: (conversation) => botNow().knows(conversation),
  };
  const slack = createSlack(
    {
      apiUrl,
      workspaces: { kind: 'token', botToken: BOT_TOKEN },
      transport: { kind: 'http', signingSecret: SIGNING_SECRET },
      deskChannel: null,
    },
    { bot: botPort, desk: null, log, clock, safe: store },
  );
  late.bot = createBot({
    store,
    channels: [slack.channel],
    desks: [],
    tickets: storeOnly,
    dialogue: scriptedDialogue,
    reader: scriptedReader,
    clock,
    log,
  });
  const http = createHttpServer({
    routes: slack.routes,
    metrics: createHttpMetrics(new Registry()),
    onError: (error) => log.error('http-failed', { error }),
  });
  const listening = await http.listen(Number(port), '127.0.0.1');
  await late.bot.start();
  process.send?.({ port: listening });
}

void main();
