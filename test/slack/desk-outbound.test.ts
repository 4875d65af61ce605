import type { DeskDelivery } from '../../src/desk';
import { Desk } from './desk';
import { aCard, deliverAsOutbox, DESK, deskOf, FakeDeskPort, postCard, rootOf, show } from './desk-port';
import { buttonsOf, shownText } from './fake-slack/screen';
import type { Mishap } from './fake-slack/server';
import type { FakeMessage } from './fake-slack/workspace';

let desk: Desk;

beforeEach(async () => {
  desk = await Desk.open({
    settings: { deskChannel: { workspace: null, channel: DESK } },
    deskPort: new FakeDeskPort(),
  });
  desk.fake.workspace.addChannel(DESK, 'group');
});
afterEach(() => desk.close());

const cards = () => desk.fake.botSaid(DESK);
const lines = (thread: string) => desk.fake.botSaid(DESK, rootOf(thread));
const texts = (messages: readonly FakeMessage[]) => messages.map((message) => shownText(message.blocks));
const bytesOf = (text: string) => new TextEncoder().encode(text);
const aFile = (title = 'The paste', text = 'From: a@b.example') =>
  ({
    kind: 'file',
    title,
    file: { name: 'paste.txt', mediaType: 'text/plain', bytes: bytesOf(text) },
  }) as const;

describe('a card', () => {
  test('shows the case, and each of its buttons says what and about what', async () => {
    const thread = await postCard(desk);
    const [card] = cards();
    expect(thread).toBe(`${DESK}:${card?.ts}`);
    expect(texts(cards())).toMatchInlineSnapshot(`
     [
       "BD-1042 · The mailbox does not exist
     🟡 Waiting for somebody to take it

     550 5.1.1 <kim@example.net> unknown
     ↑ 5.1.1
     The conversation
     Tried
     • Check the address: no change",
     ]
    `);
    expect(JSON.stringify(card?.blocks)).toContain('Who: Kim Lee');
    expect(buttonsOf(card?.blocks ?? []).map((button) => [button.text.text, button.value])).toEqual([
      ['Take it', '["take","BD-1042"]'],
      ['Reply', '["reply","BD-1042"]'],
      ['Give back to the bot', '["give-back","BD-1042"]'],
      ['Solved', '["solve","BD-1042"]'],
      ['Not a mail problem', '["not-mail","BD-1042"]'],
    ]);
    expect(desk.fake.server.refusals).toEqual([]);
  });

  test('is changed where it stands, to a last state without buttons', async () => {
    const thread = await postCard(desk);
    const status = { text: 'Solved by Alex', mood: 'done' } as const;
    const outcome = await show(desk, { kind: 'card', thread, card: aCard({ status, buttons: [] }) });
    expect(outcome).toEqual({ kind: 'delivered', messageRef: thread });
    expect(cards()).toHaveLength(1);
    expect(texts(cards())[0]).toContain('✅ Solved by Alex');
    expect(buttonsOf(cards()[0]?.blocks ?? [])).toEqual([]);
  });

  test('holds no markup, whatever the case holds', async () => {
    const hostile = '<!channel> <@U1> *bold* <https://evil.example|a link> :boom:';
    await postCard(desk, {
      title: hostile,
      status: { text: hostile, mood: 'urgent' },
      rows: [{ label: hostile, value: hostile }],
      decidingLine: { text: hostile, marks: [] },
      sections: [{ title: hostile, lines: [hostile] }],
      links: [{ label: hostile, url: 'javascript:alert(1)' }],
    });
    const [card] = cards();
    expect(texts(cards())[0]?.split(hostile).length).toBeGreaterThanOrEqual(5);
    const blocks = JSON.stringify(card?.blocks);
    for (const kind of ['mrkdwn', '"link"', '"user"', '"broadcast"', '"emoji":true']) {
      expect(blocks).not.toContain(kind);
    }
    expect(card?.text).not.toMatch(/[<>]/);
  });

  test('leaves out the last sections where Slack has no room, and never its buttons', async () => {
    const long = 'word '.repeat(600);
    await postCard(desk, {
      title: long,
      rows: Array.from({ length: 24 }, (_, n) => ({ label: `Row ${n}`, value: long })),
      decidingLine: { text: long, marks: [{ start: 2_990, end: 2_994 }] },
      sections: Array.from({ length: 20 }, (_, n) => ({ title: `Section ${n}`, lines: [long] })),
    });
    expect(desk.fake.server.refusals).toEqual([]);
    expect(texts(cards())[0]).toContain('The rest is in the thread.');
    expect(texts(cards())[0]).not.toContain('Section 19');
    expect(buttonsOf(cards()[0]?.blocks ?? [])).toHaveLength(5);
  });
});

describe('a line', () => {
  test.each<[string, DeskDelivery & { readonly kind: 'line' }, string]>([
    [
      'of the person',
      said({ kind: 'person', name: 'Kim *Lee*', text: 'It <still> bounces', edited: false }),
      'Kim *Lee*: It <still> bounces',
    ],
    [
      'that the person changed',
      said({ kind: 'person', name: 'Kim', text: 'It works', edited: true }),
      'Kim (changed): It works',
    ],
    ['of an agent elsewhere', said({ kind: 'agent', name: 'Alex', text: 'Done' }), 'Alex (help desk): Done'],
    ['of the bot', said({ kind: 'bot', text: 'Nobody has it' }), 'Nobody has it'],
  ])('%s', async (_whose, delivery, shown) => {
    const thread = await postCard(desk);
    await show(desk, { ...delivery, thread });
    expect(texts(lines(thread))).toEqual([shown]);
    expect(lines(thread)[0]?.broadcast).toBe(false);
  });

  test('for an agent mentions them, and nothing in it mentions anybody else', async () => {
    const thread = await postCard(desk);
    const line = { kind: 'person', name: 'Kim', text: 'It <@U1> bounces', edited: false } as const;
    await show(desk, { kind: 'line', thread, line, to: { id: 'T1/U9', name: 'Alex' } });
    await show(desk, {
      kind: 'line',
      thread,
      line: aFile('Kim: a picture'),
      to: { id: 'T1/U9', name: 'Alex' },
    });
    expect(texts(lines(thread))).toEqual(['@U9\nKim: It <@U1> bounces', '@U9\nKim: a picture']);
    const users = JSON.stringify(lines(thread).map(({ blocks }) => blocks)).match(/"user_id":"\w+"/g);
    expect(users).toEqual(['"user_id":"U9"', '"user_id":"U9"']);
    expect(desk.fake.server.refusals).toEqual([]);
  });

  test('of the bot to all is shown in the channel too', async () => {
    const thread = await postCard(desk);
    await show(desk, { kind: 'line', thread, line: { kind: 'bot', text: 'Nobody has it', toAll: true } });
    expect(lines(thread)[0]?.broadcast).toBe(true);
  });

  test('longer than a message is told in several, in order', async () => {
    const thread = await postCard(desk);
    const text = Array.from({ length: 6_000 }, (_, n) => `word${n}`).join(' ');
    const line = { kind: 'person', name: 'Kim', text, edited: false } as const;
    await show(desk, { kind: 'line', thread, line });
    expect(lines(thread).length).toBeGreaterThan(1);
    expect(texts(lines(thread)).join('').replaceAll('\n', '')).toBe(`Kim: ${text}`);
    expect(desk.fake.server.refusals).toEqual([]);
  });

  test('with a file holds the file itself', async () => {
    const thread = await postCard(desk);
    const outcome = await show(desk, { kind: 'line', thread, line: aFile() });
    expect(outcome.kind).toBe('delivered');
    expect(texts(lines(thread))).toEqual(['The paste']);
    expect(lines(thread)[0]?.files.map((file) => [file.name, file.bytes.toString()])).toEqual([
      ['paste.txt', 'From: a@b.example'],
    ]);
  });

  test('under no card of ours is given up', async () => {
    const line = { kind: 'bot', text: 'x' } as const;
    expect(await show(desk, { kind: 'line', thread: 'not ours', line })).toMatchObject({
      kind: 'undeliverable',
    });
  });

  function said(line: (DeskDelivery & { readonly kind: 'line' })['line']) {
    return { kind: 'line', thread: '', line } as const;
  }
});

const busy: Mishap = { kind: 'status', status: 429, retryAfter: 2 };
const cut: Mishap = { kind: 'hang-up' };
const cutAfterwards: Mishap = { kind: 'hang-up', done: true };

describe('whatever goes wrong, each is shown once', () => {
  test.each<[string, string, readonly Mishap[]]>([
    ['429 with Retry-After', 'chat.postMessage', [busy]],
    ['500', 'chat.postMessage', [{ kind: 'status', status: 500 }]],
    ['a line that is cut', 'chat.postMessage', [cut]],
    ['a line that is cut after the message stands', 'chat.postMessage', [cutAfterwards]],
    ['three troubles in a row', 'chat.postMessage', [cut, cutAfterwards, busy]],
  ])('%s: the card and the line', async (_what, method, mishaps) => {
    desk.fake.server.fail(method, ...mishaps);
    const thread = await postCard(desk);
    desk.fake.server.fail(method, ...mishaps);
    await show(desk, { kind: 'line', thread, line: { kind: 'bot', text: 'a line' } });
    expect(cards()).toHaveLength(1);
    expect(texts(lines(thread))).toEqual(['a line']);
  });

  test.each<[string, string, readonly Mishap[]]>([
    ['no place for it', 'files.getUploadURLExternal', [busy, cut, cutAfterwards]],
    ['its bytes are lost', 'upload', [cut, { kind: 'status', status: 503 }]],
    ['Slack is busy when it should be shared', 'files.completeUploadExternal', [busy]],
    ['the sharing is not answered', 'files.completeUploadExternal', [cut]],
    ['the sharing is not answered, and was done', 'files.completeUploadExternal', [cutAfterwards]],
  ])('%s: the file', async (_what, method, mishaps) => {
    const thread = await postCard(desk);
    desk.fake.server.fail(method, ...mishaps);
    const outcome = await show(desk, { kind: 'line', thread, line: aFile() });
    expect(outcome).toEqual({ kind: 'delivered', messageRef: null });
    expect(texts(lines(thread))).toEqual(['The paste']);
  });

  test('a file is not sent again as long as it can not be looked for', async () => {
    const thread = await postCard(desk);
    desk.fake.server.fail('files.completeUploadExternal', cutAfterwards);
    desk.fake.server.fail('conversations.replies', { kind: 'status', status: 500 }, cut);
    await show(desk, { kind: 'line', thread, line: aFile() });
    expect(texts(lines(thread))).toEqual(['The paste']);
    expect(desk.fake.server.callsOf('files.completeUploadExternal')).toHaveLength(1);
  });

  test('a change of the card is tried again', async () => {
    const thread = await postCard(desk);
    desk.fake.server.fail('chat.update', busy, cut);
    await show(desk, { kind: 'card', thread, card: aCard({ title: 'Changed' }) });
    expect(texts(cards())[0]).toContain('BD-1042 · Changed');
  });

  test.each(['not_in_channel', 'channel_not_found', 'is_archived', 'token_revoked'])(
    '%s is given up',
    async (error) => {
      desk.fake.server.fail('chat.postMessage', { kind: 'error', error });
      const outcome = await show(desk, { kind: 'card', thread: null, card: aCard() });
      expect(outcome).toEqual({ kind: 'undeliverable', reason: `Slack: ${error}` });
    },
  );

  test('after a crash between sending and recording', async () => {
    const requests = (thread: string): readonly DeskDelivery[] => [
      { kind: 'card', thread: null, card: aCard() },
      {
        kind: 'line',
        thread,
        line: { kind: 'person', name: 'Kim', text: 'x '.repeat(9_000), edited: false },
      },
      { kind: 'line', thread, line: aFile() },
      { kind: 'line', thread, line: aFile('Another of the same name', 'and another text') },
    ];
    const thread = await postCard(desk);
    const sendAll = async (from: number) => {
      for (const [n, delivery] of requests(thread).entries()) {
        const outcome = await deliverAsOutbox(desk, (attempt) =>
          deskOf(desk).deliver({ key: `crash-${n}`, attempt: attempt + from, delivery }),
        );
        expect(outcome.kind).toBe('delivered');
        await desk.fake.clock.advance(1_000);
      }
    };
    await sendAll(0);
    const before = [texts(cards()), texts(lines(thread))];
    await desk.stopBot();
    await desk.startBot();
    await sendAll(1);
    expect([texts(cards()), texts(lines(thread))]).toEqual(before);
    expect(cards()).toHaveLength(2);
    expect(texts(lines(thread)).slice(-2)).toEqual(['The paste', 'Another of the same name']);
  });
});

test('an upload goes to no host but Slack', async () => {
  const thread = await postCard(desk);
  desk.fake.uploadHost = 'http://127.0.0.1:9';
  const outcome = await show(desk, { kind: 'line', thread, line: aFile() });
  expect(outcome).toMatchObject({ kind: 'undeliverable' });
});

test('a file that an agent sent is fetched', async () => {
  const file = desk.fake.upload('fix.txt', 'do this');
  const fetched = await deskOf(desk).fetch(file.id);
  expect(fetched.kind === 'fetched' && Buffer.from(fetched.bytes).toString()).toBe('do this');
});

test('without a desk channel there is no desk', async () => {
  const plain = await Desk.open({ deskPort: new FakeDeskPort() });
  expect(plain.slack.desk).toBeNull();
  await plain.close();
});
