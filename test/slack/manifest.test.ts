import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EXPLAIN_SHORTCUT } from '../../adapters/slack/inbound/hear-shortcut';
import { METHOD_SCOPES } from '../../adapters/slack/outbound/web-api';
import { INSTALL_PATH, REDIRECT_PATH } from '../../adapters/slack/oauth/install-pages';
import { EVENTS_PATH } from '../../adapters/slack/slack';
import { BOT_SCOPES, COMMAND, EVENT_SCOPES } from '../../adapters/slack/surface';
import { Desk } from './desk';
import { buttonsOf, shownText } from './fake-slack/screen';
import { SCOPES_ASKED } from './fake-slack/web-methods';

const root = join(__dirname, '..', '..');
const manifest: unknown = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8'));

const url = z.url({ protocol: /^https$/ });
const prompt = z.strictObject({ title: z.string().min(1), message: z.string().min(1) });

/** The documented fields and their limits: docs.slack.dev/reference/app-manifest. */
const manifestSchema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.union([z.literal(1), z.literal(2)]), minor_version: z.int() }),
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().max(140),
    long_description: z.string().min(175).max(4_000),
    background_color: z.string().regex(/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({
      display_name: z.string().regex(/^[a-z0-9._-]{1,80}$/),
      always_online: z.boolean(),
    }),
    agent_view: z.strictObject({
      agent_description: z.string().min(1).max(300),
      suggested_prompts: z.array(prompt).max(4),
    }),
    shortcuts: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(24),
          type: z.enum(['message', 'global']),
          callback_id: z.string().min(1).max(255),
          description: z.string().min(1).max(150),
        }),
      )
      .max(10),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\/[a-z-]{1,31}$/),
          url,
          description: z.string().min(1).max(2_000),
          usage_hint: z.string().max(1_000),
          should_escape: z.boolean(),
        }),
      )
      .max(50),
  }),
  oauth_config: z.strictObject({
    redirect_urls: z.array(url).max(1_000),
    scopes: z.strictObject({ bot: z.array(z.string()).max(255) }),
  }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ request_url: url, bot_events: z.array(z.string()).max(100) }),
    interactivity: z.strictObject({ is_enabled: z.literal(true), request_url: url }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});
const parsed = manifestSchema.parse(manifest);

test('it asks for the scopes the code uses, and for no other', () => {
  expect([...parsed.oauth_config.scopes.bot].sort()).toEqual([...BOT_SCOPES].sort());
});

test('it subscribes to the events the code listens to, and to no other', () => {
  expect([...parsed.settings.event_subscriptions.bot_events].sort()).toEqual(
    Object.keys(EVENT_SCOPES).sort(),
  );
});

test('the table of methods says of scopes what Slack documents', () => {
  for (const [method, scopes] of Object.entries(METHOD_SCOPES)) {
    expect([method, [...scopes].sort()]).toEqual([method, [...(SCOPES_ASKED[method] ?? ['unknown'])].sort()]);
  }
});

test('its command, shortcut and addresses are the ones that are served', () => {
  const { features, settings, oauth_config: oauth } = parsed;
  expect(features.slash_commands.map((command) => command.command)).toEqual([COMMAND]);
  expect(features.shortcuts.map((shortcut) => shortcut.callback_id)).toEqual([EXPLAIN_SHORTCUT]);
  const addresses = [
    features.slash_commands[0]?.url,
    settings.interactivity.request_url,
    settings.event_subscriptions.request_url,
  ];
  expect(addresses.map((address) => new URL(address ?? '').pathname)).toEqual([
    EVENTS_PATH,
    EVENTS_PATH,
    EVENTS_PATH,
  ]);
  expect(oauth.redirect_urls.map((address) => new URL(address).pathname)).toEqual([REDIRECT_PATH]);
});

test('each method of the table is called somewhere', () => {
  const folder = join(root, 'adapters', 'slack');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('web-api.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  expect(Object.keys(METHOD_SCOPES).filter((method) => !sources.includes(`'${method}'`))).toEqual([]);
});

describe('installing', () => {
  let desk: Desk;
  afterEach(() => desk.close());

  const oauth = {
    kind: 'oauth',
    clientId: '1.2',
    clientSecret: 'client-secret',
    stateSecret: 'a state secret of more than 32 characters',
  } as const;

  async function install(code: string): Promise<number> {
    const page = await fetch(`${desk.url}${INSTALL_PATH}`);
    const link = /https:\/\/slack\.com\/oauth\/v2\/authorize\?[^"]+/.exec(await page.text())?.[0] ?? '';
    const asked = new URL(link.replaceAll('&amp;', '&'));
    expect(asked.searchParams.get('scope')?.split(',').sort()).toEqual([...BOT_SCOPES].sort());
    const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const state = asked.searchParams.get('state') ?? '';
    const back = await fetch(`${desk.url}${REDIRECT_PATH}?code=${code}&state=${encodeURIComponent(state)}`, {
      headers: { cookie },
    });
    return back.status;
  }

  test('several workspaces and an organisation, each answered with its own token, which is encrypted at rest', async () => {
    desk = await Desk.open({ settings: { workspaces: oauth } });
    expect([await install('T0FAKE001'), await install('T0OTHER01'), await install('E0GRID001')]).toEqual([
      200, 200, 200,
    ]);
    await desk.fake.say({ user: 'U1', text: 'from the first' });
    await desk.fake.say({ user: 'U2', text: 'from the other', installation: { team: 'T0OTHER01' } });
    await desk.fake.say({
      user: 'U3',
      text: 'from the grid',
      installation: { team: 'T0GRIDWS1', enterprise: 'E0GRID001' },
    });
    await desk.settle();
    const tokens = desk.fake.server.callsOf('chat.postMessage').map((call) => call.token);
    expect(tokens.sort()).toEqual(['xoxb-of-E0GRID001', 'xoxb-of-T0FAKE001', 'xoxb-of-T0OTHER01']);
    const kept = await desk.store.kept('slack.installation.T0FAKE001');
    expect(kept).not.toBeNull();
    expect(Buffer.from(kept ?? '', 'base64').toString('latin1')).not.toContain('xoxb');
  });

  test('a press in an organisation is answered with the token of the organisation', async () => {
    desk = await Desk.open({ settings: { workspaces: oauth } });
    await install('E0GRID001');
    const installation = { team: 'T0GRIDWS1', enterprise: 'E0GRID001' };
    const { channel } = await desk.fake.say({ user: 'U3', text: 'ask 1', installation });
    await desk.settle();
    const [question] = desk.fake.botSaid(channel);
    const [button] = buttonsOf(question?.blocks ?? []);
    await desk.fake.interact({
      type: 'block_actions',
      user: { id: 'U3' },
      team: { id: installation.team, enterprise_id: installation.enterprise },
      enterprise: { id: installation.enterprise },
      is_enterprise_install: true,
      container: { type: 'message', message_ts: question?.ts, channel_id: channel },
      actions: [{ ...button, action_ts: '1795510000.000100' }],
    });
    await desk.settle();
    expect(shownText(desk.fake.botSaid(channel).at(-1)?.blocks ?? [])).toBe('chose yes');
    const calls = ['chat.update', 'chat.postMessage'].flatMap((method) => desk.fake.server.callsOf(method));
    expect([...new Set(calls.map((call) => call.token))]).toEqual(['xoxb-of-E0GRID001']);
  });

  test('an installation under way that nobody here began is refused', async () => {
    desk = await Desk.open({ settings: { workspaces: oauth } });
    const back = await fetch(`${desk.url}${REDIRECT_PATH}?code=T0FAKE001&state=forged`);
    expect(back.status).toBe(400);
    expect(await desk.store.kept('slack.installation.T0FAKE001')).toBeNull();
  });

  test('a workspace that removes the app is forgotten, and what waits for it ends where a human can see it', async () => {
    desk = await Desk.open({ settings: { workspaces: oauth } });
    await install('T0FAKE001');
    await desk.fake.sendEvent(desk.fake.eventPayload({ type: 'app_uninstalled' }));
    expect(await desk.store.kept('slack.installation.T0FAKE001')).toBeNull();
    await desk.fake.say({ user: 'U1', text: 'too late' });
    await desk.settle();
    expect(await desk.store.buriedJobs(5)).toMatchObject([
      { reason: 'the app is not installed in this workspace' },
    ]);
  });
});
