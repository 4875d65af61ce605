import { App, type Receiver } from '@slack/bolt';
import { z } from 'zod';
import type { BotPort, Channel } from '../../src/channel';
import type { Desk, DeskPort } from '../../src/desk';
import type { SlackConfig } from '../../src/config';
import type { Route } from '../../src/http/route';
import { readAddress } from './address';
import type { DeskEars } from './desk/ears';
import { createSlackDesk } from './desk/slack-desk';
import { createWhereabouts } from './desk/whereabouts';
import { listen } from './listeners';
import type { Log } from '../../src/log';
import { Unsent } from '../../src/unsent';
import { sdkLogger } from './sdk-logger';
import { installPages } from './oauth/install-pages';
import { SafeInstallationStore, type Safe } from './oauth/installation-store';
import { createNames, withNames, type Names } from './names';
import { deliver, sendFile, type DeliveryTools } from './outbound/delivery';
import { download } from './outbound/download';
import { createPace } from './outbound/pace';
import { permalink } from './outbound/permalink';
import type { TokenSource } from './outbound/tokens';
import { createWebApi, type SlackWebApi } from './outbound/web-api';
import { createPane } from './pane';
import {
  acknowledgeWhenStored,
  httpReceiver,
  socketReceiver,
  stayConnected,
  type Connection,
} from './receivers';

export const EVENTS_PATH = '/slack/events';

export interface SlackTools {
  readonly bot: BotPort;
  /** Null where no desk is served; a desk channel in the settings is of no use then. */
  readonly desk: DeskPort | null;
  readonly log: Log;
  readonly clock: () => Date;
  /** Where installations are kept; used with OAuth only. */
  readonly safe: Safe;
}

export interface Slack {
  readonly channel: Channel;
  /** The desk channel; null where none is set. */
  readonly desk: Desk | null;
  /** To be served by the process's HTTP server. */
  readonly routes: readonly Route[];
  /** Begins to listen. Slack need not be reachable: it is tried for as long as the process runs. */
  start(): void;
  stop(): Promise<void>;
}

/** Slack as a channel of the bot and as its desk: events in, replies and cards out. */
export function createSlack(settings: SlackConfig, tools: SlackTools): Slack {
  const { bot, log, clock } = tools;
  const api = createWebApi(settings.apiUrl);
  const { tokens, pages, uninstalled } = workspacesOf(settings, tools);
  const { background, finished } = backgroundWork(log);
  const transport = transportOf(settings, log);
  const app = new App({
    receiver: acknowledgeWhenStored(transport.receiver),
    authorize,
    convoStore: false,
    logger: sdkLogger(log),
  });
  const now = () => clock().getTime();
  const names = createNames({ api, tokens, now, background });
  const named = withNames(bot, names);
  const pane = createPane({ api, tokens, bot });
  const sending = sendingTools(settings, api, tokens, now);
  const desk = openDesk(settings, tools.desk, names, sending);
  listen(app, { bot: named, api, tokens, pane, desk: desk?.ears ?? null, uninstalled, background });
  let connection: Connection | null = null;
  return {
    channel: channelOf(sending),
    desk: desk?.desk ?? null,
    routes: [...transport.routes, ...pages],
    start: () => {
      connection = transport.connect();
    },
    stop: async () => {
      await connection?.stop();
      await finished();
      api.close();
    },
  };
}

function backgroundWork(log: Log) {
  const running = new Set<Promise<unknown>>();
  return {
    background: (work: Promise<unknown>): void => {
      const done = work
        .catch((error: unknown) => log.warn('slack-side-work-failed', { error }))
        .finally(() => running.delete(done));
      running.add(done);
    },
    finished: () => Promise.all(running),
  };
}

/** One pace for all that is sent, since a desk channel may be an employee's channel too. */
function sendingTools(
  settings: SlackConfig,
  api: SlackWebApi,
  tokens: TokenSource,
  now: () => number,
): DeliveryTools {
  return {
    api,
    tokens,
    now,
    pace: createPace(now),
    direct: new Map(),
    unsent: new Unsent(),
    isSlackHost: slackHosts(settings.apiUrl),
  };
}

function channelOf(sending: DeliveryTools): Channel {
  return {
    name: 'slack',
    deliver: (request) => deliver(sending, request),
    fetch: (ref, address) => download(sending, ref, readAddress(address).workspace),
    link: (address) => permalink(sending, address),
    sendFile: (request) => sendFile(sending, request),
  };
}

function openDesk(
  { deskChannel }: SlackConfig,
  port: DeskPort | null,
  names: Names,
  sending: DeliveryTools,
): { readonly desk: Desk; readonly ears: DeskEars } | null {
  if (deskChannel === null || port === null) return null;
  const { channel } = deskChannel;
  const whereabouts = createWhereabouts();
  return {
    desk: createSlackDesk(deskChannel, { ...sending, channel, whereabouts }),
    ears: { port, channel, names, whereabouts },
  };
}

interface Workspaces {
  readonly tokens: TokenSource;
  readonly pages: readonly Route[];
  readonly uninstalled: (workspace: string) => Promise<void>;
}

function workspacesOf(settings: SlackConfig, tools: SlackTools): Workspaces {
  const { workspaces } = settings;
  switch (workspaces.kind) {
    case 'token':
      return {
        tokens: { tokenFor: () => Promise.resolve(workspaces.botToken) },
        pages: [],
        uninstalled: () => {
          tools.log.warn('slack-app-removed');
          return Promise.resolve();
        },
      };
    case 'oauth': {
      const store = new SafeInstallationStore(tools.safe, workspaces.stateSecret);
      const pages = installPages(workspaces, store, settings.apiUrl, tools.log);
      return { tokens: store, pages, uninstalled: (workspace) => store.remove(workspace) };
    }
  }
}

interface Transport {
  readonly receiver: Receiver;
  readonly routes: readonly Route[];
  connect(): Connection | null;
}

function transportOf(settings: SlackConfig, log: Log): Transport {
  const { transport } = settings;
  switch (transport.kind) {
    case 'http': {
      const receiver = httpReceiver(transport.signingSecret, EVENTS_PATH, log);
      const handle: Route['handle'] = (request, response) => receiver.requestListener(request, response);
      return { receiver, routes: [{ method: 'POST', path: EVENTS_PATH, handle }], connect: () => null };
    }
    case 'socket': {
      const receiver = socketReceiver(transport.appToken, settings.apiUrl, log);
      return { receiver, routes: [], connect: () => stayConnected(receiver, log) };
    }
  }
}

const authorizationsSchema = z.looseObject({
  authorizations: z.tuple([z.looseObject({ user_id: z.string() })], z.unknown()),
});

/**
 * Who the bot is in the workspace stands in the event itself. So no event waits for a call to Slack or a look
 * into the store before it is heard, and the process starts while Slack can't be reached.
 */
function authorize(_source: unknown, body: unknown): Promise<{ botUserId?: string }> {
  const parsed = authorizationsSchema.safeParse(body);
  return Promise.resolve(parsed.success ? { botUserId: parsed.data.authorizations[0].user_id } : {});
}

/** Slack's own hosts, and the host of a Web API that was configured instead (tests, proxies). */
function slackHosts(apiUrl: string): (url: URL) => boolean {
  const { origin } = new URL(apiUrl);
  return (url) => url.origin === origin || (url.protocol === 'https:' && url.hostname.endsWith('.slack.com'));
}
