import { Desk, type Mode } from './desk';
import { aCard, DESK, deskOf, FakeDeskPort, postCard, rootOf, show } from './desk-port';
import { BOT_ID, BOT_USER } from './fake-slack/fake-slack';
import { buttonsOf, shownText } from './fake-slack/screen';
import type { FakeMessage } from './fake-slack/workspace';

let desk: Desk;
let port: FakeDeskPort;
let thread: string;

async function open(mode: Mode = 'http'): Promise<void> {
  port = new FakeDeskPort();
  desk = await Desk.open({
    mode,
    deskPort: port,
    settings: { deskChannel: { workspace: null, channel: DESK } },
  });
  desk.fake.workspace.addChannel(DESK, 'group');
  desk.fake.workspace.people.set('U1', 'Alex').set('U2', 'Bo');
  thread = await postCard(desk);
}
afterEach(async () => {
  expect(desk.fake.server.refusals).toEqual([]);
  await desk.close();
});

/** The card as it reads now, which is what a press on it carries. */
function card(): FakeMessage {
  const [message] = desk.fake.botSaid(DESK);
  if (message === undefined) throw new Error('no card');
  return message;
}

function inThread(user: string, text: string, more: object = {}) {
  return desk.fake.say({ user, channel: DESK, thread: rootOf(thread), text, ...more });
}

async function written(user: string, text: string): Promise<FakeMessage> {
  const { ts } = await inThread(user, text);
  const message = desk.fake.workspace.message(DESK, ts);
  if (message === undefined) throw new Error('nothing was written');
  return message;
}

async function openReply(): Promise<string> {
  const known = desk.fake.workspace.modals.size;
  const pressed = await desk.fake.press('U1', card(), 'Reply');
  expect(pressed.acknowledged).toBe(true);
  await desk.fake.server.called('views.open', known + 1);
  return [...desk.fake.workspace.modals.keys()].at(-1) ?? '';
}

describe.each<Mode>(['http', 'socket'])('over %s', (mode) => {
  beforeEach(() => open(mode));

  test('two agents press at once: both are told of, with their names, in order', async () => {
    const presses = await Promise.all([
      desk.fake.press('U1', card(), 'Take it'),
      desk.fake.press('U2', card(), 'Take it'),
    ]);
    expect(presses.every((press) => press.acknowledged)).toBe(true);
    expect([...port.told()].sort()).toEqual(['Alex pressed take', 'Bo pressed take']);
    expect(port.heard[0]).toMatchObject({ desk: 'slack', thread, reference: 'BD-1042' });
    expect(port.heard.map(({ agent }) => agent.id).sort()).toEqual(['T0FAKE001/U1', 'T0FAKE001/U2']);
  });

  test('each button says what it is for', async () => {
    for (const label of ['Take it', 'Give back to the bot', 'Solved', 'Not a mail problem']) {
      await desk.fake.press('U1', card(), label);
    }
    expect(port.heard.map(({ act }) => act)).toEqual(
      ['take', 'give-back', 'solve', 'not-mail'].map((action) => ({ kind: 'pressed', action })),
    );
  });

  test('Reply opens a form, and what is sent there is heard', async () => {
    const form = await openReply();
    expect(port.heard).toEqual([]);
    const sent = await desk.fake.submit('U1', form, { text: { value: ' Try <again> & tell me ' } });
    expect(sent.acknowledged).toBe(true);
    expect(sent.body).not.toContain('errors');
    expect(port.heard).toMatchObject([
      {
        thread,
        reference: 'BD-1042',
        agent: { id: 'T0FAKE001/U1', name: 'Alex' },
        act: { kind: 'wrote', text: 'Try <again> & tell me', files: [] },
      },
    ]);
  });

  test('what is written in the thread is heard once, though Slack tells it twice', async () => {
    const post = await inThread('U2', `@${BOT_USER} I look at <it> & tell kim@example.net`);
    expect(post.payloads).toHaveLength(2);
    for (const payload of post.payloads) {
      await desk.fake.sendEvent(payload);
      await desk.fake.sendEvent({ ...payload, event_id: 'EvAgain' });
    }
    expect(port.told()).toEqual(['Bo wrote I look at <it> & tell kim@example.net']);
    expect(port.heard[0]).toMatchObject({ thread, reference: null });
  });

  test('a change is heard once, as it reads now', async () => {
    const message = await written('U1', 'try agian');
    const [payload = {}] = await desk.fake.edit(message, 'try again');
    await desk.fake.sendEvent({ ...payload, event_id: 'EvAgain' });
    expect(port.told()).toEqual(['Alex wrote try agian', 'Alex edited try again']);
  });

  test('what could not be stored is not acknowledged, and comes again', async () => {
    port.broken = true;
    expect((await inThread('U1', 'keep this')).outcome.acknowledged).toBe(false);
    expect((await desk.fake.press('U1', card(), 'Take it')).acknowledged).toBe(false);
    port.broken = false;
    await desk.fake.clock.advance(60_000);
    expect(port.told()).toEqual(['Alex wrote keep this']);
  });
});

describe('in a card’s thread', () => {
  beforeEach(() => open());

  test.each(['// ask Bo first', 'note: ask Bo first', '  Internal: ask Bo first', `@${BOT_USER} // ask Bo`])(
    'a note is for colleagues only: %s',
    async (note) => {
      const file = desk.fake.upload('notes.txt', 'x');
      expect((await inThread('U1', note, { files: [file] })).outcome.acknowledged).toBe(true);
      expect(port.heard).toEqual([]);
    },
  );

  test('a note that becomes an answer is heard as one, and the other way round nothing is', async () => {
    const note = await written('U1', '// try again');
    await desk.fake.edit(note, 'try again');
    await desk.fake.edit(note, '// try again');
    expect(port.told()).toEqual(['Alex wrote try again']);
  });

  test('files are told of by name, and can be fetched', async () => {
    const files = [desk.fake.upload('a.txt', 'first'), desk.fake.upload('b.txt', 'second')];
    await inThread('U1', 'see these', { files });
    await inThread('U1', '', { files: [desk.fake.upload('c.txt', 'third')] });
    expect(port.told()).toEqual(['Alex wrote see these + a.txt + b.txt', 'Alex wrote  + c.txt']);
    const act = port.heard[0]?.act;
    const ref = act?.kind === 'wrote' ? (act.files[1]?.ref ?? '') : '';
    const fetched = await deskOf(desk).fetch(ref);
    expect(fetched.kind === 'fetched' && Buffer.from(fetched.bytes).toString()).toBe('second');
  });

  test('an answer that was also sent to the channel is heard', async () => {
    const broadcast = {
      subtype: 'thread_broadcast',
      parent_user_id: undefined,
      root: { user: BOT_USER, ts: rootOf(thread) },
    };
    await inThread('U1', 'for all to see', { event: broadcast });
    expect(port.told()).toEqual(['Alex wrote for all to see']);
  });

  test.each<[string, Record<string, unknown>]>([
    ['another bot', { bot_id: 'B0OTHER', user: 'U0OTHER' }],
    ['itself', { user: BOT_USER, bot_id: BOT_ID }],
    ['a deletion', { subtype: 'message_deleted', deleted_ts: '1.2' }],
    ['a join', { subtype: 'channel_join' }],
  ])('%s is not heard', async (_who, event) => {
    expect((await inThread('U1', 'hello', { event })).outcome.acknowledged).toBe(true);
    expect(port.heard).toEqual([]);
  });

  test('the bot’s own lines and changes are not heard, and neither is a preview', async () => {
    await show(desk, { kind: 'line', thread, line: { kind: 'bot', text: 'Nobody has it' } });
    await show(desk, { kind: 'card', thread, card: aCard({ title: 'Changed' }) });
    await desk.fake.unfurl(await written('U1', 'see https://example.net'));
    expect(port.told()).toEqual(['Alex wrote see https://example.net']);
  });

  test('nothing is taken for an employee’s, even where Slack does not say who began the thread', async () => {
    await inThread('U1', `@${BOT_USER} 550 5.1.1`);
    await inThread('U1', `@${BOT_USER} and again`, { event: { parent_user_id: undefined } });
    await desk.settle();
    expect(port.told()).toEqual(['Alex wrote 550 5.1.1', 'Alex wrote and again']);
    expect(desk.fake.botSaid(DESK, rootOf(thread))).toEqual([]);
    expect(await desk.bot.knows(`slack:T0FAKE001:${DESK}:${rootOf(thread)}`)).toBe(false);
  });
});

describe('elsewhere in the desk channel', () => {
  beforeEach(() => open());

  test('a mention is an employee’s, and so is its thread', async () => {
    const root = await desk.fake.say({ user: 'U1', channel: DESK, text: `@${BOT_USER} what is 550` });
    await desk.settle();
    await desk.fake.say({ user: 'U2', channel: DESK, thread: root.ts, text: 'and 554' });
    await desk.settle();
    expect(desk.fake.botSaid(DESK, root.ts).map(({ blocks }) => shownText(blocks))).toEqual([
      '1: what is 550',
      '2: and 554',
    ]);
    expect(port.heard).toEqual([]);
  });

  test('what agents say among themselves is nobody’s', async () => {
    const root = await desk.fake.say({ user: 'U1', channel: DESK, text: 'lunch?' });
    await desk.fake.say({ user: 'U2', channel: DESK, thread: root.ts, text: 'yes' });
    await desk.settle();
    expect(port.heard).toEqual([]);
    expect(desk.fake.botSaid(DESK, root.ts)).toEqual([]);
  });
});

describe('a press', () => {
  beforeEach(() => open());

  test('twice in a moment is one, and again later is another', async () => {
    const twice = [desk.fake.press('U1', card(), 'Take it'), desk.fake.press('U1', card(), 'Take it')];
    await Promise.all(twice);
    await desk.fake.clock.advance(3_000);
    await desk.fake.press('U1', card(), 'Take it');
    expect(port.told()).toEqual(['Alex pressed take', 'Alex pressed take']);
  });

  test.each<[string, Partial<FakeMessage>, string]>([
    ['on a card of an earlier desk channel', { channel: 'C0FORMER' }, '["take","BD-1"]'],
    ['of another release', {}, 'take'],
    ['of an action nobody knows', {}, '["sell","BD-1"]'],
  ])('%s does nothing, and the agent is told', async (_which, where, value) => {
    const [button] = buttonsOf(card().blocks);
    if (button === undefined) throw new Error('no button');
    const pressed = await desk.fake.pressButton('U1', { ...card(), ...where }, { ...button, value });
    await desk.fake.responded();
    expect(pressed.acknowledged).toBe(true);
    expect(port.heard).toEqual([]);
    expect(desk.fake.workspace.ephemerals[0]?.text).toContain('does nothing any more');
  });

  test('on Reply that comes too late is told', async () => {
    desk.fake.server.fail('views.open', { kind: 'error', error: 'expired_trigger_id' });
    await desk.fake.press('U1', card(), 'Reply');
    await desk.fake.responded();
    expect(desk.fake.workspace.ephemerals[0]?.text).toContain('Press Reply again');
  });
});

describe('the form', () => {
  beforeEach(() => open());

  test.each([
    ['   ', 'Write an answer first.'],
    ['note: ask Bo', 'This begins like a note'],
  ])('is not sent with %j', async (value, fault) => {
    const sent = await desk.fake.submit('U1', await openReply(), { text: { value } });
    expect(JSON.parse(sent.body)).toMatchObject({
      response_action: 'errors',
      errors: { text: expect.stringContaining(fault) as string },
    });
    expect(port.heard).toEqual([]);
  });
});

describe('the agent’s name', () => {
  beforeEach(() => open());

  test('is asked for once in a while', async () => {
    for (const text of ['one', 'two', 'three']) await inThread('U1', text);
    expect(desk.fake.server.callsOf('users.info')).toHaveLength(1);
    desk.fake.workspace.people.set('U1', 'Alexandra');
    await desk.fake.clock.advance(13 * 3_600_000);
    await inThread('U1', 'four');
    await desk.fake.server.called('users.info', 2);
    await show(desk, { kind: 'line', thread, line: { kind: 'bot', text: 'meanwhile' } });
    await inThread('U1', 'five');
    expect(port.told().map((line) => line.split(' ')[0])).toEqual([
      'Alex',
      'Alex',
      'Alex',
      'Alex',
      'Alexandra',
    ]);
  });

  test('that Slack will not tell is the account’s, or the help desk’s', async () => {
    const refused = { kind: 'error', error: 'missing_scope' } as const;
    desk.fake.server.fail('users.info', refused, { kind: 'hang-up' });
    await desk.fake.press('U1', card(), 'Take it');
    await inThread('U2', 'hello');
    await inThread('U2', 'again');
    expect(port.told()).toEqual(['u1 pressed take', 'Help desk wrote hello', 'Bo wrote again']);
  });
});

describe('what is for one agent’s eyes', () => {
  beforeEach(() => open());
  const aside = () =>
    show(desk, { kind: 'aside', thread, agent: 'T0FAKE001/U1', text: 'Bo has <it> already.' });

  test('is told below the card after a press on it', async () => {
    await desk.fake.press('U1', card(), 'Take it');
    expect(await aside()).toEqual({ kind: 'delivered', messageRef: null });
    expect(desk.fake.workspace.ephemerals).toEqual([
      { user: 'U1', channel: DESK, thread: null, text: 'Bo has &lt;it&gt; already.' },
    ]);
  });

  test('is told in the thread after a message there', async () => {
    await desk.fake.press('U1', card(), 'Take it');
    await inThread('U1', 'hello');
    desk.fake.server.fail('chat.postEphemeral', { kind: 'status', status: 429, retryAfter: 1 });
    await aside();
    expect(desk.fake.workspace.ephemerals).toMatchObject([{ user: 'U1', thread: rootOf(thread) }]);
  });
});
