import { createZendesk, ZendeskSettings } from '../../../src/helpdesk/systems/zendesk/zendesk';
import type { LiveTicketSystem } from '../../../src/helpdesk/ticket-system';
import { aCase, asOpened } from './a-case';
import { AGENT, FakeZendesk, ZENDESK_TOKEN, ZENDESK_USER } from './fakes/fake-zendesk';
import { FaultyWay } from './faulty-way';
import { describeTicketSystem } from './ticket-system-contract';

const zendesk = new FakeZendesk();
let way: FaultyWay;

beforeAll(async () => {
  await zendesk.start();
  way = await FaultyWay.to(
    zendesk.api.url,
    (method, path) => method === 'POST' && path === '/api/v2/tickets.json',
  );
});

afterAll(async () => {
  await way.close();
  await zendesk.api.stop();
});

function zendeskAt(url: string, token = ZENDESK_TOKEN): LiveTicketSystem {
  return createZendesk(ZendeskSettings.parse({ ZENDESK_URL: url, ZENDESK_USER, ZENDESK_TOKEN: token }));
}

describeTicketSystem(
  'zendesk',
  () => ({
    system: zendeskAt(way.url),
    withSecret: (secret) => zendeskAt(zendesk.api.url, secret),
    unreachable: (secret) => zendeskAt('http://127.0.0.1:9', secret),
    tickets: (reference) => Promise.resolve(zendesk.withReference(reference)),
    highPriority: 'high',
    refusedReason: 'search-credentials-refused',
    loseNextAnswer: () => way.loseNextAnswer(),
  }),
  () => way,
);

it('two tries at the same time leave one ticket', async () => {
  const system = zendeskAt(zendesk.api.url);
  const outcomes = await Promise.all([system.open(aCase(6001)), system.open(aCase(6001))]);
  expect(zendesk.withReference('BD-6001')).toHaveLength(1);
  expect(outcomes[0]).toMatchObject({ kind: 'opened' });
  expect(outcomes[1]).toEqual(outcomes[0]);
});

it('a placeholder in what was pasted is not one in the ticket', async () => {
  const ticket = aCase(6002);
  const draft = { ...ticket.draft, reason: 'see {{ticket.requester.email}}' };
  await zendeskAt(zendesk.api.url).open({ ...ticket, draft });
  const raw = zendesk.tickets.at(-1)?.comments[0]?.html_body ?? '';
  expect(raw).toContain('ticket.requester.email');
  expect(raw).not.toContain('{{');
});

it('tells what agents did, and not what the bot did', async () => {
  const system = zendeskAt(zendesk.api.url);
  const ticket = aCase(6003);
  const outcome = await system.open(ticket);
  if (outcome.kind !== 'opened' || system.news.kind !== 'polled') throw new Error('not opened');
  const opened = asOpened(ticket, outcome);
  const id = Number(outcome.reference);
  await system.comment(opened, { author: 'Ada', text: 'still bouncing' }, { key: '1', number: 1 });
  zendesk.asAgent(id, { assignee_id: AGENT });
  zendesk.asAgent(id, { comment: { html_body: '<pre>Try again.</pre>', public: true } });
  zendesk.asAgent(id, { comment: { html_body: '<pre>a note</pre>', public: false }, status: 'solved' });
  zendesk.asAgent(id, { status: 'closed' });

  const changes = await system.news.changes([opened], '2026-11-24T08:00:00.000Z');
  if (changes.kind !== 'changes') throw new Error(changes.reason);
  expect(changes.news.map(({ by, what }) => ({ by, ...what }))).toEqual([
    { by: 'Grace', kind: 'taken' },
    { by: 'Grace', kind: 'commented', text: 'Try again.', internal: false },
    { by: 'Grace', kind: 'commented', text: 'a note', internal: true },
    { by: 'Grace', kind: 'solved' },
  ]);
  expect(await system.news.changes([opened], changes.until)).toEqual(changes);
  expect(await system.setState(opened, 'open', { key: '2', number: 1 })).toEqual({
    kind: 'refused',
    reason: 'state-not-valid',
  });
});
