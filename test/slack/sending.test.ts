import { Desk } from './desk';
import { BOT_USER } from './fake-slack/fake-slack';
import { shownText } from './fake-slack/screen';
import type { Mishap } from './fake-slack/server';

const GENERAL = 'C0GENERAL';
let desk: Desk;

beforeEach(async () => {
  desk = await Desk.open();
  desk.fake.workspace.addChannel(GENERAL, 'channel');
});
afterEach(() => desk.close());

function said(channel: string, thread: string | null = null): readonly string[] {
  return desk.fake.botSaid(channel, thread).map((message) => shownText(message.blocks));
}

test('one message a second in a channel: many threads wait their turn, and Slack never has to refuse', async () => {
  const posts = await Promise.all(
    [1, 2, 3, 4, 5].map((n) => desk.fake.say({ user: `U${n}`, channel: GENERAL, text: `@${BOT_USER} ${n}` })),
  );
  await desk.settle();
  expect(posts.map((post) => said(GENERAL, post.ts))).toEqual([1, 2, 3, 4, 5].map((n) => [`1: ${n}`]));
  expect(desk.fake.server.callsOf('chat.postMessage')).toHaveLength(5);
});

test('a crowd is answered without asking Slack for more names a minute than it allows', async () => {
  const crowd = Array.from({ length: 120 }, (_, n) => `U${n}`);
  await Promise.all(crowd.map((user) => desk.fake.say({ user, text: 'hello' })));
  await desk.settle();
  expect(desk.fake.server.callsOf('users.info')).toHaveLength(100);
  expect(desk.fake.server.callsOf('chat.postMessage')).toHaveLength(120);
  await desk.fake.clock.advance(60_000);
  await desk.fake.say({ user: 'U119', text: 'hello again' });
  await desk.settle();
  expect(desk.fake.server.callsOf('users.info')).toHaveLength(101);
});

test.each<[string, readonly Mishap[]]>([
  ['429 with Retry-After', [{ kind: 'status', status: 429, retryAfter: 2 }]],
  ['500', [{ kind: 'status', status: 500 }]],
  ['503 after which the message stands', [{ kind: 'status', status: 503, done: true }]],
  ['a line that is cut', [{ kind: 'hang-up' }]],
  ['a line that is cut after the message stands', [{ kind: 'hang-up', done: true }]],
  ['an error that Slack calls passing', [{ kind: 'error', error: 'internal_error' }]],
  [
    'three troubles in a row',
    [
      { kind: 'status', status: 502 },
      { kind: 'hang-up', done: true },
      { kind: 'status', status: 429, retryAfter: 1 },
    ],
  ],
])('%s: posted once, in order', async (_what, mishaps) => {
  desk.fake.server.fail('chat.postMessage', ...mishaps);
  const { channel } = await desk.fake.say({ user: 'U1', text: 'one' });
  await desk.fake.say({ user: 'U1', text: 'two' });
  await desk.settle();
  await desk.fake.clock.advance(20_000);
  await desk.settle();
  expect(said(channel)).toEqual(['1: one', '2: two']);
});

test('Retry-After is waited for', async () => {
  desk.fake.server.fail('chat.postMessage', { kind: 'status', status: 429, retryAfter: 30 });
  const { channel } = await desk.fake.say({ user: 'U1', text: 'one' });
  await desk.settle();
  expect(said(channel)).toEqual([]);
  await desk.fake.clock.advance(30_000);
  await desk.settle();
  expect(said(channel)).toEqual(['1: one']);
});

test.each(['channel_not_found', 'is_archived', 'token_revoked', 'not_in_channel', 'account_inactive'])(
  '%s ends where a human can see it, and holds nothing up',
  async (error) => {
    desk.fake.server.fail('chat.postMessage', { kind: 'error', error });
    const { channel } = await desk.fake.say({ user: 'U1', text: 'one' });
    await desk.fake.say({ user: 'U1', text: 'two' });
    await desk.settle();
    expect(await desk.store.buriedJobs(10)).toMatchObject([{ reason: `Slack: ${error}` }]);
    expect(said(channel)).toEqual([expect.stringMatching(/: two$/)]);
  },
);

test('an update that fails is tried again, and the question is settled', async () => {
  const { channel } = await desk.fake.say({ user: 'U1', text: 'ask 1' });
  await desk.settle();
  const [question] = desk.fake.botSaid(channel);
  desk.fake.server.fail('chat.update', { kind: 'status', status: 429, retryAfter: 1 }, { kind: 'hang-up' });
  if (question !== undefined) await desk.fake.press('U1', question, 'Yes, it did');
  await desk.settle();
  await desk.fake.clock.advance(10_000);
  await desk.settle();
  expect(said(channel)).toEqual(['a question\n✓ Yes, it did', 'chose yes']);
});

test('a message that deleted itself meanwhile does not hold up what follows', async () => {
  const { channel } = await desk.fake.say({ user: 'U1', text: 'ask 1' });
  await desk.settle();
  const [question] = desk.fake.botSaid(channel);
  desk.fake.server.fail('chat.update', { kind: 'error', error: 'message_not_found' });
  if (question !== undefined) await desk.fake.press('U1', question, 'Yes, it did');
  await desk.settle();
  expect(said(channel)).toEqual(['a question', 'chose yes']);
});

describe('after a crash between sending and recording', () => {
  const request = (text: string, attempt: number) => ({
    key: 'key-1',
    conversation: 'slack:T0FAKE001:dm:U1',
    address: JSON.stringify({ workspace: 'T0FAKE001', channel: 'DU1', user: 'U1', thread: null }),
    attempt,
    delivery: {
      kind: 'post' as const,
      reply: { blocks: [{ kind: 'note' as const, title: 'n', text }], question: null },
    },
  });

  test.each([
    ['a short message', 'short'],
    ['a message in several parts', 'long '.repeat(5_000)],
  ])('%s is looked for and not sent again', async (_what, text) => {
    desk.fake.workspace.directChannel('U1');
    const before = desk.slack.channel;
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      await before.deliver(request(text, attempt));
      await desk.fake.clock.advance(1_100);
    }
    const posted = desk.fake.botSaid('DU1').length;
    await desk.stopBot();
    await desk.startBot();
    const outcome = await desk.slack.channel.deliver(request(text, 5));
    const last = desk.fake.botSaid('DU1').at(-1);
    expect(outcome).toEqual({ kind: 'delivered', messageRef: `DU1:${last?.ts}` });
    expect(desk.fake.botSaid('DU1')).toHaveLength(posted);
  });

  test('by another replica it is looked for, also where this one knows that its own try reached nobody', async () => {
    desk.fake.workspace.directChannel('U1');
    const one = desk.slack.channel;
    await one.deliver({ ...request('first', 1), key: 'key-0' });
    expect(await one.deliver(request('short', 1))).toMatchObject({ kind: 'retry' });
    await desk.stopBot();
    await desk.startBot();
    await desk.fake.clock.advance(1_100);
    expect(await desk.slack.channel.deliver(request('short', 2))).toMatchObject({ kind: 'delivered' });
    await desk.fake.clock.advance(1_100);
    expect(await one.deliver(request('short', 3))).toMatchObject({ kind: 'delivered' });
    expect(desk.fake.botSaid('DU1')).toHaveLength(2);
  });

  test('it is found behind many others, page by page', async () => {
    const { channel } = desk.slack;
    desk.fake.workspace.directChannel('U1');
    await channel.deliver(request('short', 1));
    for (let n = 0; n < 250; n += 1) {
      desk.fake.workspace.addMessage({
        channel: 'DU1',
        user: 'U1',
        bot: false,
        text: 'chat',
        blocks: [],
        thread: null,
        metadata: null,
        files: [],
      });
    }
    expect(await channel.deliver(request('short', 2))).toMatchObject({ kind: 'delivered' });
    expect(desk.fake.botSaid('DU1')).toHaveLength(1);
    expect(desk.fake.server.callsOf('conversations.history')).toHaveLength(3);
  });
});

describe('files', () => {
  test.each([
    ['too large as stated', { size: 6 * 1024 * 1024 }, 'lost too-large'],
    ['larger than stated', { size: 10 }, 'lost too-large'],
  ])('%s', async (_what, more, answer) => {
    const file = desk.fake.upload('mail.eml', Buffer.alloc(5 * 1024 * 1024 + 1, 'x'), more);
    const { channel } = await desk.fake.say({ user: 'U1', text: '', files: [file] });
    await desk.settle();
    expect(said(channel)).toEqual([answer]);
  });

  test('a page to sign in instead of the file', async () => {
    const file = desk.fake.upload('mail.eml', '<html>');
    desk.fake.signInPages.add(file.id);
    const { channel } = await desk.fake.say({ user: 'U1', text: '', files: [file] });
    await desk.settle();
    expect(said(channel)).toEqual(['lost unreachable']);
  });

  test('the token is sent to no host but Slack', async () => {
    const file = desk.fake.upload('remote.eml', 'x', { url: 'http://127.0.0.1:9/steal' });
    const { channel } = await desk.fake.say({ user: 'U1', text: '', files: [file] });
    await desk.settle();
    expect(said(channel)).toEqual(['lost unreachable']);
  });

  test('a download that is interrupted is tried again', async () => {
    const file = desk.fake.upload('mail.eml', 'x');
    desk.fake.server.fail('files.info', { kind: 'status', status: 503 }, { kind: 'hang-up' });
    const { channel } = await desk.fake.say({ user: 'U1', text: 'look', files: [file] });
    await desk.settle();
    await desk.fake.clock.advance(10_000);
    await desk.settle();
    expect(said(channel)).toEqual(['1: look']);
  });
});
