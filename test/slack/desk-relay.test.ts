import type { FileRequest, Incoming } from '../../src/channel';
import { Desk, type Mode } from './desk';
import { deliverAsOutbox } from './desk-port';
import { BOT_USER } from './fake-slack/fake-slack';
import { shownText } from './fake-slack/screen';
import type { FakeMessage } from './fake-slack/workspace';

/** What the live conversation with a human needs of the employee's side. */
const GENERAL = 'C0GENERAL';
let desk: Desk;
let received: Incoming[];

async function open(mode: Mode = 'http'): Promise<void> {
  received = [];
  desk = await Desk.open({
    mode,
    around: (bot) => ({
      ...bot,
      async receive(incoming) {
        const outcome = await bot.receive(incoming);
        if (outcome === 'accepted') received.push(incoming);
        return outcome;
      },
    }),
  });
  desk.fake.workspace.addChannel(GENERAL, 'channel');
}
afterEach(async () => {
  expect(desk.fake.server.refusals).toEqual([]);
  await desk.close();
});

const contents = () => received.map(({ content }) => content);

async function wrote(post: Parameters<typeof desk.fake.say>[0]): Promise<FakeMessage> {
  const { channel, ts } = await desk.fake.say(post);
  const message = desk.fake.workspace.message(channel, ts);
  if (message === undefined) throw new Error('nothing was written');
  return message;
}

describe.each<Mode>(['http', 'socket'])('a change of what the person wrote, over %s', (mode) => {
  beforeEach(() => open(mode));

  test('is told once, in the conversation it belongs to', async () => {
    const message = await wrote({ user: 'U1', text: 'it boucnes' });
    const [payload = {}] = await desk.fake.edit(message, 'it bounces <again>');
    await desk.fake.sendEvent(payload);
    await desk.fake.sendEvent({ ...payload, event_id: 'EvAgain' });
    await desk.fake.clock.advance(1_000);
    await desk.fake.edit(message, 'it bounced');
    expect(contents()).toEqual([
      { kind: 'text', text: 'it boucnes' },
      { kind: 'edit', text: 'it bounces <again>' },
      { kind: 'edit', text: 'it bounced' },
    ]);
    expect(new Set(received.map(({ conversation }) => conversation)).size).toBe(1);
  });

  test('in a thread of a channel belongs to that thread', async () => {
    const root = await wrote({ user: 'U1', channel: GENERAL, text: `@${BOT_USER} it bounces` });
    const later = await wrote({ user: 'U1', channel: GENERAL, thread: root.ts, text: 'still' });
    await desk.fake.edit(later, 'still so');
    await desk.fake.edit(root, `@${BOT_USER} they bounce`);
    expect(contents().slice(2)).toEqual([
      { kind: 'edit', text: 'still so' },
      { kind: 'edit', text: 'they bounce' },
    ]);
    expect(new Set(received.map(({ conversation }) => conversation)).size).toBe(1);
  });
});

describe('nothing was changed', () => {
  beforeEach(() => open());

  test('by a preview that Slack adds', async () => {
    await desk.fake.unfurl(await wrote({ user: 'U1', text: 'see https://example.net' }));
    expect(contents()).toEqual([{ kind: 'text', text: 'see https://example.net' }]);
  });

  test('that the bot was ever told of', async () => {
    const lunch = await wrote({ user: 'U1', channel: GENERAL, text: 'lunch?' });
    await desk.fake.edit(lunch, `@${BOT_USER} lunch`);
    desk.fake.workspace.channels.delete('DU2');
    const direct = desk.fake.workspace.directChannel('U2').id;
    const before = desk.fake.workspace.addMessage({
      channel: direct,
      user: 'U2',
      bot: false,
      text: 'from before the bot came',
      blocks: [],
      thread: null,
      metadata: null,
      files: [],
    });
    await desk.fake.edit(before, 'changed');
    expect(received).toEqual([]);
  });
});

test('the person’s name is known once Slack has told it, and no message waits for it', async () => {
  await open();
  desk.fake.workspace.people.set('U1', 'Kim Lee');
  await desk.fake.say({ user: 'U1', text: 'one' });
  await desk.settle();
  await desk.fake.server.called('users.info');
  await desk.settle();
  await desk.fake.say({ user: 'U1', text: 'two' });
  expect(received.map(({ user }) => user.name)).toEqual([null, 'Kim Lee']);
});

test('a press tells the person’s name too, and the account’s until that is known', async () => {
  await open();
  desk.fake.workspace.people.set('U2', 'Bo');
  const { channel } = await desk.fake.say({ user: 'U1', text: 'ask 1' });
  await desk.settle();
  const [question] = desk.fake.botSaid(channel);
  const before = question === undefined ? undefined : { ...question };
  for (const user of ['U2', 'U2']) {
    if (before !== undefined) await desk.fake.press(user, before, 'Yes, it did');
    await desk.settle();
    await desk.fake.clock.advance(60_000);
  }
  expect(received.slice(1).map(({ user }) => user.name)).toEqual(['u2', 'Bo']);
});

test('the conversation can be opened where it stands in a channel, and nobody can open direct messages', async () => {
  await open();
  const direct = await wrote({ user: 'U1', text: 'hello' });
  const root = await wrote({ user: 'U1', channel: GENERAL, text: `@${BOT_USER} hello` });
  const links: unknown[] = [];
  for (const { address } of received) links.push(await desk.slack.channel.link?.(address));
  expect(direct.channel).toBe('DU1');
  expect(links).toEqual([null, `https://fake.slack.com/archives/${GENERAL}/p${root.ts.replace('.', '')}`]);
});

describe('a file that an agent sent', () => {
  beforeEach(() => open());

  const request = (thread: string | null, attempt: number): FileRequest => ({
    key: 'file-1',
    conversation: 'slack:T0FAKE001:dm:U1',
    address: JSON.stringify({ workspace: 'T0FAKE001', channel: null, user: 'U1', thread }),
    attempt,
    from: 'Alex <@U9>',
    name: 'fix.txt',
    bytes: new TextEncoder().encode('do this'),
  });
  const send = (thread: string | null) =>
    deliverAsOutbox(desk, async (attempt) => {
      const outcome = await desk.slack.channel.sendFile?.(request(thread, attempt));
      await desk.fake.clock.advance(500);
      if (outcome === undefined) throw new Error('no way to send a file');
      return outcome;
    });
  const shown = (thread: string | null) =>
    desk.fake
      .botSaid(desk.fake.workspace.directChannel('U1').id, thread)
      .map(({ blocks, files }) => [
        shownText(blocks),
        ...files.map((file) => `${file.name}: ${file.bytes.toString()}`),
      ]);

  test('is shown with their name, in direct messages or in the thread the person is in', async () => {
    const { ts } = await desk.fake.say({ user: 'U1', text: 'hello' });
    await desk.settle();
    expect(await send(ts)).toEqual({ kind: 'delivered', messageRef: null });
    expect(shown(ts)).toEqual([['Alex <@U9> sent you this file:', 'fix.txt: do this']]);
  });

  test('is shown once, whatever goes wrong', async () => {
    desk.fake.server.fail('files.completeUploadExternal', { kind: 'hang-up', done: true });
    await send(null);
    await desk.stopBot();
    await desk.startBot();
    await desk.slack.channel.sendFile?.(request(null, 2));
    await desk.fake.clock.advance(500);
    expect(shown(null)).toEqual([['Alex <@U9> sent you this file:', 'fix.txt: do this']]);
  });

  test('that Slack refuses is given up', async () => {
    desk.fake.server.fail('files.getUploadURLExternal', { kind: 'error', error: 'storage_limit_reached' });
    expect(await send(null)).toEqual({ kind: 'undeliverable', reason: 'Slack: storage_limit_reached' });
  });
});
