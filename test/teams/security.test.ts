import { APP_ID, inPersonalChat, TENANT, type Sent } from './activities';
import { openDesk, type Desk } from './desk';
import { makeSigningKey, signToken, unsignedToken } from './signing-keys';

const hello = inPersonalChat('1', { text: 'hello' });
const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset;

let desk: Desk;
// The SDK writes why a token is bad to the console; here that is what is asked for.
beforeEach(() => jest.spyOn(console, 'error').mockReturnValue(undefined));
afterEach(async () => {
  jest.restoreAllMocks();
  await desk.close();
});

async function statusOf(authorization: string | null, activity: Sent = hello): Promise<number> {
  const { status } = await desk.send(activity, authorization);
  await desk.bot.idle();
  return status;
}

describe('who is heard', () => {
  beforeEach(async () => {
    desk = await openDesk();
  });

  it('is whom the Bot Framework signed for', async () => {
    expect(await statusOf(`Bearer ${desk.teams.token()}`)).toBe(200);
    expect(desk.teams.shown).toHaveLength(1);
  });

  it.each<[string, () => string | null]>([
    ['no token', () => null],
    ['an empty token', () => 'Bearer '],
    ['another scheme', () => `Basic ${desk.teams.token()}`],
    ['no JSON in the token', () => 'Bearer e30.bm8.c2ln'],
    ['an expired token', () => `Bearer ${desk.teams.token({ nbf: seconds(-7200), exp: seconds(-3600) })}`],
    ['a token for later', () => `Bearer ${desk.teams.token({ nbf: seconds(3600) })}`],
    ['another audience', () => `Bearer ${desk.teams.token({ aud: 'another-bot' })}`],
    ['another issuer', () => `Bearer ${desk.teams.token({ iss: 'https://evil.example' })}`],
    [
      'a token of the Emulator for the same bot',
      () =>
        `Bearer ${desk.teams.token({
          iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
          ver: '1.0',
          appid: APP_ID,
        })}`,
    ],
    ['another service URL', () => `Bearer ${desk.teams.token({ serviceurl: 'https://evil.example/' })}`],
    ['no signature', () => `Bearer ${unsignedToken(desk.teams.tokenClaims())}`],
    [
      'a signature by another key',
      () => `Bearer ${signToken(makeSigningKey('key-1'), desk.teams.tokenClaims())}`,
    ],
    [
      'a key nobody published',
      () => `Bearer ${signToken(makeSigningKey('key-9'), desk.teams.tokenClaims())}`,
    ],
    [
      'a changed token',
      () => `Bearer ${desk.teams.token().replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))}x`,
    ],
  ])('is not one with %s', async (_, authorization) => {
    expect(await statusOf(authorization())).toBe(401);
    expect(desk.teams.calls).toEqual([]);
  });

  it.each<[string, Sent]>([
    ['another tenant', { conversation: { conversationType: 'personal', id: 'a:1', tenantId: 'elsewhere' } }],
    ['two tenants', { channelData: { tenant: { id: 'elsewhere' } } }],
    ['no tenant', { conversation: { conversationType: 'personal', id: 'a:1' }, channelData: {} }],
    ['another channel', { channelId: 'webchat' }],
    ['the channel of a test hook in the SDK', { channelId: 'AseChannel' }],
  ])('is not one of %s', async (_, more) => {
    expect(await statusOf(`Bearer ${desk.teams.token()}`, { ...hello, ...more })).toBe(403);
    expect(desk.teams.calls).toEqual([]);
  });

  it.each<[string, string, string, number]>([
    ['no JSON', '{', 'application/json', 400],
    ['another type', '{}', 'text/plain', 415],
    ['no activity', '{"type":"message"}', 'application/json', 400],
    [
      'a service URL that is none',
      JSON.stringify({ ...hello, serviceUrl: 'file:///etc' }),
      'application/json',
      400,
    ],
    ['a megabyte', `"${'x'.repeat(1024 * 1024)}"`, 'application/json', 413],
  ])('is not one who sends %s', async (_, body, type, expected) => {
    const headers = { 'Content-Type': type, Authorization: `Bearer ${desk.teams.token()}` };
    const response = await fetch(`${desk.url}/api/messages`, { method: 'POST', headers, body });
    expect(response.status).toBe(expected);
  });

  it('does not know anybody while the key set cannot be read, and lets Teams try again', async () => {
    desk.teams.keySetBroken = true;
    expect(await statusOf(`Bearer ${desk.teams.token()}`)).toBe(503);
  });

  it('leaves no token, address or word in the log', async () => {
    const token = desk.teams.token({ aud: 'another-bot' });
    await statusOf(`Bearer ${token}`, inPersonalChat('1', { text: 'my secret words' }));
    await statusOf(`Bearer ${desk.teams.token()}`, inPersonalChat('2', { text: 'my secret words' }));
    const log = desk.log.join('\n');
    expect(log).toContain('teams-refused');
    for (const secret of [token, 'secret words', 'Kim', '29:kim', TENANT]) expect(log).not.toContain(secret);
  });
});

describe('tenants', () => {
  it('are those of the list', async () => {
    desk = await openDesk({ settings: { tenants: ['AAAA', 'bbbb'] } });
    const of = (tenant: string): Sent => ({
      ...hello,
      conversation: { conversationType: 'personal', id: 'a:1', tenantId: tenant },
      channelData: {},
    });
    const bearer = `Bearer ${desk.teams.token()}`;
    expect(await statusOf(bearer, of('bbbb'))).toBe(200);
    expect(await statusOf(bearer, of('aaaa'))).toBe(200);
    expect(await statusOf(bearer, of(TENANT))).toBe(403);
  });

  it('are all for a registration for several tenants without a list', async () => {
    desk = await openDesk({ settings: { appType: 'MultiTenant', tenantId: null } });
    expect(await statusOf(`Bearer ${desk.teams.token()}`)).toBe(200);
  });
});

describe('the local test client', () => {
  const local = { local: true, appId: null, appPassword: null, tenantId: null };

  async function sendWith(headers: Record<string, string>, activity: Sent = {}): Promise<number> {
    const body = JSON.stringify({ ...hello, serviceUrl: desk.teams.serviceUrl, ...activity });
    const request = { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body };
    return (await fetch(`${desk.url}/api/messages`, request)).status;
  }

  it('is heard unsigned from this machine', async () => {
    desk = await openDesk({ settings: local });
    expect(await sendWith({})).toBe(200);
  });

  it.each([
    ['through a proxy', { 'X-Forwarded-For': '198.51.100.7' }, {}],
    ['from a page in a browser', { Origin: 'http://evil.example' }, {}],
    ['with answers that leave this machine', {}, { serviceUrl: 'https://evil.example/' }],
  ])('is not heard %s', async (_, headers, activity) => {
    desk = await openDesk({ settings: local });
    expect(await sendWith(headers, activity)).toBe(401);
  });

  it('does not open the door for bad tokens where the bot is registered', async () => {
    desk = await openDesk({ settings: { local: true } });
    expect(await sendWith({})).toBe(200);
    expect(await sendWith({ Authorization: `Bearer ${desk.teams.token({ aud: 'another-bot' })}` })).toBe(401);
  });
});
