import { inChannel, inGroupChat, inPersonalChat, pressed, TENANT, toBot } from './activities';
import { runsOf } from './card-faults';
import { openDesk, type Desk } from './desk';

const PERSONAL = 'a:1kim';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

function shownIn(conversation: string): readonly string[] {
  return desk.teams.messagesIn(conversation).map((message) => runsOf(message).join(''));
}

/** Lets time pass until everything that waits for its next try was tried. */
async function passTime(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    desk.clock.advance(1_000);
    await desk.bot.idle();
  }
}

describe('what Teams does not take at once', () => {
  it.each([
    { status: 412, code: 'PreconditionFailed' },
    { status: 429, retryAfter: 2 },
    { status: 502, code: 'ServiceError' },
    { status: 504, code: 'ServiceError' },
  ])('is sent again, unchanged and in order, after $status', async (refusal) => {
    desk.teams.refusals.set(PERSONAL, [refusal, refusal]);
    await desk.say(inPersonalChat('1', { text: 'first' }));
    await desk.say(inPersonalChat('2', { text: 'second' }));
    expect(shownIn(PERSONAL)).toEqual([]);
    await passTime(15);
    expect(shownIn(PERSONAL)).toEqual(['1: first', '2: second']);
  });

  it('waits as long as Teams asks for', async () => {
    desk.teams.refusals.set(PERSONAL, [{ status: 429, retryAfter: 30 }]);
    await desk.say(inPersonalChat('1', { text: 'first' }));
    await passTime(29);
    expect(desk.teams.calls).toHaveLength(1);
    await passTime(2);
    expect(shownIn(PERSONAL)).toEqual(['1: first']);
  });

  it.each([
    { status: 400, code: 'BadSyntax' },
    { status: 401, code: 'Unauthorized' },
    { status: 403, code: 'BotNotInConversationRoster' },
    { status: 403, code: 'ConversationBlockedByUser' },
    { status: 403, code: 'BotDisabledByAdmin' },
    { status: 403, code: 'MessageWritesBlocked' },
    { status: 404, code: 'ConversationNotFound' },
    { status: 413, code: 'MessageSizeTooBig' },
  ])('is given up after $status $code, where a human can see it', async (refusal) => {
    desk.teams.refusals.set(PERSONAL, { forever: refusal });
    await desk.say(inPersonalChat('1', { text: 'first' }));
    await passTime(5);
    expect(desk.teams.calls).toHaveLength(1);
    expect(await desk.store.buriedJobs(9)).toEqual([expect.objectContaining({ reason: refusal.code })]);
  });

  it('does not stand in the way of other conversations', async () => {
    desk.teams.refusals.set(PERSONAL, { forever: { status: 502 } });
    await desk.say(inPersonalChat('1', { text: 'stuck' }));
    await desk.say(inGroupChat('2', toBot('free')));
    expect(shownIn('19:6b1c@thread.v2')).toEqual(['1: free']);
  });

  it('answers again when the person is back', async () => {
    desk.teams.refusals.set(PERSONAL, [{ status: 403, code: 'ConversationBlockedByUser' }]);
    await desk.say(inPersonalChat('1', { text: 'blocked' }));
    await desk.say(inPersonalChat('2', { text: 'back' }));
    // The second turn was the news that the person could not be reached.
    expect(shownIn(PERSONAL)).toEqual(['3: back']);
  });

  it('tells when the app is not there for a chat that a message action began', async () => {
    desk.teams.refusals.set('open', [{ status: 403, code: 'BotNotInConversationRoster' }]);
    await desk.send({
      ...inChannel('1', '1'),
      type: 'invoke',
      name: 'composeExtension/fetchTask',
      value: { commandId: 'explainBounce', messagePayload: { id: '1', body: { content: 'x' } } },
    });
    await desk.bot.idle();
    expect(await desk.store.buriedJobs(9)).toEqual([
      expect.objectContaining({ reason: 'BotNotInConversationRoster' }),
    ]);
  });
});

describe('the limits of Teams', () => {
  it('are kept by one busy conversation, in order and without a 429', async () => {
    for (let number = 1; number <= 20; number += 1) {
      await desk.say(inPersonalChat(String(number), { text: `message ${number}` }));
    }
    expect(desk.teams.shown.length).toBeLessThan(9);
    await passTime(30);
    expect(shownIn(PERSONAL)).toEqual(
      Array.from({ length: 20 }, (_, index) => `${index + 1}: message ${index + 1}`),
    );
    expect(desk.teams.faults).toEqual([]);
  });

  it('are kept by many conversations of one tenant', async () => {
    for (let number = 1; number <= 120; number += 1) {
      const conversation = { conversationType: 'personal', tenantId: TENANT, id: `a:${number}` };
      const from = { id: `29:${number}`, aadObjectId: `aad-${number}` };
      await desk.send(inPersonalChat('1', { text: 'hello', conversation, from }));
    }
    await desk.bot.idle();
    expect(desk.teams.shown).toHaveLength(50);
    await passTime(5);
    expect(desk.teams.shown).toHaveLength(120);
    expect(desk.teams.faults).toEqual([]);
  });

  it('hold for a paste of any length that comes back', async () => {
    await desk.say(inPersonalChat('1', { text: '550 5.1.1 unknown user '.repeat(10_000) }));
    expect(desk.teams.shown).toHaveLength(1);
    expect(desk.teams.faults).toEqual([]);
  });
});

describe('deliveries', () => {
  it('are answered once when Teams sends them again', async () => {
    const activity = inChannel('1', '1', toBot('again'));
    await Promise.all([desk.send(activity), desk.send(activity), desk.send(activity)]);
    await desk.send(activity);
    await desk.bot.idle();
    expect(desk.teams.shown).toHaveLength(1);
  });

  it('with one id in two conversations are two', async () => {
    await desk.say(inChannel('1', '1', toBot('here')));
    await desk.say(inGroupChat('1', toBot('there')));
    expect(desk.teams.shown).toHaveLength(2);
  });

  it('are answered at the address they came from last', async () => {
    desk.teams.refusals.set(PERSONAL, [{ status: 502 }]);
    await desk.say(inPersonalChat('1', { text: 'timer later 60' }));
    await desk.say(inPersonalChat('2', { text: 'ask 1', recipient: { id: '28:renamed' } }));
    await passTime(61);
    const sentBy = desk.teams.shown.map(({ message }) => (message as { from: { id: string } }).from.id);
    expect(sentBy).toEqual(['28:renamed', '28:renamed']);
  });
});

describe('a store that cannot be written', () => {
  it('refuses the message, so that Teams sends it again, and asks for another press', async () => {
    await desk.close();
    desk = await openDesk({
      port: (bot) => ({ ...bot, receive: () => Promise.reject(new Error('the disk is full')) }),
    });
    expect(await desk.send(inPersonalChat('1', { text: 'hello' }))).toMatchObject({ status: 503 });
    expect(await desk.send(inPersonalChat('f:1', pressed(1, 'yes')))).toMatchObject({
      status: 200,
      body: { statusCode: 500, type: 'application/vnd.microsoft.error' },
    });
  });

  it('is not waited for longer than Teams waits', async () => {
    await desk.close();
    const receiving: (() => void)[] = [];
    let begun = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (begun = resolve));
    desk = await openDesk({
      port: (bot) => ({
        ...bot,
        receive: () => {
          begun();
          return new Promise((resolve) => receiving.push(() => resolve('accepted')));
        },
      }),
    });
    const answer = desk.send(inPersonalChat('1', { text: 'hello' }));
    await arrived;
    desk.clock.advance(14_000);
    expect(await answer).toMatchObject({ status: 503 });
    receiving.forEach((release) => release());
  });
});

describe('the typing indicator', () => {
  it('shows while an answer takes long, and stops with the answer', async () => {
    desk.teams.refusals.set(PERSONAL, []);
    await desk.send(inPersonalChat('1', { text: 'timer slow 3600' }));
    await desk.bot.idle();
    desk.clock.advance(800);
    await until(() => desk.teams.typing.length === 1);
    desk.clock.advance(4_000);
    await until(() => desk.teams.typing.length === 2);
    await desk.say(inPersonalChat('2', { text: 'quick' }));
    desk.clock.advance(60_000);
    await desk.bot.idle();
    expect(desk.teams.typing).toEqual([PERSONAL, PERSONAL]);
  });

  it('does not show while a human has the case, because the bot will be silent', async () => {
    await desk.close();
    const summary = { caseId: 1, title: 't', since: '2026-11-24T09:00:00.000Z', ticket: null };
    const asked: string[] = [];
    desk = await openDesk({
      port: (bot) => ({
        ...bot,
        casesOf: (_channel, user) => {
          asked.push(user);
          const conversation = `teams:${TENANT}:personal:aad-kim`;
          return Promise.resolve([{ ...summary, conversation, state: 'with-human' }]);
        },
      }),
    });
    await desk.say(inPersonalChat('1', { text: 'timer slow 3600' }));
    desk.clock.advance(800);
    await until(() => asked.length === 1);
    desk.clock.advance(4_000);
    await until(() => asked.length === 2);
    expect(desk.teams.typing).toEqual([]);
  });

  it('does not show for a quick answer', async () => {
    await desk.say(inPersonalChat('1', { text: 'quick' }));
    desk.clock.advance(60_000);
    expect(desk.teams.typing).toEqual([]);
  });
});

/** For what happens behind a request: looks again each turn of the event loop. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}
