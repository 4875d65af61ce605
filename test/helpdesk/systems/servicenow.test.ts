import { createServiceNow, ServiceNowSettings } from '../../../src/helpdesk/systems/servicenow/servicenow';
import type { LiveTicketSystem } from '../../../src/helpdesk/ticket-system';
import { aCase, asOpened } from './a-case';
import { FakeServiceNow, SERVICENOW_PASSWORD, SERVICENOW_USER } from './fakes/fake-servicenow';
import { FaultyWay } from './faulty-way';
import { describeTicketSystem } from './ticket-system-contract';

const servicenow = new FakeServiceNow();
let way: FaultyWay;

beforeAll(async () => {
  await servicenow.start();
  const path = '/api/now/table/incident';
  way = await FaultyWay.to(servicenow.api.url, (method, asked) => method === 'POST' && asked === path);
});

afterAll(async () => {
  await way.close();
  await servicenow.api.stop();
});

function serviceNowAt(url: string, password = SERVICENOW_PASSWORD, more = {}): LiveTicketSystem {
  const settings = { SERVICENOW_URL: url, SERVICENOW_USER, SERVICENOW_PASSWORD: password, ...more };
  return createServiceNow(ServiceNowSettings.parse(settings));
}

describeTicketSystem(
  'servicenow',
  () => ({
    system: serviceNowAt(way.url),
    withSecret: (secret) => serviceNowAt(servicenow.api.url, secret),
    unreachable: (secret) => serviceNowAt('http://127.0.0.1:9', secret),
    tickets: (reference) => Promise.resolve(servicenow.withReference(reference)),
    highPriority: '2/1',
    refusedReason: 'search-credentials-refused',
    loseNextAnswer: () => way.loseNextAnswer(),
  }),
  () => way,
);

it('two tries at the same time leave one incident to work on', async () => {
  const system = serviceNowAt(servicenow.api.url);
  const outcomes = await Promise.all([system.open(aCase(7001)), system.open(aCase(7001))]);
  expect(servicenow.withReference('BD-7001')).toHaveLength(1);
  expect(outcomes[0]).toMatchObject({ kind: 'opened' });
  expect(outcomes[1]).toEqual(outcomes[0]);
});

it('a crash between the incident and its files leaves neither without the other', async () => {
  const broken = await FaultyWay.to(servicenow.api.url, (_, path) =>
    path.startsWith('/api/now/attachment/file'),
  );
  broken.loseNextAnswer();
  expect(await serviceNowAt(broken.url).open(aCase(7002))).toMatchObject({ kind: 'retry' });
  expect(await serviceNowAt(broken.url).open(aCase(7002))).toMatchObject({ kind: 'opened' });
  await broken.close();
  const [incident, ...more] = servicenow.withReference('BD-7002');
  expect(more).toEqual([]);
  expect(incident?.files.size).toBe(2);
});

it('a long case is cut in the description and whole in its file', async () => {
  const ticket = aCase(7003);
  const advice = [{ title: 'Long', text: 'x'.repeat(9000) }];
  await serviceNowAt(servicenow.api.url).open({
    ...ticket,
    draft: { ...ticket.draft, advice, title: 't'.repeat(400) },
  });
  const [incident] = servicenow.withReference('BD-7003');
  expect(incident?.subject).toContain('[BD-7003]');
  expect(incident?.text).toContain('x'.repeat(9000));
});

it('code tags, which a journal shows as HTML, are undone', async () => {
  const system = serviceNowAt(servicenow.api.url);
  const ticket = aCase(7004);
  const outcome = await system.open(ticket);
  if (outcome.kind !== 'opened') throw new Error(outcome.reason);
  const text = '[code]<script>x</script>[/CODE]';
  await system.comment(asOpened(ticket, outcome), { author: 'Ada', text }, { key: '1', number: 1 });
  const [incident] = servicenow.withReference('BD-7004');
  expect(incident?.comments[0]).toContain('[ code]<script>x</script>[/ CODE]');
});

it('a close code that the instance does not have is refused', async () => {
  const system = serviceNowAt(servicenow.api.url, SERVICENOW_PASSWORD, { SERVICENOW_CLOSE_CODE: 'Magic' });
  const ticket = aCase(7005);
  const outcome = await system.open(ticket);
  if (outcome.kind !== 'opened') throw new Error(outcome.reason);
  const refused = { kind: 'refused', reason: 'state-not-allowed' };
  expect(await system.setState(asOpened(ticket, outcome), 'solved', { key: '1', number: 1 })).toEqual(
    refused,
  );
});

it('tells what agents did, and not what the bot did', async () => {
  const system = serviceNowAt(servicenow.api.url);
  const ticket = aCase(7006);
  const outcome = await system.open(ticket);
  if (outcome.kind !== 'opened' || system.news.kind !== 'polled') throw new Error('not opened');
  const opened = asOpened(ticket, outcome);
  const since = '2026-11-24T08:00:00.000Z';
  await system.comment(opened, { author: 'Ada', text: 'still bouncing' }, { key: '1', number: 1 });
  servicenow.asAgent(outcome.reference, { assigned_to: 'id-grace' });
  servicenow.asAgent(outcome.reference, { comments: 'Try again.' });
  servicenow.asAgent(outcome.reference, { work_notes: 'a note' });
  servicenow.asAgent(outcome.reference, { state: '6' });
  const told = async () => {
    const changes = system.news.kind === 'polled' ? await system.news.changes([opened], since) : null;
    if (changes?.kind !== 'changes') throw new Error('no changes');
    return changes.news.map(({ by, what }) => ({ by, ...what }));
  };
  const before = [
    { by: 'grace', kind: 'commented', text: 'Try again.', internal: false },
    { by: 'grace', kind: 'commented', text: 'a note', internal: true },
    { by: 'Grace', kind: 'taken' },
  ];
  expect(await told()).toEqual([...before, { by: 'Grace', kind: 'solved' }]);
  servicenow.asAgent(outcome.reference, { state: '2' });
  expect(await told()).toEqual([...before, { by: 'Grace', kind: 'reopened' }]);
  await system.setState(opened, 'solved', { key: '2', number: 1 });
  expect(await told()).toEqual(before);
});
