import type { BotPort, Channel } from '../channel';
import type { Desk, DeskPort } from '../desk';
import type { Config, SlackConfig, TeamsConfig } from '../config';
import type { Route } from '../http/route';
import type { Log } from '../log';
import type { Store } from '../store/store';

/** A messaging platform that is turned on. */
export interface Platform {
  readonly channel: Channel;
  /** Null where no desk channel is set on this platform. */
  readonly desk: Desk | null;
  readonly routes: readonly Route[];
  start(): void | Promise<void>;
  stop(): void | Promise<void>;
}

export interface PlatformTools {
  readonly bot: BotPort & DeskPort;
  readonly store: Store;
  readonly log: Log;
}

/** Their SDKs are heavy to load, so each is loaded only where its platform is turned on. */
export async function openPlatforms(config: Config, tools: PlatformTools): Promise<readonly Platform[]> {
  const opened: Platform[] = [];
  if (config.slack !== null) opened.push(await openSlack(config.slack, tools));
  if (config.teams !== null) opened.push(await openTeams(config.teams, tools));
  return opened;
}

async function openSlack(settings: SlackConfig, { bot, store, log }: PlatformTools): Promise<Platform> {
  const { createSlack } = await import('../../adapters/slack/slack.js');
  return createSlack(settings, { bot, desk: bot, log, clock: () => new Date(), safe: store });
}

async function openTeams(settings: TeamsConfig, { bot, store, log }: PlatformTools): Promise<Platform> {
  const [{ createTeams }, { PUBLIC_CLOUD }] = await Promise.all([
    import('../../adapters/teams/teams.js'),
    import('../../adapters/teams/settings.js'),
  ]);
  return createTeams({ ...settings, cloud: PUBLIC_CLOUD }, { bot, desk: bot, safe: store, log });
}
