import type { Content } from '../../src/channel';
import { inChannel, inGroupChat, inPersonalChat, toBot, type Sent } from './activities';
import { field, runsOf } from './card-faults';
import { openDesk, type Desk } from './desk';

/** What a human of the helpdesk needs of the employee's conversation. */

const heard: Content[] = [];
let desk: Desk;
beforeEach(async () => {
  heard.length = 0;
  desk = await openDesk({
    port: (bot) => ({
      ...bot,
      receive: async (incoming) => {
        const received = await bot.receive(incoming);
        if (received === 'accepted') heard.push(incoming.content);
        return received;
      },
    }),
  });
});
afterEach(async () => {
  const { faults } = desk.teams;
  await desk.close();
  expect(faults).toEqual([]);
});

describe('an edit of the employee', () => {
  const edit = (timestamp = '2026-11-24T09:01:00Z') => ({
    type: 'messageUpdate',
    channelData: { eventType: 'editMessage' },
    timestamp,
  });
  const places: readonly (readonly [string, (id: string, text: string, more?: Sent) => Sent])[] = [
    ['the personal chat', (id, text, more) => inPersonalChat(id, { text, ...more })],
    ['a group chat', (id, text, more) => inGroupChat(id, { ...toBot(text), ...more })],
    ['a channel', (id, text, more) => inChannel(id, '1', { ...toBot(text), ...more })],
  ];

  it.each(places)('of a message that was heard is told as one, in %s', async (_, say) => {
    await desk.say(say('1', 'helo'));
    await desk.say(say('1', 'hello', edit()));
    await desk.say(say('1', 'hello', edit()));
    await desk.say(say('1', 'hello!', edit('2026-11-24T09:02:00Z')));
    expect(heard).toMatchObject([
      { kind: 'text', text: 'helo' },
      { kind: 'edit', text: 'hello' },
      { kind: 'edit', text: 'hello!' },
    ]);
  });

  it('is told without a mention in a thread that the bot follows', async () => {
    await desk.say(inChannel('1', '1', toBot('mine')));
    await desk.say(inChannel('2', '1', { text: 'more' }));
    await desk.say(inChannel('2', '1', { text: 'much more', ...edit() }));
    await desk.say(inChannel('3', '3', { text: 'another thread', ...edit() }));
    expect(heard.map(({ kind }) => kind)).toEqual(['text', 'text', 'edit']);
  });

  it('that mentions the bot for the first time is a message', async () => {
    await desk.say(inGroupChat('1', { text: 'what is 550?' }));
    await desk.say(inGroupChat('1', { ...toBot('what is 550?'), ...edit() }));
    expect(heard).toEqual([{ kind: 'text', text: 'what is 550?', mentionsBot: true }]);
  });

  it('that leaves nothing, or undoes a deletion, is nothing', async () => {
    await desk.say(inPersonalChat('1', { text: 'hello' }));
    await desk.say(inPersonalChat('1', { text: ' ', ...edit() }));
    await desk.say(
      inPersonalChat('1', { text: 'hello', ...edit(), channelData: { eventType: 'undeleteMessage' } }),
    );
    expect(heard).toHaveLength(1);
  });
});

describe("an agent's file", () => {
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const sendFile = async (name: string, bytes: Uint8Array, attempt = 1) => {
    await desk.say(inPersonalChat('1', { text: 'hello' }));
    const address = JSON.stringify({
      serviceUrl: desk.teams.serviceUrl,
      tenantId: 't',
      conversationId: 'a:1kim',
      botId: '28:b',
      userId: '29:kim',
    });
    const request = { key: 'k', conversation: 'teams:kim', address, attempt, from: 'Ann Lee', name, bytes };
    const { channel } = desk;
    return channel.sendFile?.(request);
  };
  const shown = () => desk.teams.messagesIn('a:1kim').slice(1);

  it('is shown with the name of the agent when it is a picture', async () => {
    expect(await sendFile('shot.png', png)).toMatchObject({ kind: 'delivered' });
    expect(shown().map(runsOf)).toEqual([['Ann Lee: shot.png']]);
    expect(field(shown()[0], 'attachments')).toMatchObject([
      {},
      { contentType: 'image/png', name: 'shot.png' },
    ]);
  });

  it('is quoted when it is a short text', async () => {
    await sendFile('steps.txt', Buffer.from('first this\nthen that'));
    expect(shown().map(runsOf)).toEqual([['Ann Lee', 'steps.txt', 'first this', 'then that']]);
  });

  it('says after an interruption that it may have been seen', async () => {
    await sendFile('shot.png', png, 2);
    expect(shown().map((message) => runsOf(message)[0])).toEqual([expect.stringMatching(/^Sent again/)]);
  });

  it.each<[string, Uint8Array]>([
    ['a long text', Buffer.from('a line of text\n'.repeat(2_000))],
    ['a document', Buffer.from('%PDF-1.7\n\u0000\u0001')],
    ['a picture larger than Teams draws', Buffer.concat([png, Buffer.alloc(1024 * 1024)])],
  ])('is given up at once when it is %s, so that it can be told in words', async (_, bytes) => {
    expect(await sendFile('x', bytes)).toEqual({ kind: 'undeliverable', reason: 'teams-takes-no-such-file' });
    expect(shown()).toEqual([]);
  });
});

describe('the conversation, for whoever takes the case', () => {
  it.each([
    [
      '19:5f2e7d@thread.tacv2;messageid=100',
      'https://teams.microsoft.com/l/message/19%3A5f2e7d%40thread.tacv2/100?tenantId=t&parentMessageId=100',
    ],
    ['19:6b1c@thread.v2', 'https://teams.microsoft.com/l/chat/19%3A6b1c%40thread.v2/conversations'],
    ['a:1kim', null],
    [null, null],
  ])('%s is opened at %s', async (conversationId, expected) => {
    const address = { serviceUrl: 's', tenantId: 't', conversationId, botId: '28:b', userId: '29:kim' };
    expect(await desk.channel.link?.(JSON.stringify(address))).toBe(expected);
  });
});

describe('a picture of the employee', () => {
  it('that stands alone is read with the token of the bot, from Teams only', async () => {
    const picture = (contentUrl: string) => ({
      text: '',
      attachments: [{ contentType: 'image/png', contentUrl }],
    });
    const ours = `${desk.teams.serviceUrl}v3/attachments/1/views/original`;
    desk.teams.files.set('/emea/v3/attachments/1/views/original', {
      status: 200,
      body: Buffer.from('a shot'),
    });
    await desk.say(inPersonalChat('1', picture(ours)));
    await desk.say(inPersonalChat('2', picture('https://evil.example/v3/attachments/1')));
    const shown = desk.teams.messagesIn('a:1kim').map((message) => runsOf(message).join(''));
    expect(shown).toEqual(['1: ', 'lost unreachable']);
  });
});
