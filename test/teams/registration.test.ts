import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadBotFramework } from '../../adapters/teams/bot-framework';
import { allowedTenants, PUBLIC_CLOUD, type TeamsSettings } from '../../adapters/teams/settings';
import { createTeams } from '../../adapters/teams/teams';
import { createLog } from '../../src/log';
import { APP_ID, inPersonalChat, TENANT } from './activities';
import { wordsOf } from './card-faults';
import { BOT_TOKEN, openDesk } from './desk';

const registration: TeamsSettings = {
  appId: APP_ID,
  appPassword: 'a secret',
  appType: 'SingleTenant',
  tenantId: TENANT,
  tenants: [],
  local: false,
  deskChannel: null,
  cloud: PUBLIC_CLOUD,
};

describe('a secret that has expired', () => {
  const expired = Object.assign(new Error('AADSTS7000222: the secret "a secret" expired'), {
    code: 'invalid_client',
  });

  it('is told at the start, and not what it was', async () => {
    const lines: string[] = [];
    const unused = () => Promise.reject(new Error('not asked for'));
    const teams = await createTeams(registration, {
      bot: { receive: unused, casesOf: unused, knows: unused },
      desk: null,
      safe: { kept: unused, keep: unused },
      log: createLog('debug', (line) => lines.push(line)),
      framework: { authenticate: unused, token: () => Promise.reject(expired) },
    });
    teams.start();
    await new Promise((resolve) => setImmediate(resolve));
    teams.stop();
    expect(lines.join('')).toContain('teams-registration-refused');
    expect(lines.join('')).not.toContain('a secret');
  });

  it('holds answers back until it is renewed, and loses none', async () => {
    let renewed = false;
    const token = () => (renewed ? Promise.resolve(BOT_TOKEN) : Promise.reject(expired));
    const desk = await openDesk({ token });
    await desk.say(inPersonalChat('1', { text: 'are you there?' }));
    expect(desk.teams.shown).toEqual([]);
    renewed = true;
    desk.clock.advance(60_000);
    await desk.bot.idle();
    expect(desk.teams.shown.map(({ message }) => wordsOf(message))).toEqual(['1: are you there?']);
    await desk.close();
  });
});

describe('a registration', () => {
  it.each<[string, Partial<TeamsSettings>]>([
    ['of one tenant without its tenant', { tenantId: null }],
    ['of one tenant without its secret', { appPassword: null }],
    ['with a managed identity without its tenant', { appType: 'UserAssignedMSI', tenantId: null }],
  ])('%s is refused at the start', async (_, more) => {
    await expect(loadBotFramework({ ...registration, ...more })).rejects.toThrow(/required/);
  });

  it('with a managed identity gets its token from Azure, without a secret', async () => {
    const asked: string[] = [];
    const azure = createServer((request, response) => {
      asked.push(request.url ?? '');
      const expires = Math.floor(Date.now() / 1000) + 3600;
      response.setHeader('Content-Type', 'application/json');
      response.end(
        JSON.stringify({ access_token: 'of the identity', expires_on: expires, token_type: 'Bearer' }),
      );
    });
    await new Promise<void>((resolve) => azure.listen(0, '127.0.0.1', resolve));
    const { port } = azure.address() as AddressInfo;
    const before = { ...process.env };
    // What Azure App Service sets ("How to use managed identities for App Service").
    Object.assign(process.env, { IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/token`, IDENTITY_HEADER: 'h' });
    try {
      const framework = await loadBotFramework({
        ...registration,
        appType: 'UserAssignedMSI',
        appPassword: null,
      });
      expect(await framework.token()).toBe('of the identity');
      expect(asked[0]).toContain(`client_id=${APP_ID}`);
    } finally {
      process.env = before;
      azure.closeAllConnections();
      azure.close();
    }
  });

  it.each<[string, Partial<TeamsSettings>, readonly string[] | null]>([
    ['of one tenant', {}, [TENANT]],
    ['with a managed identity', { appType: 'UserAssignedMSI' }, [TENANT]],
    ['with a list', { tenants: ['AAAA', 'bbbb'] }, ['aaaa', 'bbbb']],
    ['of several tenants', { appType: 'MultiTenant', tenantId: null }, null],
    ['of several tenants with a list', { appType: 'MultiTenant', tenants: ['aaaa'] }, ['aaaa']],
  ])('%s hears the tenants it is for', (_, more, expected) => {
    const tenants = allowedTenants({ ...registration, ...more });
    expect(tenants === null ? null : [...tenants]).toEqual(expected);
  });
});
