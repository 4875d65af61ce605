import { documentOf, Node, textOf } from '../../../src/helpdesk/systems/jira/document';
import { createJira, JiraSettings } from '../../../src/helpdesk/systems/jira/jira';
import type { LiveTicketSystem } from '../../../src/helpdesk/ticket-system';
import { aCase, asOpened } from './a-case';
import { FakeJira, JIRA_TOKEN, JIRA_USER } from './fakes/fake-jira';
import { FaultyWay } from './faulty-way';
import { describeTicketSystem } from './ticket-system-contract';

const jira = new FakeJira();
let way: FaultyWay;

beforeAll(async () => {
  await jira.start();
  way = await FaultyWay.to(jira.api.url, (_, path) => path === '/rest/servicedeskapi/request');
});

afterAll(async () => {
  await way.close();
  await jira.api.stop();
});

function jiraAt(url: string, token = JIRA_TOKEN, requestType = '25'): LiveTicketSystem {
  return createJira(
    JiraSettings.parse({
      JIRA_URL: url,
      JIRA_USER,
      JIRA_TOKEN: token,
      JIRA_SERVICE_DESK_ID: '4',
      JIRA_REQUEST_TYPE_ID: requestType,
    }),
  );
}

describeTicketSystem(
  'jira',
  () => ({
    system: jiraAt(way.url),
    withSecret: (secret) => jiraAt(jira.api.url, secret),
    unreachable: (secret) => jiraAt('http://127.0.0.1:9', secret),
    tickets: (reference) => Promise.resolve(jira.withReference(reference)),
    highPriority: 'High',
    refusedReason: 'search-credentials-refused',
    loseNextAnswer: () => way.loseNextAnswer(),
  }),
  () => way,
);

it('a crash before the label, or between the files, is mended by the next try', async () => {
  for (const [number, lost] of [
    [8001, /\/issue\/[A-Z]+-\d+$/],
    [8002, /\/attachments$/],
  ] as const) {
    const broken = await FaultyWay.to(jira.api.url, (method, path) => method !== 'GET' && lost.test(path));
    broken.loseNextAnswer();
    expect(await jiraAt(broken.url).open(aCase(number))).toMatchObject({ kind: 'retry' });
    expect(await jiraAt(broken.url).open(aCase(number))).toMatchObject({ kind: 'opened' });
    await broken.close();
    const [issue, ...more] = jira.withReference(`BD-${number}`);
    expect(more).toEqual([]);
    expect(issue?.files.size).toBe(2);
  }
});

it('a create whose answer was lost waits for the search index', async () => {
  way.loseNextAnswer();
  expect(await jiraAt(way.url).open(aCase(8003))).toMatchObject({ kind: 'retry', afterMs: 60_000 });
});

it('a site with other priorities keeps its own', async () => {
  const { priorities } = jira;
  jira.priorities = new Set(['P1', 'P2']);
  expect(await jiraAt(jira.api.url).open(aCase(8004))).toMatchObject({ kind: 'opened' });
  jira.priorities = priorities;
  expect(jira.withReference('BD-8004')[0]?.priority).toBe('Medium');
});

it('a request type that the desk does not have is refused', async () => {
  const outcome = await jiraAt(jira.api.url, JIRA_TOKEN, '99').open(aCase(8005));
  expect(outcome).toEqual({ kind: 'refused', reason: 'create-not-valid' });
});

it('tells what agents did, and not what the bot did', async () => {
  const system = jiraAt(jira.api.url);
  const ticket = aCase(8006);
  const outcome = await system.open(ticket);
  if (outcome.kind !== 'opened' || system.news.kind !== 'polled') throw new Error('not opened');
  const opened = asOpened(ticket, outcome);
  await system.comment(opened, { author: 'Ada', text: 'still bouncing' }, { key: '1', number: 1 });
  jira.agentTakes(outcome.reference);
  jira.agentComments(outcome.reference, 'Try again.', true);
  jira.agentComments(outcome.reference, 'a note', false);
  jira.agentMoves(outcome.reference, '3');
  jira.agentMoves(outcome.reference, '1');
  await system.setState(opened, 'solved', { key: '2', number: 1 });

  const changes = await system.news.changes([opened], '2026-11-24T08:00:00.000Z');
  if (changes.kind !== 'changes') throw new Error(changes.reason);
  expect(changes.news.map(({ by, what }) => ({ by, ...what }))).toEqual([
    { by: 'Grace', kind: 'taken' },
    { by: 'Grace', kind: 'commented', text: 'Try again.', internal: false },
    { by: 'Grace', kind: 'commented', text: 'a note', internal: true },
    { by: 'Grace', kind: 'solved' },
    { by: 'Grace', kind: 'reopened' },
  ]);
  expect(await system.news.changes([opened], changes.until)).toEqual(changes);
});

it('a document says what was put into it', () => {
  const text = 'one\n\n*two* {color:red}\n[~admin]';
  expect(textOf(Node.parse(documentOf(text))).trim()).toBe(text);
});
