import type { BotPort } from '../../src/channel';
import { Desk, type Mode } from './desk';
import { BOT_ID, BOT_USER, SIGNING_SECRET } from './fake-slack/fake-slack';
import { shownText } from './fake-slack/screen';

const GENERAL = 'C0GENERAL';
const open: Desk[] = [];

async function openDesk(options: Parameters<typeof Desk.open>[0] = {}): Promise<Desk> {
  const desk = await Desk.open(options);
  desk.fake.workspace.addChannel(GENERAL, 'channel');
  open.push(desk);
  return desk;
}

afterEach(async () => {
  for (const desk of open.splice(0)) await desk.close();
});

function said(desk: Desk, channel: string, thread: string | null = null): readonly string[] {
  return desk.fake.botSaid(channel, thread).map((message) => shownText(message.blocks));
}

describe.each<Mode>(['http', 'socket'])('one answer, over %s', (mode) => {
  test('to a retry, and to a redelivery under a new event id', async () => {
    const desk = await openDesk({ mode });
    const post = await desk.fake.say({ user: 'U1', text: 'once' });
    const [payload = {}] = post.payloads;
    await desk.fake.sendEvent(payload);
    await Promise.all([1, 2, 3].map((n) => desk.fake.sendEvent({ ...payload, event_id: `EvNew${n}` })));
    await desk.settle();
    expect(said(desk, post.channel)).toEqual(['1: once']);
  });

  test('to a mention, of which Slack tells twice at the same moment', async () => {
    const desk = await openDesk({ mode });
    const posts = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        desk.fake.say({ user: 'U1', channel: GENERAL, text: `@${BOT_USER} number ${n}` }),
      ),
    );
    await desk.settle();
    expect(posts.map((post) => post.payloads.length)).toEqual([2, 2, 2, 2]);
    expect(posts.map((post) => said(desk, GENERAL, post.ts))).toEqual(
      [1, 2, 3, 4].map((n) => [`1: number ${n}`]),
    );
  });

  test('to a message that the store could not take at first: it was not acknowledged, so it came again', async () => {
    let broken = true;
    const around = (bot: BotPort): BotPort => ({
      ...bot,
      receive: (incoming) => (broken ? Promise.reject(new Error('disk full')) : bot.receive(incoming)),
    });
    const desk = await openDesk({ mode, around });
    const post = await desk.fake.say({ user: 'U1', text: 'keep this' });
    expect(post.outcome.acknowledged).toBe(false);
    broken = false;
    await desk.fake.clock.advance(60_000);
    await desk.settle();
    expect(said(desk, post.channel)).toEqual(['1: keep this']);
    expect(desk.fake.outgoing.unacknowledged).toEqual([]);
  });

  test('to a double click; pressing again later is answered, not ignored', async () => {
    const desk = await openDesk({ mode });
    const { channel } = await desk.fake.say({ user: 'U1', text: 'ask 1' });
    await desk.settle();
    const [question] = desk.fake.botSaid(channel);
    if (question === undefined) throw new Error('no question');
    const before = { ...question };
    await Promise.all([
      desk.fake.press('U1', before, 'Yes, it did'),
      desk.fake.press('U1', before, 'Yes, it did'),
    ]);
    await desk.settle();
    expect(said(desk, channel).slice(1)).toEqual(['chose yes']);
    await desk.fake.clock.advance(60_000);
    await desk.fake.press('U1', before, 'Yes, it did');
    await desk.settle();
    expect(said(desk, channel).slice(1)).toEqual(['chose yes', 'chose yes']);
  });
});

test('what was sent while the bot was down is answered by the last retry, and nothing old is answered again', async () => {
  const desk = await openDesk();
  const { channel } = await desk.fake.say({ user: 'U1', text: 'before' });
  await desk.settle();
  await desk.stopBot();
  await desk.fake.say({ user: 'U1', text: 'meanwhile' });
  await desk.fake.clock.advance(61_000);
  await desk.startBot();
  await desk.fake.clock.advance(300_000);
  await desk.settle();
  expect(said(desk, channel)).toEqual(['1: before', '2: meanwhile']);
});

test.each<[string, Record<string, unknown>]>([
  ['another bot', { bot_id: 'B0OTHER', user: 'U0OTHER' }],
  ['itself', { user: BOT_USER, bot_id: BOT_ID }],
  ['a bot without a user', { subtype: 'bot_message', bot_id: 'B0OTHER', user: undefined }],
  ['an edit', { subtype: 'message_changed', message: { text: 'new' } }],
  ['a deletion', { subtype: 'message_deleted', deleted_ts: '1.2' }],
  ['a join', { subtype: 'channel_join' }],
  ['a topic', { subtype: 'channel_topic' }],
  ['Slackbot', { user: 'USLACKBOT' }],
])('%s is not answered', async (_who, event) => {
  const desk = await openDesk();
  const post = await desk.fake.say({ user: 'U1', channel: GENERAL, text: `@${BOT_USER} hello`, event });
  const direct = await desk.fake.say({ user: 'U1', text: 'hello', event });
  await desk.settle();
  expect([post.outcome.acknowledged, direct.outcome.acknowledged]).toEqual([true, true]);
  expect([...said(desk, GENERAL, post.ts), ...said(desk, direct.channel)]).toEqual([]);
});

test('the bot is told of its own answers and edits, and no loop comes of it', async () => {
  const desk = await openDesk();
  const { channel } = await desk.fake.say({ user: 'U1', text: 'ask 1' });
  await desk.settle();
  const [question] = desk.fake.botSaid(channel);
  if (question !== undefined) await desk.fake.press('U1', question, 'Yes, it did');
  await desk.settle();
  expect(said(desk, channel)).toHaveLength(2);
  expect(desk.fake.outgoing.acknowledgements.every((outcome) => outcome.acknowledged)).toBe(true);
});

test('a thread in which the bot was never mentioned is left alone', async () => {
  const desk = await openDesk();
  const root = await desk.fake.say({ user: 'U1', channel: GENERAL, text: 'lunch?' });
  await desk.fake.say({ user: 'U2', channel: GENERAL, thread: root.ts, text: '550 times yes' });
  await desk.settle();
  expect(said(desk, GENERAL, root.ts)).toEqual([]);
});

test('an answer typed into the thread under a direct message goes on with that conversation, in that thread', async () => {
  const desk = await openDesk();
  const { channel } = await desk.fake.say({ user: 'U1', text: 'first' });
  await desk.settle();
  const [answer] = desk.fake.botSaid(channel);
  await desk.fake.say({ user: 'U1', text: 'second', thread: answer?.ts ?? '' });
  await desk.settle();
  expect(said(desk, channel)).toEqual(['1: first']);
  expect(said(desk, channel, answer?.ts ?? '')).toEqual(['2: second']);
});

test('a turn that is never stored leaves the event unacknowledged within three seconds', async () => {
  const around = (bot: BotPort): BotPort => ({ ...bot, receive: () => new Promise(() => undefined) });
  const desk = await openDesk({ around });
  const post = await desk.fake.say({ user: 'U1', text: 'slow' });
  expect(post.outcome).toMatchObject({ acknowledged: false, status: 503 });
});

test('a trigger that ran out is told to the person', async () => {
  const desk = await openDesk();
  const expired = desk.fake.trigger('U1');
  await desk.fake.clock.advance(3_001);
  const payload = {
    command: '/bounce',
    text: '',
    trigger_id: expired,
    user_id: 'U1',
    user_name: 'u1',
    team_id: 'T0FAKE001',
  };
  const sent = await desk.fake.outgoing.send({
    kind: 'slash_commands',
    retried: false,
    payload: { ...payload, channel_id: 'D1', response_url: desk.fake.responseUrl('U1') },
  });
  await desk.fake.responded();
  expect(sent.acknowledged).toBe(true);
  expect(desk.fake.workspace.ephemerals).toEqual([
    { user: 'U1', text: 'The form could not be opened in time. Please try /bounce again.' },
  ]);
});

test.each([
  ['a button of an older release', { action_id: 'choose.9', value: 'not ours' }, 1],
  ['an action nobody knows', { action_id: 'something.else', value: 'x' }, 0],
])('%s is acknowledged', async (_what, button, told) => {
  const desk = await openDesk();
  const { channel } = await desk.fake.say({ user: 'U1', text: 'hello' });
  await desk.settle();
  const [message] = desk.fake.botSaid(channel);
  if (message === undefined) throw new Error('no answer');
  const pressed = await desk.fake.pressButton('U1', message, {
    type: 'button',
    text: { text: 'old' },
    ...button,
  });
  if (told > 0) await desk.fake.responded();
  expect(pressed.acknowledged).toBe(true);
  expect(desk.fake.workspace.ephemerals).toHaveLength(told);
});

describe('requests that are not from Slack, or are broken', () => {
  const body = JSON.stringify({
    type: 'event_callback',
    event_id: 'Ev1',
    event: {
      type: 'message',
      channel: 'DU1',
      channel_type: 'im',
      user: 'U1',
      ts: '1.000001',
      text: 'let me in',
    },
  });
  const minutesAgo = (minutes: number) => Math.floor(Date.now() / 1_000) - 60 * minutes;

  test.each([
    ['a wrong secret', body, { secret: 'guessed' }, 401],
    ['an old signature, a replay', body, { timestamp: minutesAgo(6) }, 401],
    ['a megabyte', `{"padding":"${'x'.repeat(1_048_576)}"}`, {}, 413],
    ['no JSON', '{"type":', {}, 400],
    [
      'an unknown event',
      '{"type":"event_callback","event_id":"Ev2","event":{"type":"moon_landing"}}',
      {},
      200,
    ],
    ['nothing known at all', '{"hello":1}', {}, 200],
  ])('%s', async (_what, sent, signing, status) => {
    const desk = await openDesk();
    const http = desk.fake.useHttp(`${desk.url}/slack/events`);
    const outcome = await http.post(sent, 'application/json', http.sign(sent, signing));
    await desk.settle();
    expect(outcome.status).toBe(status);
    expect(desk.fake.workspace.messages).toEqual([]);
  });

  test('unsigned', async () => {
    const desk = await openDesk();
    const http = desk.fake.useHttp(`${desk.url}/slack/events`);
    expect(await http.post(body, 'application/json', {})).toMatchObject({ status: 401 });
  });

  test('a body replayed within the five minutes is the same event', async () => {
    const desk = await openDesk();
    const post = await desk.fake.say({ user: 'U1', text: 'one' });
    const http = desk.fake.useHttp(`${desk.url}/slack/events`);
    const replayed = JSON.stringify(post.payloads[0]);
    expect(await http.post(replayed, 'application/json', http.sign(replayed))).toMatchObject({ status: 200 });
    await desk.settle();
    expect(said(desk, post.channel)).toEqual(['1: one']);
  });
});

test('no secret, address or word of a person stands in any log', async () => {
  const desk = await openDesk();
  const { channel } = await desk.fake.say({ user: 'U1', text: '550 kim@example.net password hunter2' });
  desk.fake.server.fail(
    'chat.postMessage',
    { kind: 'status', status: 500 },
    { kind: 'error', error: 'channel_not_found' },
  );
  await desk.settle();
  const http = desk.fake.useHttp(`${desk.url}/slack/events`);
  await http.post('{"text":"kim@example.net"', 'application/json', http.sign('{"text":"kim@example.net"'));
  await http.post('{}', 'application/json', http.sign('{}', { secret: 'guessed' }));
  expect(channel).not.toBe('');
  expect(desk.logged.length).toBeGreaterThan(0);
  for (const word of ['xoxb', 'kim@', 'hunter2', SIGNING_SECRET, 'guessed'])
    expect(desk.logged.join('\n')).not.toContain(word);
});

test('Socket Mode survives a recycled and a cut line', async () => {
  const desk = await openDesk({ mode: 'socket' });
  await desk.fake.say({ user: 'U1', text: 'one' });
  desk.fake.socket.recycle();
  await desk.fake.socket.gone();
  await desk.fake.socket.connected();
  await desk.fake.say({ user: 'U1', text: 'two' });
  desk.fake.socket.cut();
  await desk.fake.socket.gone();
  const { channel, outcome } = await desk.fake.say({ user: 'U1', text: 'three' });
  expect(outcome.acknowledged).toBe(false);
  await desk.fake.socket.connected();
  await desk.fake.clock.advance(60_000);
  await desk.settle();
  expect(said(desk, channel)).toEqual(['1: one', '2: two', '3: three']);
});

test('Slack being away at the start does not stop the bot from starting', async () => {
  const desk = await openDesk({ mode: 'socket', startWithout: ['apps.connections.open'] });
  const { channel } = await desk.fake.say({ user: 'U1', text: 'there you are' });
  await desk.settle();
  expect(said(desk, channel)).toEqual(['1: there you are']);
  expect(desk.fake.server.callsOf('apps.connections.open').length).toBeGreaterThan(1);
});
