import {
  BOT_ID,
  CHANNEL_ID,
  inChannel,
  inGroupChat,
  inPersonalChat,
  mention,
  pressed,
  TEAM_ID,
  TENANT,
  toBot,
  type Sent,
} from './activities';
import { dataOfButton, runsOf, titlesOf } from './card-faults';
import { openDesk, type Desk } from './desk';

const PERSONAL = 'a:1kim';
const GROUP = '19:6b1c@thread.v2';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(async () => {
  const { faults } = desk.teams;
  await desk.close();
  expect(faults).toEqual([]);
});

/** What stands in a conversation, each message as one line. */
function shownIn(conversation: string): readonly string[] {
  return desk.teams.messagesIn(conversation).map((message) => runsOf(message).join(''));
}

describe('the ways in', () => {
  it('answers in the personal chat', async () => {
    await desk.say(inPersonalChat('1', { text: 'hello' }));
    expect(shownIn(PERSONAL)).toEqual(['1: hello']);
  });

  it('answers a mention in a group chat, without the mention in the text', async () => {
    await desk.say(inGroupChat('1', toBot('1')));
    expect(shownIn(GROUP)).toEqual(['1: 1']);
  });

  it('answers a mention in a channel in the thread of its post', async () => {
    await desk.say(inChannel('100', '100', toBot('first')));
    await desk.say(inChannel('205', '100', toBot('second')));
    await desk.say(inChannel('300', '300', toBot('elsewhere')));
    expect(shownIn(`${CHANNEL_ID};messageid=100`)).toEqual(['1: first', '2: second']);
    expect(shownIn(`${CHANNEL_ID};messageid=300`)).toEqual(['1: elsewhere']);
  });

  it('keeps to the thread with what it says later by itself', async () => {
    await desk.say(inChannel('100', '100', toBot('timer reminder 3600')));
    desk.clock.advance(3_600_000);
    await desk.bot.idle();
    expect(shownIn(`${CHANNEL_ID};messageid=100`)).toEqual(['timer reminder']);
  });

  it('takes the post as its root where Teams leaves the root out', async () => {
    const conversation = { conversationType: 'channel', id: CHANNEL_ID };
    await desk.say(inChannel('100', '100', { ...toBot('new'), conversation }));
    await desk.say(inChannel('101', '100', { ...toBot('reply'), conversation, replyToId: '100' }));
    expect(shownIn(`${CHANNEL_ID};messageid=100`)).toEqual(['1: new', '2: reply']);
  });

  it('takes a bare mention for a call', async () => {
    await desk.say(inGroupChat('1', toBot('')));
    expect(shownIn(GROUP)).toEqual(['welcome']);
  });

  it('explains a message to the one who asks, in the personal chat', async () => {
    const { status, body } = await desk.send(explain('9', '<p>550 5.1.1 <b>unknown</b></p>'));
    await desk.bot.idle();
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toMatch(
      /^\{"task":\{"type":"message","value":"I am answering in our personal chat/,
    );
    expect(shownIn('a:chat-with-29:kim')).toEqual(['1: 550 5.1.1 unknown']);
    expect(desk.teams.opened).toEqual([
      expect.objectContaining({ members: [{ id: '29:kim' }], bot: { id: BOT_ID }, isGroup: false }),
    ]);
  });

  it('explains a message once', async () => {
    await desk.send(explain('9', 'a bounce'));
    const { body } = await desk.send({ ...explain('9', 'a bounce'), id: 'other' });
    await desk.bot.idle();
    expect(JSON.stringify(body)).toContain('already');
    expect(shownIn('a:chat-with-29:kim')).toEqual(['1: a bounce']);
  });

  it('goes on in the personal chat with what began at a message elsewhere', async () => {
    await desk.send(explain('9', 'a bounce'));
    await desk.bot.idle();
    await desk.say(inPersonalChat('10', { text: 'and now?' }));
    expect(shownIn(PERSONAL)).toEqual(['2: and now?']);
  });

  it('says at once that a message has no text', async () => {
    const { body } = await desk.send(explain('9', '<img src="x">'));
    expect(JSON.stringify(body)).toContain('no text');
    expect(desk.teams.shown).toEqual([]);
  });

  it.each([
    ['another command', { ...explain('9', 'x'), value: { commandId: 'other' } }],
    ['another invoke', inPersonalChat('9', { type: 'invoke', name: 'config/fetch' })],
  ])('does not pretend to know %s', async (_, activity) => {
    expect(await desk.send(activity)).toEqual({ status: 501, body: null });
    expect(desk.teams.shown).toEqual([]);
  });
});

function explain(messageId: string, content: string): Sent {
  return inChannel('invoke-1', '100', {
    type: 'invoke',
    name: 'composeExtension/fetchTask',
    value: {
      commandId: 'explainBounce',
      commandContext: 'message',
      messagePayload: { id: messageId, body: { contentType: 'html', content } },
    },
  });
}

describe('what is not meant for the bot', () => {
  const heard = inChannel('1', '1', { text: 'lunch?' });
  it.each<[string, Sent]>([
    ['a post without a mention', heard],
    ['a group chat without a mention', inGroupChat('1', { text: 'lunch?' })],
    [
      'a mention of somebody else',
      inGroupChat('1', { text: '<at>Ann</at> look', entities: [mention('29:ann', 'Ann')] }),
    ],
    ['its own message', inPersonalChat('1', { text: 'x', from: { id: BOT_ID, name: 'Bouncedesk' } })],
    ['another bot', inChannel('1', '1', { ...toBot('x'), from: { id: '28:other', name: 'Other' } })],
    [
      'a deletion',
      inPersonalChat('1', { type: 'messageDelete', channelData: { eventType: 'softDeleteMessage' } }),
    ],
    ['a reaction', inPersonalChat('1', { type: 'messageReaction', reactionsAdded: [{ type: 'like' }] })],
    ['somebody typing', inPersonalChat('1', { type: 'typing' })],
    ['a read receipt', inPersonalChat('1', { type: 'event', name: 'application/vnd.microsoft.readReceipt' })],
    ['its removal', inPersonalChat('1', { type: 'installationUpdate', action: 'remove' })],
    ['a new member', inGroupChat('1', { type: 'conversationUpdate', membersAdded: [{ id: '29:ann' }] })],
  ])('%s gets no answer', async (_, activity) => {
    await desk.say(activity);
    expect(desk.teams.calls).toEqual([]);
  });

  it('follows its own thread where it hears everything, but not what is said to others', async () => {
    await desk.say(inChannel('1', '1', toBot('mine')));
    await desk.say(inChannel('2', '1', { text: 'more of it' }));
    await desk.say(inChannel('3', '1', { text: '<at>Ann</at> hm', entities: [mention('29:ann', 'Ann')] }));
    await desk.say(inChannel('4', '4', { text: 'another thread' }));
    expect(shownIn(`${CHANNEL_ID};messageid=1`)).toEqual(['1: mine', '2: more of it']);
    expect(desk.teams.shown).toHaveLength(2);
  });
});

describe('edits', () => {
  const edit = { type: 'messageUpdate', channelData: { eventType: 'editMessage' } };

  it('answers a message once, however often it is edited', async () => {
    await desk.say(inPersonalChat('1', { text: 'helo' }));
    await desk.say(inPersonalChat('1', { text: 'hello', ...edit }));
    expect(shownIn(PERSONAL)).toEqual(['1: helo']);
  });

  it('answers a message that mentions the bot only since its edit', async () => {
    await desk.say(inGroupChat('1', { text: 'what is 550?' }));
    await desk.say(inGroupChat('1', { ...toBot('what is 550?'), ...edit }));
    expect(shownIn(GROUP)).toEqual(['1: what is 550?']);
  });

  it('does not take an undone deletion for news', async () => {
    await desk.say(
      inPersonalChat('1', {
        text: 'x',
        type: 'messageUpdate',
        channelData: { eventType: 'undeleteMessage' },
      }),
    );
    expect(desk.teams.shown).toEqual([]);
  });
});

describe('the welcome', () => {
  const added = { type: 'conversationUpdate', membersAdded: [{ id: BOT_ID }] };
  const installed = { type: 'installationUpdate', action: 'add' };
  const team = (id: string) => ({
    conversation: { conversationType: 'channel', id, tenantId: TENANT },
    channelData: { team: { id }, tenant: { id: TENANT } },
  });

  it.each([
    ['a personal chat', inPersonalChat, PERSONAL],
    ['a group chat', inGroupChat, GROUP],
  ] as const)('is said once in %s, although two activities tell of it', async (_, place, conversation) => {
    await desk.say(place('f:1', added));
    await desk.say(place('f:2', installed));
    expect(shownIn(conversation)).toEqual(['welcome']);
  });

  it.each([
    ['a small team', 100, ['welcome']],
    ['a big team', 101, []],
    ['a team of unknown size', null, []],
  ])('%s', async (_, members, expected) => {
    if (members !== null) desk.teams.teams.set(TEAM_ID, members);
    await desk.say(inChannel('f:1', '', { ...added, ...team(TEAM_ID) }));
    expect(shownIn(TEAM_ID)).toEqual(expected);
  });
});

describe('choices', () => {
  beforeEach(() => desk.say(inPersonalChat('1', { text: 'ask 5' })));

  it('carry the question and the choice', () => {
    const [card] = desk.teams.messagesIn(PERSONAL);
    expect(titlesOf(card)).toEqual(['Yes, it did']);
    expect(dataOfButton(card, 'Yes, it did')).toEqual({ question: 5, choice: 'yes' });
  });

  it('are shown on the card that asked, which cannot be pressed again', async () => {
    const { status, body } = await desk.send(inPersonalChat('f:1', pressed(5, 'yes')));
    await desk.bot.idle();
    expect([status, body]).toEqual([
      200,
      { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Got it.' },
    ]);
    expect(shownIn(PERSONAL)).toEqual(['a question✓ Answered: Yes, it did', 'chose yes']);
    expect(titlesOf(desk.teams.messagesIn(PERSONAL)[0])).toEqual([]);
  });

  it('count once when they are pressed twice, and the second press is told so', async () => {
    await desk.send(inPersonalChat('f:1', pressed(5, 'yes')));
    const { body } = await desk.send(inPersonalChat('f:2', pressed(5, 'yes')));
    await desk.bot.idle();
    expect(JSON.stringify(body)).toContain('answered already');
    expect(shownIn(PERSONAL)).toHaveLength(2);
  });

  it('come from old clients as a message', async () => {
    await desk.say(inPersonalChat('2', { text: undefined, value: { question: 5, choice: 'yes' } }));
    expect(shownIn(PERSONAL)).toEqual(['a question✓ Answered: Yes, it did', 'chose yes']);
  });

  it('refuse what no card of ours sends', async () => {
    const { status, body } = await desk.send(
      inPersonalChat('f:1', { ...pressed(5, 'yes'), value: { action: { data: { question: 'x' } } } }),
    );
    expect([status, body]).toMatchObject([200, { statusCode: 400 }]);
  });

  it('go on although the card is gone', async () => {
    desk.teams.shown.splice(0);
    await desk.say(inPersonalChat('2', { text: undefined, value: { question: 5, choice: 'yes' } }));
    expect(shownIn(PERSONAL)).toEqual(['chose yes']);
    expect((await desk.store.buriedJobs(9)).map(({ reason }) => reason)).toEqual([
      'ActivityNotFoundInConversation',
    ]);
  });
});
