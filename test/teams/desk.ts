import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { loadBotFramework, type BotFramework } from '../../adapters/teams/bot-framework';
import { PUBLIC_CLOUD, type TeamsSettings } from '../../adapters/teams/settings';
import { createTeams } from '../../adapters/teams/teams';
import { createBot, type Bot, type BotParts } from '../../src/bot';
import type { BotPort, Channel } from '../../src/channel';
import type { Desk as AgentsDesk, DeskPort } from '../../src/desk';
import { storeOnly } from '../../src/helpdesk/ticket-system';
import { createHttpMetrics } from '../../src/http/metrics';
import { createHttpServer } from '../../src/http/server';
import { createLog } from '../../src/log';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { Store } from '../../src/store/store';
import { scriptedDialogue, scriptedReader } from '../bot/scripted';
import { APP_ID, TENANT, type Sent } from './activities';
import { FakeClock } from './fake-clock';
import { FakeTeams, ISSUER, type FakeTeamsOptions } from './fake-teams';

export const BOT_TOKEN = 'the-token-of-the-bot';

/** The real bot on the embedded store, Teams as its only channel, and a Teams that talks to it over HTTP. */
export interface Desk {
  readonly teams: FakeTeams;
  readonly bot: Bot;
  readonly store: Store;
  readonly channel: Channel;
  /** The desk channel's side of the adapter; null where none is set. */
  readonly agentsDesk: AgentsDesk | null;
  readonly clock: FakeClock;
  readonly url: string;
  /** Lines of the log. */
  readonly log: readonly string[];
  send(activity: Sent, authorization?: string | null): ReturnType<FakeTeams['send']>;
  /** Sends, and waits until what follows from it was delivered. */
  say(activity: Sent): Promise<void>;
  close(): Promise<void>;
}

/** Everything of a bot but its mind. */
export type Body = Omit<BotParts<never>, 'dialogue' | 'reader'>;

export interface DeskOptions {
  readonly settings?: Partial<TeamsSettings>;
  readonly teams?: Partial<FakeTeamsOptions>;
  /** In place of the scripted dialogue. */
  readonly assemble?: (parts: Body) => Bot;
  /** In place of the real bot's door. */
  readonly port?: (bot: Bot) => BotPort;
  /** Who is told what agents do; nobody by default. */
  readonly agents?: DeskPort;
  /** In place of a registration whose secret is good. */
  readonly token?: () => Promise<string>;
}

export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const clock = new FakeClock();
  const lines: string[] = [];
  const log = createLog('debug', (line) => lines.push(line));
  const teams = new FakeTeams({ clock: clock.now, botToken: BOT_TOKEN, ...options.teams });
  await teams.listen();
  const folder = await mkdtemp(join(tmpdir(), 'bouncedesk-teams-'));
  const store = await openEmbeddedStore(join(folder, 'store.sqlite'));

  const settings = settingsFor(teams, options.settings);
  const framework = { ...(await frameworkOf(settings)), ...(options.token && { token: options.token }) };
  const port = new LatePort();
  const adapter = await createTeams(settings, {
    bot: port,
    desk: options.agents ?? null,
    safe: store,
    log,
    clock: clock.now,
    schedule: clock.schedule,
    framework,
  });
  const body: Body = {
    store,
    channels: [adapter.channel],
    desks: [],
    tickets: storeOnly,
    clock: clock.now,
    log,
  };
  const bot =
    options.assemble?.(body) ?? createBot({ ...body, dialogue: scriptedDialogue, reader: scriptedReader });
  port.to = options.port?.(bot) ?? bot;
  await bot.start();
  const server = createHttpServer({
    routes: adapter.routes,
    metrics: createHttpMetrics(new Registry()),
    onError: (error) => lines.push(String(error)),
  });
  const url = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`;

  const send: Desk['send'] = (activity, authorization) => teams.send(url, activity, authorization);
  return {
    teams,
    bot,
    store,
    channel: adapter.channel,
    agentsDesk: adapter.desk,
    clock,
    url,
    log: lines,
    send,
    async say(activity) {
      const { status } = await send(activity);
      if (status !== 200) throw new Error(`the bot answered ${status}`);
      await bot.idle();
    },
    async close() {
      adapter.stop();
      await bot.stop();
      await server.close(0);
      await store.close();
      await teams.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function settingsFor(teams: FakeTeams, more: Partial<TeamsSettings> = {}): TeamsSettings {
  return {
    appId: APP_ID,
    appPassword: 'a secret',
    appType: 'SingleTenant',
    tenantId: TENANT,
    tenants: [],
    local: false,
    deskChannel: null,
    cloud: {
      ...PUBLIC_CLOUD,
      tokenIssuer: ISSUER,
      openIdMetadataUrl: teams.openIdMetadataUrl,
      serviceUrl: `${teams.origin}/global/`,
    },
    ...more,
  };
}

/** The SDK checks tokens against the fake's keys; the bot's own token would come from the internet. */
export async function frameworkOf(settings: TeamsSettings): Promise<BotFramework> {
  const real = await loadBotFramework(settings);
  return { ...real, token: () => Promise.resolve(BOT_TOKEN) };
}

/** The adapter is made before the bot, which needs its channel. */
class LatePort implements BotPort {
  to: BotPort | null = null;
  receive: BotPort['receive'] = (incoming) => this.bot().receive(incoming);
  casesOf: BotPort['casesOf'] = (channel, user) => this.bot().casesOf(channel, user);
  knows: BotPort['knows'] = (conversation) => this.bot().knows(conversation);

  private bot(): BotPort {
    if (this.to === null) throw new Error('not started');
    return this.to;
  }
}
