import { METHOD_SCOPES } from './outbound/web-api';

/** The slash command that opens the form. */
export const COMMAND = '/bounce';

/**
 * Every event that is listened to, by its name in the app manifest, with the scopes Slack asks for it
 * (docs.slack.dev/reference/events). The manifest's test compares both ways.
 */
export const EVENT_SCOPES = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  app_uninstalled: [],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
  'message.mpim': ['mpim:history'],
  tokens_revoked: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What slash commands and shortcuts need (docs.slack.dev/reference/scopes/commands). */
const INTERACTION_SCOPES = ['commands'] as const;

/** The bot scopes, neither more nor fewer than the code uses. */
export const BOT_SCOPES: readonly string[] = [
  ...new Set([
    ...Object.values(EVENT_SCOPES).flat(),
    ...Object.values(METHOD_SCOPES).flat(),
    ...INTERACTION_SCOPES,
  ]),
].sort();
