import { createDeskPlace } from '../../adapters/teams/desk/desk-place';
import { PUBLIC_CLOUD, type TeamsSettings } from '../../adapters/teams/settings';
import { APP_ID, BOT_ID, inChannel, inPersonalChat, parsed, TENANT, toBot, type Sent } from './activities';
import { DESK_CHANNEL, inThread } from './desk-agents';

const registered: TeamsSettings = {
  appId: APP_ID,
  appPassword: 'p',
  appType: 'SingleTenant',
  tenantId: TENANT,
  tenants: [],
  local: false,
  deskChannel: null,
  cloud: PUBLIC_CLOUD,
};
const anyTenant: TeamsSettings = { ...registered, appType: 'MultiTenant', tenantId: null };

let kept: Map<string, string>;
beforeEach(() => {
  kept = new Map();
});

function placeFor(settings: TeamsSettings, tenantId: string | null = null, id = DESK_CHANNEL) {
  return createDeskPlace({ id, tenantId }, settings, {
    kept: (key) => Promise.resolve(kept.get(key) ?? null),
    keep: (key, value) => {
      kept.set(key, value);
      return Promise.resolve();
    },
  });
}

function heard(activity: Sent, serviceUrl: string) {
  return parsed({ ...activity, serviceUrl });
}

const inDesk = (serviceUrl: string) => heard(inThread('1', `${DESK_CHANNEL};messageid=1`), serviceUrl);
const inTenant = (serviceUrl: string) => heard(inPersonalChat('2', { text: 'hi' }), serviceUrl);
const inAnotherTenant = heard(
  { ...inChannel('3', '3', toBot('hi')), channelData: {}, conversation: { id: 'a:1', tenantId: 'other' } },
  'https://elsewhere.example/',
);

describe('where the desk channel is reached', () => {
  it('follows from the registration before anything was heard', async () => {
    expect(await placeFor(registered).read()).toEqual({
      serviceUrl: 'https://smba.trafficmanager.net/teams/',
      tenantId: TENANT,
      botId: BOT_ID,
      userId: null,
    });
  });

  it('is learnt from whoever is heard in its tenant, and better from the channel itself', async () => {
    const place = placeFor(registered);
    await place.learn(inAnotherTenant);
    expect(await place.read()).toMatchObject({ serviceUrl: PUBLIC_CLOUD.serviceUrl });
    await place.learn(inTenant('https://first.example/'));
    await place.learn(inTenant('https://second.example/'));
    expect(await place.read()).toMatchObject({ serviceUrl: 'https://first.example/' });
    await place.learn(inDesk('https://desk.example/'));
    await place.learn(inTenant('https://third.example/'));
    expect(await place.read()).toMatchObject({ serviceUrl: 'https://desk.example/', tenantId: TENANT });
  });

  it('is remembered by the next process, for this channel only', async () => {
    await placeFor(registered).learn(inDesk('https://desk.example/'));
    expect(await placeFor(registered).read()).toMatchObject({ serviceUrl: 'https://desk.example/' });
    const other = placeFor(registered, null, '19:other@thread.tacv2');
    expect(await other.read()).toMatchObject({ serviceUrl: PUBLIC_CLOUD.serviceUrl });
  });

  it('is unknown to a bot of many tenants until the channel is heard, or its link told the tenant', async () => {
    const place = placeFor(anyTenant);
    expect(await place.read()).toBeNull();
    await place.learn(inTenant('https://first.example/'));
    expect(await place.read()).toBeNull();
    await place.learn(inDesk('https://desk.example/'));
    expect(await place.read()).toMatchObject({ serviceUrl: 'https://desk.example/' });
    kept.clear();
    expect(await placeFor(anyTenant, TENANT.toUpperCase()).read()).toMatchObject({ tenantId: TENANT });
  });

  it('is learnt from anybody where the test client of this machine is served', async () => {
    const place = placeFor({ ...anyTenant, appId: null, local: true });
    expect(await place.read()).toBeNull();
    await place.learn(inTenant('http://127.0.0.1/'));
    expect(await place.read()).toMatchObject({ serviceUrl: 'http://127.0.0.1/' });
  });

  it('is written once for what does not change', async () => {
    let writes = 0;
    const place = createDeskPlace({ id: DESK_CHANNEL, tenantId: null }, registered, {
      kept: (key) => Promise.resolve(kept.get(key) ?? null),
      keep: (key, value) => {
        writes += 1;
        kept.set(key, value);
        return Promise.resolve();
      },
    });
    for (let time = 0; time < 3; time += 1) await place.learn(inDesk('https://desk.example/'));
    expect(writes).toBe(1);
  });
});
