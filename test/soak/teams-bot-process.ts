import { join } from 'node:path';
import { Registry } from 'prom-client';
import { PUBLIC_CLOUD } from '../../adapters/teams/settings';
import { createTeams } from '../../adapters/teams/teams';
import { createBot, type Bot } from '../../src/bot';
import type { BotPort } from '../../src/channel';
import { storeOnly } from '../../src/helpdesk/ticket-system';
import { createHttpMetrics } from '../../src/http/metrics';
import { createHttpServer } from '../../src/http/server';
import { createLog } from '../../src/log';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import { scriptedDialogue, scriptedReader } from '../bot/scripted';

/**
 * A bot on Teams in a process of its own, to be killed: `node teams-bot-process.ts FOLDER`. Tells its parent
 * the port it listens on; told anything, it finishes what is due, says `drained` and ends.
 */
async function main(folder: string): Promise<void> {
  const log = createLog('error');
  const store = await openEmbeddedStore(join(folder, 'store.sqlite'));
  const late: { bot: Bot | null } = { bot: null };
  const settings = { appId: null, appPassword: null, appType: 'SingleTenant', tenantId: null } as const;
  const teams = await createTeams(
    { ...settings, tenants: [], local: true, deskChannel: null, cloud: PUBLIC_CLOUD },
    { bot: portTo(late), desk: null, safe: store, log },
  );
  const bot = createBot({
    store,
    channels: [teams.channel],
    desks: [],
    tickets: storeOnly,
    dialogue: scriptedDialogue,
    reader: scriptedReader,
    clock: () => new Date(),
    log,
  });
  late.bot = bot;
  await bot.start();
  const server = createHttpServer({
    routes: teams.routes,
    metrics: createHttpMetrics(new Registry()),
    onError: (error) => log.error('request-failed', { error }),
  });
  process.send?.({ kind: 'listening', port: await server.listen(0, '127.0.0.1') });
  process.once('message', () => {
    void (async () => {
      await bot.idle();
      teams.stop();
      await bot.stop();
      await server.close(0);
      await store.close();
      process.send?.({ kind: 'drained' }, () => process.disconnect());
    })();
  });
}

function portTo(late: { readonly bot: Bot | null }): BotPort {
  const bot = (): Bot => {
    if (late.bot === null) throw new Error('not started');
    return late.bot;
  };
  return {
    receive: (incoming) => bot().receive(incoming),
    casesOf: (channel, user) => bot().casesOf(channel, user),
    knows: (conversation) => bot().knows(conversation),
  };
}

void main(process.argv[2] ?? '');
