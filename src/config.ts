import { join } from 'node:path';
import { z } from 'zod';
import type { DeskTerms } from './dialogue/desk-terms';
import { LOG_LEVELS } from './log';
import { readOfficeHours } from './office-hours';
import type { RateLimits } from './rate-limit';
import { readTeamsChannel, type TeamsChannelLink } from './teams-channel-link';

const DOMAIN = /^(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*$/i;

/** A channel's id; before it, where there are several workspaces, the workspace's or the organisation's. */
const SLACK_CHANNEL = /^(?:[TE][A-Z0-9]+\/)?[CG][A-Z0-9]+$/;

const text = z.string().trim().min(1);
const httpUrl = z.url({ protocol: /^https?$/, error: 'write an address as https://…' });
const flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((value) => value === '1');
/** Events in a minute; null: as many as come. */
const rate = z
  .string()
  .regex(/^\d{1,6}$/, 'write events a minute as a number; 0 sets no limit')
  .transform((value) => (value === '0' ? null : Number(value)));
const list = text.transform((value) => value.split(/[\s,]+/).filter((item) => item !== ''));

/** Every setting that is read, by the name that people set. */
const Settings = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'write a port as a number')
    .transform(Number)
    .refine((port) => port <= 65_535, 'a port is at most 65535')
    .default(3978),
  HOST: text.default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .refine(namesPostgres, 'write it as postgres://user:password@host/database')
    .optional(),
  DATA_DIR: text.default('./data'),
  INTENTS_DIR: text.default('./intents'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),

  SLACK_BOT_TOKEN: text.startsWith('xoxb-', 'a bot token begins with xoxb-').optional(),
  SLACK_SIGNING_SECRET: text.optional(),
  SLACK_APP_TOKEN: text.startsWith('xapp-', 'an app token begins with xapp-').optional(),
  SLACK_API_URL: httpUrl.default('https://slack.com/api/'),
  SLACK_CLIENT_ID: text.optional(),
  SLACK_CLIENT_SECRET: text.optional(),
  SLACK_STATE_SECRET: text
    .min(32, 'at least 32 characters: it protects the tokens of every workspace')
    .optional(),

  MicrosoftAppId: z.guid('it is a GUID').optional(),
  MicrosoftAppPassword: text.optional(),
  MicrosoftAppType: z.enum(['SingleTenant', 'UserAssignedMSI', 'MultiTenant']).default('SingleTenant'),
  MicrosoftAppTenantId: text.optional(),
  TEAMS_LOCAL: flag,
  TEAMS_TENANTS: list.default([]),

  DESK_SLACK_CHANNEL: z
    .string()
    .regex(SLACK_CHANNEL, 'it is the id of a channel, such as C0123456789')
    .optional(),
  DESK_TEAMS_CHANNEL: text
    .transform(readTeamsChannel)
    .refine((channel) => channel !== null, 'write what "Get link to channel" copies in Teams')
    .optional(),
  DESK_HOURS: text
    .transform(readOfficeHours)
    .refine((spans) => spans !== null, 'write it as Mon-Fri 08:00-17:00, Sat 09:00-12:00')
    .optional(),
  DESK_TIME_ZONE: text.refine(isTimeZone, 'write a name such as Europe/Berlin').default('UTC'),
  DESK_TAKE_MINUTES: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'write minutes as a number from 1 to 9999')
    .transform(Number)
    .default(15),
  TICKETS: z.enum(['none', 'email', 'rt', 'jira', 'zendesk', 'servicenow', 'webhook']).default('none'),

  DNS_CHECKS: z.enum(['on', 'off']).default('on'),
  DNS_SERVERS: list.default([]),

  WEB_CHAT: z.enum(['local', 'proxy', 'off']).default('local'),
  WEB_USER_HEADER: z.string().regex(DOMAIN, 'it is the name of a header').optional(),
  TRIAGE_TOKEN: text.min(16, 'at least 16 characters').optional(),

  RETENTION_DAYS: z
    .string()
    .regex(/^\d{1,4}$/, 'write days as a number; 0 keeps everything')
    .transform((value) => (value === '0' ? null : Number(value)))
    .default(90),

  RATE_LIMIT_PERSON: rate.default(60),
  RATE_LIMIT_WORKSPACE: rate.default(6_000),
});
type Settings = z.output<typeof Settings>;

export interface SlackConfig {
  readonly apiUrl: string;
  readonly workspaces:
    | { readonly kind: 'token'; readonly botToken: string }
    | {
        readonly kind: 'oauth';
        readonly clientId: string;
        readonly clientSecret: string;
        readonly stateSecret: string;
      };
  readonly transport:
    | { readonly kind: 'http'; readonly signingSecret: string }
    | { readonly kind: 'socket'; readonly appToken: string };
  /** Where agents work; null where they do not work in Slack. */
  readonly deskChannel: SlackDeskChannel | null;
}

export interface SlackDeskChannel {
  /** Whose installation it belongs to; null where a single token is set. */
  readonly workspace: string | null;
  readonly channel: string;
}

/** Also that what is percent-encoded in it can be read, which the driver would fail at later. */
function namesPostgres(address: string): boolean {
  try {
    const { protocol, username, password, pathname } = new URL(address);
    return /^postgres(?:ql)?:$/.test(protocol) && decodeURIComponent(username + password + pathname) !== '';
  } catch {
    return false;
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

export interface TeamsConfig {
  /** Null only with `local`. */
  readonly appId: string | null;
  readonly appPassword: string | null;
  readonly appType: Settings['MicrosoftAppType'];
  readonly tenantId: string | null;
  readonly tenants: readonly string[];
  readonly local: boolean;
  /** Null: no desk in Teams. */
  readonly deskChannel: TeamsChannelLink | null;
}

export type StoreConfig =
  /** For one process. */
  | { readonly kind: 'embedded'; readonly file: string }
  /** For several replicas. The address may hold a password. */
  | { readonly kind: 'postgres'; readonly url: string };

export type WebConfig =
  { readonly kind: 'off' } | { readonly kind: 'local' } | { readonly kind: 'proxy'; readonly header: string };

/** Single settings keep the names that people set; what several of them make together has a name of its own. */
export interface Config extends Pick<
  Settings,
  'PORT' | 'HOST' | 'INTENTS_DIR' | 'LOG_LEVEL' | 'TICKETS' | 'RETENTION_DAYS' | 'DNS_CHECKS' | 'DNS_SERVERS'
> {
  readonly TRIAGE_TOKEN: string | null;
  readonly store: StoreConfig;
  /** Null: not served. */
  readonly slack: SlackConfig | null;
  readonly teams: TeamsConfig | null;
  readonly web: WebConfig;
  /** When the agents are there; of use where there is a desk channel. */
  readonly deskTerms: DeskTerms;
  readonly limits: RateLimits;
}

/** Settings that can't be used; the message lists every fault, and no value, since a value may be a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'config-faulty';

  constructor(readonly faults: readonly string[]) {
    super(`the settings have faults:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/** Reads the environment, filled up from `.env` where there is one. Throws a ConfigError. */
export function readConfig(): Config {
  loadEnvFile();
  return parseConfig(process.env);
}

function loadEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw new ConfigError(['.env: it can not be read']);
  }
}

/** Throws a ConfigError. An empty value counts as not set, as compose files write it. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Settings.safeParse(given);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(faultOf));
  const faults = combinationFaults(parsed.data, new Set(Object.keys(given)));
  if (faults.length > 0) throw new ConfigError(faults);
  return configOf(parsed.data);
}

function faultOf(issue: z.core.$ZodIssue): string {
  const what = issue.code === 'invalid_value' ? `one of ${issue.values.join(', ')}` : issue.message;
  return `${issue.path.join('.')}: ${what}`;
}

/** What no single setting shows: half of a platform set up, or a setting that nothing would read. */
function combinationFaults(settings: Settings, given: ReadonlySet<string>): readonly string[] {
  const needs = (name: string, condition: boolean, why: string) =>
    condition && !given.has(name) ? [`${name}: ${why}`] : [];
  const oauth =
    given.has('SLACK_CLIENT_ID') || given.has('SLACK_CLIENT_SECRET') || given.has('SLACK_STATE_SECRET');
  const reached = given.has('SLACK_SIGNING_SECRET') || given.has('SLACK_APP_TOKEN');
  const slack = oauth || reached || given.has('SLACK_BOT_TOKEN');
  const teams = given.has('MicrosoftAppId');
  return [
    ...slackDeskFaults(settings.DESK_SLACK_CHANNEL, slack, oauth),
    ...needs('SLACK_SIGNING_SECRET', slack && !reached, 'Slack needs it, or SLACK_APP_TOKEN for Socket Mode'),
    ...needs(
      'SLACK_BOT_TOKEN',
      slack && !oauth,
      'Slack needs it, or the three SLACK_CLIENT_… and SLACK_STATE_SECRET',
    ),
    ...(oauth && given.has('SLACK_BOT_TOKEN')
      ? ['SLACK_BOT_TOKEN: leave it out where SLACK_CLIENT_ID is set']
      : []),
    ...['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET'].flatMap((name) =>
      needs(name, oauth, 'installing in several workspaces needs it'),
    ),
    ...needs(
      'MicrosoftAppId',
      given.has('MicrosoftAppPassword'),
      'MicrosoftAppPassword is of no use without it',
    ),
    ...needs(
      'MicrosoftAppPassword',
      teams && settings.MicrosoftAppType !== 'UserAssignedMSI',
      'Teams needs it',
    ),
    ...needs('MicrosoftAppTenantId', teams && settings.MicrosoftAppType !== 'MultiTenant', 'Teams needs it'),
    ...needs(
      'MicrosoftAppId',
      given.has('DESK_TEAMS_CHANNEL') && !settings.TEAMS_LOCAL,
      'DESK_TEAMS_CHANNEL is of no use without Teams',
    ),
    ...needs(
      'WEB_USER_HEADER',
      settings.WEB_CHAT === 'proxy',
      'WEB_CHAT=proxy reads the name of the person there',
    ),
  ];
}

function slackDeskFaults(channel: string | undefined, slack: boolean, oauth: boolean): readonly string[] {
  if (channel === undefined) return [];
  if (!slack) return ['DESK_SLACK_CHANNEL: of no use where Slack is not set up'];
  if (oauth === channel.includes('/')) return [];
  return oauth
    ? ['DESK_SLACK_CHANNEL: write whose workspace it is in, as T0123456789/C0123456789']
    : ['DESK_SLACK_CHANNEL: write the channel alone, without its workspace'];
}

function configOf(settings: Settings): Config {
  return {
    PORT: settings.PORT,
    HOST: settings.HOST,
    INTENTS_DIR: settings.INTENTS_DIR,
    LOG_LEVEL: settings.LOG_LEVEL,
    TICKETS: settings.TICKETS,
    RETENTION_DAYS: settings.RETENTION_DAYS,
    DNS_CHECKS: settings.DNS_CHECKS,
    DNS_SERVERS: settings.DNS_SERVERS,
    TRIAGE_TOKEN: settings.TRIAGE_TOKEN ?? null,
    store: storeOf(settings),
    slack: slackOf(settings),
    teams: teamsOf(settings),
    web: webOf(settings),
    limits: { ofPerson: settings.RATE_LIMIT_PERSON, ofWorkspace: settings.RATE_LIMIT_WORKSPACE },
    deskTerms: {
      hours:
        settings.DESK_HOURS === undefined
          ? null
          : { timeZone: settings.DESK_TIME_ZONE, spans: settings.DESK_HOURS ?? [] },
      takeWithinMinutes: settings.DESK_TAKE_MINUTES,
    },
  };
}

function storeOf({ DATABASE_URL, DATA_DIR }: Settings): StoreConfig {
  return DATABASE_URL === undefined
    ? { kind: 'embedded', file: join(DATA_DIR, 'bouncedesk.sqlite') }
    : { kind: 'postgres', url: DATABASE_URL };
}

function slackOf(settings: Settings): SlackConfig | null {
  const workspaces = slackWorkspaces(settings);
  const transport = slackTransport(settings);
  return workspaces === null || transport === null
    ? null
    : {
        apiUrl: settings.SLACK_API_URL,
        workspaces,
        transport,
        deskChannel: slackDeskOf(settings.DESK_SLACK_CHANNEL),
      };
}

function slackDeskOf(setting: string | undefined): SlackDeskChannel | null {
  if (setting === undefined) return null;
  const [channel = '', workspace = null] = setting.split('/').reverse();
  return { workspace, channel };
}

function slackWorkspaces(settings: Settings): SlackConfig['workspaces'] | null {
  const {
    SLACK_CLIENT_ID: clientId,
    SLACK_CLIENT_SECRET: clientSecret,
    SLACK_STATE_SECRET: stateSecret,
  } = settings;
  if (clientId !== undefined && clientSecret !== undefined && stateSecret !== undefined) {
    return { kind: 'oauth', clientId, clientSecret, stateSecret };
  }
  const botToken = settings.SLACK_BOT_TOKEN;
  return botToken === undefined ? null : { kind: 'token', botToken };
}

/** Socket Mode wins, since a signing secret is often set beside it and a public address is not. */
function slackTransport(settings: Settings): SlackConfig['transport'] | null {
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = settings;
  if (appToken !== undefined) return { kind: 'socket', appToken };
  return signingSecret === undefined ? null : { kind: 'http', signingSecret };
}

function teamsOf(settings: Settings): TeamsConfig | null {
  if (settings.MicrosoftAppId === undefined && !settings.TEAMS_LOCAL) return null;
  return {
    appId: settings.MicrosoftAppId ?? null,
    appPassword: settings.MicrosoftAppPassword ?? null,
    appType: settings.MicrosoftAppType,
    tenantId: settings.MicrosoftAppTenantId ?? null,
    tenants: settings.TEAMS_TENANTS,
    local: settings.TEAMS_LOCAL,
    deskChannel: settings.DESK_TEAMS_CHANNEL ?? null,
  };
}

function webOf({ WEB_CHAT, WEB_USER_HEADER }: Settings): WebConfig {
  if (WEB_CHAT !== 'proxy') return { kind: WEB_CHAT };
  return WEB_USER_HEADER === undefined
    ? { kind: 'off' }
    : { kind: 'proxy', header: WEB_USER_HEADER.toLowerCase() };
}
