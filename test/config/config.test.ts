import { ConfigError, parseConfig } from '../../src/config';
import { describeFeatures } from '../../src/features';

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

const guid = '00000000-0000-4000-8000-000000000001';

it('with nothing set serves the web page to this machine, on the embedded store', () => {
  expect(parseConfig({})).toEqual({
    PORT: 3978,
    HOST: '127.0.0.1',
    INTENTS_DIR: './intents',
    LOG_LEVEL: 'info',
    TICKETS: 'none',
    DNS_CHECKS: 'on',
    DNS_SERVERS: [],
    TRIAGE_TOKEN: null,
    RETENTION_DAYS: 90,
    store: { kind: 'embedded', file: 'data/bouncedesk.sqlite' },
    slack: null,
    teams: null,
    web: { kind: 'local' },
    limits: { ofPerson: 60, ofWorkspace: 6000 },
    deskTerms: { hours: null, takeWithinMinutes: 15 },
  });
});

it('keeps words for as many days as is set, and for good with 0', () => {
  expect(parseConfig({ RETENTION_DAYS: '30' }).RETENTION_DAYS).toBe(30);
  expect(parseConfig({ RETENTION_DAYS: '0' }).RETENTION_DAYS).toBeNull();
  expect(faultsOf({ RETENTION_DAYS: 'never' })).toEqual([
    'RETENTION_DAYS: write days as a number; 0 keeps everything',
  ]);
});

it('takes an empty value for none', () => {
  expect(parseConfig({ PORT: '', SLACK_BOT_TOKEN: '' })).toEqual(parseConfig({}));
});

it.each([
  [
    'HTTP with a signing secret',
    { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' },
    { workspaces: { kind: 'token', botToken: 'xoxb-1' }, transport: { kind: 'http', signingSecret: 's' } },
  ],
  [
    'Socket Mode where there is an app token',
    { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', SLACK_APP_TOKEN: 'xapp-1' },
    { transport: { kind: 'socket', appToken: 'xapp-1' } },
  ],
  [
    'several workspaces with the OAuth settings',
    {
      SLACK_CLIENT_ID: '1.2',
      SLACK_CLIENT_SECRET: 'c',
      SLACK_STATE_SECRET: 'x'.repeat(32),
      SLACK_SIGNING_SECRET: 's',
    },
    { workspaces: { kind: 'oauth', clientId: '1.2', clientSecret: 'c', stateSecret: 'x'.repeat(32) } },
  ],
])('serves Slack over %s', (_, env, slack) => {
  expect(parseConfig(env).slack).toMatchObject({ apiUrl: 'https://slack.com/api/', ...slack });
});

it('serves Teams with a registration, and locally without one', () => {
  const registered = { MicrosoftAppId: guid, MicrosoftAppPassword: 'p', MicrosoftAppTenantId: 't' };
  expect(parseConfig(registered).teams).toEqual({
    appId: guid,
    appPassword: 'p',
    appType: 'SingleTenant',
    tenantId: 't',
    tenants: [],
    local: false,
    deskChannel: null,
  });
  expect(parseConfig({ TEAMS_LOCAL: '1' }).teams).toMatchObject({ appId: null, local: true });
});

const teamsChannel = '19:5f2e_7d-a@thread.tacv2';

it.each([
  ['its id', teamsChannel, null],
  [
    'the link that Teams copies',
    `https://teams.microsoft.com/l/channel/19%3A5f2e_7d-a%40thread.tacv2/Mail%20desk?groupId=g&tenantId=t-1`,
    't-1',
  ],
])('takes the desk channel of Teams by %s', (_, written, tenantId) => {
  expect(parseConfig({ TEAMS_LOCAL: '1', DESK_TEAMS_CHANNEL: written }).teams).toMatchObject({
    deskChannel: { id: teamsChannel, tenantId },
  });
});

it.each([
  ['C0123456789', { SLACK_BOT_TOKEN: 'xoxb-1' }, { workspace: null, channel: 'C0123456789' }],
  ['G012', { SLACK_BOT_TOKEN: 'xoxb-1' }, { workspace: null, channel: 'G012' }],
  [
    'T01/C02',
    { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 's', SLACK_STATE_SECRET: 's'.repeat(32) },
    { workspace: 'T01', channel: 'C02' },
  ],
])('takes the desk channel of Slack as %s', (written, app, deskChannel) => {
  const env = { ...app, SLACK_APP_TOKEN: 'xapp-1', DESK_SLACK_CHANNEL: written };
  expect(parseConfig(env).slack).toMatchObject({ deskChannel });
});

it.each([
  { DESK_SLACK_CHANNEL: 'C0123456789' },
  { DESK_SLACK_CHANNEL: 'T01/C02', SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' },
  {
    DESK_SLACK_CHANNEL: 'C02',
    SLACK_APP_TOKEN: 'xapp-1',
    SLACK_CLIENT_ID: '1.2',
    SLACK_CLIENT_SECRET: 's',
    SLACK_STATE_SECRET: 's'.repeat(32),
  },
])('refuses a desk channel that nobody could be in: %j', (env) => {
  expect(faultsOf(env).map((fault) => fault.split(':')[0])).toEqual(['DESK_SLACK_CHANNEL']);
});

it.each(['postgres://kim:p%40ss@db.example/desk', 'postgresql:///desk?host=/run/postgresql'])(
  'keeps everything in PostgreSQL at %s',
  (url) => {
    const config = parseConfig({ DATABASE_URL: url });
    expect(config.store).toEqual({ kind: 'postgres', url });
    const told = JSON.stringify(describeFeatures(config));
    expect(told).toContain('PostgreSQL');
    expect(told).not.toContain('desk?');
    expect(told).not.toContain('kim');
  },
);

it('reads the name that a proxy gives, whatever the case of the header', () => {
  expect(parseConfig({ WEB_CHAT: 'proxy', WEB_USER_HEADER: 'X-Forwarded-User' }).web).toEqual({
    kind: 'proxy',
    header: 'x-forwarded-user',
  });
});

it.each([
  ['PORT', '70000'],
  ['PORT', 'http'],
  ['TICKETS', 'trello'],
  ['DATABASE_URL', 'mysql://localhost/x'],
  ['DATABASE_URL', 'localhost/x'],
  ['DATABASE_URL', 'postgres://kim:100%@localhost/x'],
  ['LOG_LEVEL', 'loud'],
  ['DNS_CHECKS', 'no'],
  ['WEB_CHAT', 'public'],
  ['TEAMS_LOCAL', 'yes'],
  ['DESK_TEAMS_CHANNEL', 'Mail desk'],
  ['DESK_TEAMS_CHANNEL', 'https://teams.microsoft.com/l/chat/0/0?users=kim'],
  ['DESK_SLACK_CHANNEL', '#mail-desk'],
  ['SLACK_BOT_TOKEN', 'xoxp-1'],
  ['SLACK_API_URL', 'slack.com'],
  ['MicrosoftAppId', 'my-bot'],
  ['TRIAGE_TOKEN', 'short'],
])('refuses %s=%s, by the name of the setting', (name, value) => {
  const faults = faultsOf({ [name]: value });
  expect(faults[0]).toMatch(new RegExp(`^${name}: `));
});

it.each([
  [{ SLACK_BOT_TOKEN: 'xoxb-1' }, ['SLACK_SIGNING_SECRET']],
  [{ SLACK_SIGNING_SECRET: 's' }, ['SLACK_BOT_TOKEN']],
  [{ SLACK_CLIENT_ID: '1.2', SLACK_APP_TOKEN: 'xapp-1' }, ['SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET']],
  [{ MicrosoftAppId: guid }, ['MicrosoftAppPassword', 'MicrosoftAppTenantId']],
  [{ MicrosoftAppPassword: 'p' }, ['MicrosoftAppId']],
  [{ DESK_TEAMS_CHANNEL: teamsChannel }, ['MicrosoftAppId']],
  [{ WEB_CHAT: 'proxy' }, ['WEB_USER_HEADER']],
])('tells what is missing beside %j', (env, missing) => {
  expect(faultsOf(env).map((fault) => fault.split(':')[0])).toEqual(missing);
});

it('tells every fault at once, and no value', () => {
  const secret = 'not-a-token-but-secret';
  const env = { PORT: '-1', SLACK_BOT_TOKEN: secret, SLACK_APP_TOKEN: secret, TICKETS: secret };
  expect(faultsOf(env)).toHaveLength(4);
  expect(() => parseConfig(env)).toThrow(expect.not.stringContaining(secret) as string);
});

it('says what is on and what is off, and why', () => {
  const told = describeFeatures(
    parseConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', WEB_CHAT: 'off' }),
  );
  expect(told.map(({ name, on }) => [name, on])).toEqual([
    ['web chat', false],
    ['Slack', true],
    ['Teams', false],
    ['POST /triage', true],
    ['tickets', true],
    ['store', true],
  ]);
  expect(JSON.stringify(told)).not.toMatch(/xoxb|xapp/);
});

it.each([
  ['60', 60],
  ['0', null],
])('a rate limit of %s is %s', (written, limit) => {
  const { limits } = parseConfig({ RATE_LIMIT_PERSON: written, RATE_LIMIT_WORKSPACE: written });
  expect(limits).toEqual({ ofPerson: limit, ofWorkspace: limit });
});

it('a rate limit that is no number is a fault', () => {
  expect(faultsOf({ RATE_LIMIT_PERSON: 'many' })).toEqual([
    'RATE_LIMIT_PERSON: write events a minute as a number; 0 sets no limit',
  ]);
});
