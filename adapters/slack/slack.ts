import { App, type Receiver } from '@slack/bolt';
import { z } from 'zod';
import type { BotPort, Channel } from '../../src/channel';
import type { SlackConfig } from '../../src/config';
import type { Route } from '../../src/http/route';
import { listen } from './listeners';
import type { Log } from '../../src/log';
import { sdkLogger } from './sdk-logger';
import { installPages } from './oauth/install-pages';
import { SafeInstallationStore, type Safe } from './oauth/installation-store';
import { deliver } from './outbound/delivery';
import { download } from './outbound/download';
import { createPace } from './outbound/pace';
import type { TokenSource } from './outbound/tokens';
import { createWebApi } from './outbound/web-api';
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
  readonly log: Log;
  readonly clock: () => Date;
  /** Where installations are kept; used with OAuth only. */
  readonly safe: Safe;
}

export interface Slack {
  readonly channel: Channel;
  /** To be served by the process's HTTP server. */
  readonly routes: readonly Route[];
  /** Begins to listen. Slack need not be reachable: it is tried for as long as the process runs. */
  start(): void;
  stop(): Promise<void>;
}

/** Slack as a channel of the bot: events in, replies out. */
export function createSlack(settings: SlackConfig, tools: SlackTools): Slack {
  const api = createWebApi(settings.apiUrl);
  const { tokens, pages, uninstalled } = workspacesOf(settings, tools);
  const running = new Set<Promise<unknown>>();
  const background = (work: Promise<unknown>) => {
    const done = work
      .catch((error: unknown) => tools.log.warn('slack-side-work-failed', { error }))
      .finally(() => running.delete(done));
    running.add(done);
  };
  const transport = transportOf(settings, tools.log);
  const app = new App({
    receiver: acknowledgeWhenStored(transport.receiver),
    authorize,
    convoStore: false,
    logger: sdkLogger(tools.log),
  });
  const pane = createPane({ api, tokens, bot: tools.bot });
  listen(app, { bot: tools.bot, api, tokens, pane, uninstalled, background });
  const now = () => tools.clock().getTime();
  const delivery = {
    api,
    tokens,
    now,
    pace: createPace(now),
    direct: new Map<string, string>(),
    unsent: new Set<string>(),
  };
  let connection: Connection | null = null;
  return {
    channel: {
      name: 'slack',
      deliver: (request) => deliver(delivery, request),
      fetch: (ref, address) =>
        download({ api, tokens, isSlackHost: slackHosts(settings.apiUrl) }, ref, address),
    },
    routes: [...transport.routes, ...pages],
    start: () => {
      connection = transport.connect();
    },
    stop: async () => {
      await connection?.stop();
      await Promise.all(running);
      api.close();
    },
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
