import { BOT_ID, inPersonalChat, mention, TENANT, toBot, type Sent } from './activities';
import { dataOfButton, runsOf } from './card-faults';
import { openDesk, type Desk } from './desk';
import {
  ANN,
  deliver,
  DESK_CHANNEL,
  FakeAgents,
  inThread,
  postedCard,
  press,
  toBotInThread,
} from './desk-agents';

const agent = { id: ANN.id, name: ANN.name };
const BO = { id: '29:bo', name: 'Bo Ray' };

let desk: Desk;
let agents: FakeAgents;
let thread: string;
beforeEach(async () => {
  agents = new FakeAgents();
  desk = await openDesk({ settings: { deskChannel: { id: DESK_CHANNEL, tenantId: null } }, agents });
  thread = await postedCard(desk);
});
afterEach(async () => {
  const { faults } = desk.teams;
  await desk.close();
  expect(faults).toEqual([]);
});

/** What a button of the card sends. */
function dataOf(title: string): unknown {
  return dataOfButton(desk.teams.messagesIn(DESK_CHANNEL)[0], title);
}

function answered(text: string) {
  const body = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text };
  return { status: 200, body };
}

describe('a pressed button', () => {
  it('tells the action, the case, the card and the agent', async () => {
    expect(await desk.send(press('f:1', thread, dataOf('Take it')))).toEqual(answered('Got it.'));
    expect(agents.told).toEqual([
      {
        desk: 'teams',
        eventIds: [`${thread}/f:1`],
        thread,
        reference: 'BD-1042',
        agent,
        act: { kind: 'pressed', action: 'take' },
      },
    ]);
  });

  it('counts once when Teams sends it again, and twice when two press it', async () => {
    const again = press('f:1', thread, dataOf('Take it'));
    await desk.send(again);
    expect(await desk.send(again)).toEqual(answered('That was done already.'));
    await desk.send(press('f:2', thread, dataOf('Take it'), {}, { from: BO }));
    expect(agents.told.map(({ agent: { name } }) => name)).toEqual(['Ann Lee', 'Bo Ray']);
  });

  it('is known by its card where Teams leaves the root out', async () => {
    const [channel = '', root = ''] = thread.split(';messageid=');
    await desk.send(press('f:1', channel, dataOf('Solved'), {}, { replyToId: root }));
    expect(agents.told).toMatchObject([{ thread, act: { kind: 'pressed', action: 'solve' } }]);
  });

  it('may come from an old client as a message', async () => {
    await desk.send(inThread('7', thread, { text: undefined, value: dataOf('Take it') }));
    expect(agents.told).toMatchObject([{ reference: 'BD-1042', act: { kind: 'pressed', action: 'take' } }]);
  });

  it('works in the desk channel only', async () => {
    const { conversation } = inPersonalChat('1');
    expect(await desk.send(press('f:1', thread, dataOf('Take it'), {}, { conversation }))).toEqual(
      answered('This button works in the desk channel only.'),
    );
    expect(agents.told).toEqual([]);
  });

  it('asks for another try when it could not be kept', async () => {
    agents.failure = new Error('the disk is full');
    expect(await desk.send(press('f:1', thread, dataOf('Take it')))).toMatchObject({
      status: 200,
      body: { statusCode: 500, type: 'application/vnd.microsoft.error' },
    });
  });

  it("of an employee's card is none of the desk's", async () => {
    await desk.send(press('f:1', thread, { question: 1, choice: 'yes' }));
    expect(agents.told).toEqual([]);
  });
});

describe('the form that Reply opens', () => {
  const send = (id: string, reply: string, more: Sent = {}) =>
    desk.send(press(id, thread, dataOf('Send'), { reply }, more));

  it('tells what was written', async () => {
    expect(await send('f:1', ' Please send it again.\n')).toEqual(answered('Got it.'));
    expect(agents.told).toMatchObject([
      {
        reference: 'BD-1042',
        agent,
        act: { kind: 'wrote', text: 'Please send it again.', files: [] },
      },
    ]);
  });

  it('tells it once when it is sent again because the first answer was slow', async () => {
    await send('f:1', 'Hello');
    expect(await send('f:2', 'Hello')).toEqual(answered('That was done already.'));
    await send('f:3', 'Hello', { from: BO });
    desk.clock.advance(60_000);
    await send('f:4', 'Hello');
    expect(agents.told).toHaveLength(3);
  });

  it.each([
    ['empty form', '  ', 'There was nothing to send.'],
    ['note', 'note: looks odd', 'That is a note, and was not sent. Write notes in the thread of the card.'],
  ])('sends no %s', async (_, text, answer) => {
    expect(await send('f:1', text)).toEqual(answered(answer));
    expect(agents.told).toEqual([]);
  });
});

describe("what is written in a card's thread", () => {
  it.each<[string, () => Sent]>([
    ['with a mention of the bot', () => toBotInThread('9', thread, 'try again')],
    ['without one, where the bot may read it', () => inThread('9', thread, { text: 'try again' })],
  ])('reaches the bot %s', async (_, activity) => {
    await desk.say(activity());
    await desk.say(activity());
    expect(agents.told).toEqual([
      {
        desk: 'teams',
        eventIds: [`${thread}/9`],
        thread,
        reference: null,
        agent,
        act: { kind: 'wrote', text: 'try again', files: [] },
      },
    ]);
    expect(desk.teams.shown).toHaveLength(1);
  });

  it.each<[string, () => Sent]>([
    ['a note', () => toBotInThread('9', thread, '// check her quota first')],
    ['a note by a word', () => inThread('9', thread, { text: 'Internal: ask Bo' })],
    ['a note, edited', () => inThread('9', thread, { text: '// hm', ...EDIT })],
    [
      'what is said to a colleague',
      () => inThread('9', thread, { text: '<at>Bo</at> yours?', entities: [mention(BO.id, 'Bo')] }),
    ],
    ['a bare mention', () => toBotInThread('9', thread, '')],
    ["the bot's own words", () => inThread('9', thread, { text: 'hi', from: { id: BOT_ID, name: 'Bot' } })],
    ['another bot', () => toBotInThread('9', thread, 'hi', { from: { id: '28:other' } })],
    ['a deletion', () => inThread('9', thread, { type: 'messageDelete' })],
    ['a reaction', () => inThread('9', thread, { type: 'messageReaction' })],
  ])('is not told of when it is %s', async (_, activity) => {
    await desk.say(activity());
    expect(agents.told).toEqual([]);
    expect(desk.teams.shown).toHaveLength(1);
  });

  it('is told again when it is changed, once for each change', async () => {
    await desk.say(inThread('9', thread, { text: 'teh fix is in' }));
    const edit = (text: string, timestamp: string) => inThread('9', thread, { text, timestamp, ...EDIT });
    await desk.say(edit('the fix is in', '2026-11-24T09:01:00Z'));
    await desk.say(edit('the fix is in', '2026-11-24T09:01:00Z'));
    await desk.say(edit('the fix is out', '2026-11-24T09:02:00Z'));
    expect(agents.told.map(({ act }) => act)).toEqual([
      { kind: 'wrote', text: 'teh fix is in', files: [] },
      { kind: 'edited', text: 'the fix is in' },
      { kind: 'edited', text: 'the fix is out' },
    ]);
  });

  it('may hold pictures, which are read with the token of the bot, and files, which cannot be', async () => {
    const contentUrl = `${desk.teams.serviceUrl}v3/attachments/1/views/original`;
    desk.teams.files.set('/emea/v3/attachments/1/views/original', { status: 200, body: Buffer.from('PNG') });
    const attachments = [
      { contentType: 'image/png', contentUrl, name: 'shot.png' },
      { contentType: 'reference', contentUrl: 'https://contoso.sharepoint.com/x.eml', name: 'x.eml' },
    ];
    await desk.say(toBotInThread('9', thread, 'look', { attachments }));
    const [told] = agents.told;
    if (told?.act.kind !== 'wrote') throw new Error('nothing was told');
    expect(told.act.files.map(({ name }) => name)).toEqual(['shot.png', 'x.eml']);
    const fetched = [];
    for (const { ref } of told.act.files) fetched.push(await desk.agentsDesk?.fetch(ref));
    expect(fetched).toEqual([
      { kind: 'fetched', bytes: Buffer.from('PNG') },
      { kind: 'lost', reason: 'unreachable' },
    ]);
  });

  it('names an agent whose name Teams leaves out', async () => {
    await desk.say(toBotInThread('9', thread, 'hi', { from: { id: '29:anonymous' } }));
    expect(agents.told[0]?.agent).toEqual({ id: '29:anonymous', name: 'A colleague of the helpdesk' });
  });

  it('is refused when it could not be kept, so that Teams sends it again', async () => {
    agents.failure = new Error('the disk is full');
    expect(await desk.send(toBotInThread('9', thread, 'hi'))).toMatchObject({ status: 503 });
  });
});

const EDIT = { type: 'messageUpdate', channelData: { eventType: 'editMessage' } };

describe('other talk in the desk channel', () => {
  const own = `${DESK_CHANNEL};messageid=500`;

  it("is an employee's where somebody calls the bot in a post of their own, with all that follows", async () => {
    await desk.say(toBotInThread('500', own, 'hello'));
    await desk.say(toBotInThread('501', own, 'more'));
    expect(desk.teams.messagesIn(own).map((message) => runsOf(message).join(''))).toEqual([
      '1: hello',
      '2: more',
    ]);
    expect(agents.told).toEqual([]);
  });

  it('begins no conversation with an employee below a card, whatever is said there', async () => {
    await desk.say(toBotInThread('9', thread, '550 5.1.1 User unknown'));
    expect(desk.teams.shown).toHaveLength(1);
    expect(await desk.store.knows(`teams:${TENANT}:${thread}`)).toBe(false);
  });
});

it('teaches where the desk channel is reached', async () => {
  await desk.say(toBotInThread('9', thread, 'hi'));
  await deliver(desk, { kind: 'line', thread, line: { kind: 'bot', text: 'hello' } });
  expect(desk.teams.calls.map(({ path }) => path.split('/v3')[0])).toEqual(['/global', '/emea']);
});

describe('a desk that is not in Teams', () => {
  it('leaves the channel to employees', async () => {
    await desk.close();
    desk = await openDesk();
    expect(desk.agentsDesk).toBeNull();
    await desk.say(inThread('9', thread, toBot('hello')));
    expect(desk.teams.messagesIn(thread)).toHaveLength(1);
  });
});
