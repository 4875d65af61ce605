import { createBot, type Bot } from '../../src/bot';
import type { FetchOutcome, Incoming } from '../../src/channel';
import type { Ticket } from '../../src/helpdesk/ticket';
import { storeOnly, type TicketOutcome, type TicketSystem } from '../../src/helpdesk/ticket-system';
import { createLog } from '../../src/log';
import { IN_MEMORY } from '../../src/store/embedded-database';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { Store } from '../../src/store/store';
import { said, ScriptedChannel, ScriptedClock, scriptedDialogue, scriptedReader } from './scripted';

let store: Store;
let bot: Bot;
let channel: ScriptedChannel;
let clock: ScriptedClock;
let log: string[];

async function startBot(tickets: TicketSystem = storeOnly): Promise<void> {
  bot = createBot({
    store,
    channels: [channel],
    desks: [],
    tickets,
    dialogue: scriptedDialogue,
    reader: scriptedReader,
    clock: clock.now,
    log: createLog('debug', (line) => log.push(line)),
  });
  await bot.start();
}

beforeEach(async () => {
  store = await openEmbeddedStore(IN_MEMORY);
  channel = new ScriptedChannel();
  clock = new ScriptedClock();
  log = [];
  await startBot();
});

afterEach(async () => {
  await bot.stop();
  await store.close();
});

async function tell(...incoming: readonly (string | Incoming)[]): Promise<void> {
  for (const item of incoming) await bot.receive(typeof item === 'string' ? said(item) : item);
  await bot.idle();
}

/** Lets time pass and the bot notice. */
async function pass(seconds: number): Promise<void> {
  clock.pass(seconds);
  await bot.idle();
}

describe('a message', () => {
  it('is answered once, in the conversation and at the address it came from', async () => {
    await tell('hello');
    expect(channel.shown()).toEqual(['1: hello']);
    expect(channel.requests).toMatchObject([{ conversation: 'test:one', address: 'address-1', attempt: 1 }]);
  });

  it('is handled once when any of its ids comes again', async () => {
    const first = said('hello', { eventIds: ['envelope-1', 'message-1'] });
    expect(await bot.receive(first)).toBe('accepted');
    expect(await bot.receive({ ...first, eventIds: ['envelope-2', 'message-1'] })).toBe('duplicate');
    expect(await bot.receive({ ...first, eventIds: ['envelope-2', 'message-2'] })).toBe('duplicate');
    await bot.idle();
    expect(channel.shown()).toEqual(['1: hello']);
  });

  it('with the same id on another channel is another message', async () => {
    expect(await bot.receive(said('hello', { eventIds: ['1'] }))).toBe('accepted');
    expect(
      await bot.receive(said('hello', { eventIds: ['1'], channel: 'other', conversation: 'other:1' })),
    ).toBe('accepted');
  });

  it('keeps its place among those of its conversation when all arrive at once', async () => {
    const texts = Array.from({ length: 40 }, (_, index) => `message ${index}`);
    await Promise.all(texts.map((text) => bot.receive(said(text))));
    await bot.idle();
    expect(channel.shown()).toEqual(texts.map((text, index) => `${index + 1}: ${text}`));
  });

  it('that the dialogue fails on is refused, leaves nothing behind and can be sent again', async () => {
    const failing = said('fail');
    await expect(bot.receive(failing)).rejects.toThrow('the dialogue fails');
    expect(await store.knows('test:one')).toBe(false);
    await tell({ ...failing, content: { kind: 'text', text: 'hello' } });
    expect(channel.shown()).toEqual(['1: hello']);
  });

  it('is stored with its secrets masked, and the reply after it', async () => {
    await tell('my password hunter2 does not work');
    const entries = await store.transcript('test:one', '', 10);
    expect(entries).toMatchObject([
      { kind: 'said', text: 'my password *** does not work', file: null, paste: false },
      { kind: 'replied' },
    ]);
  });
});

describe('a reply', () => {
  it('is tried again when the platform says so, and holds back the later ones', async () => {
    channel.answers = [{ kind: 'retry', afterMs: 30_000, reason: 'rate-limited' }];
    await tell('one', 'two');
    expect(channel.shown()).toEqual([]);
    await pass(31);
    expect(channel.shown()).toEqual(['1: one', '2: two']);
    expect(channel.requests.map(({ attempt }) => attempt)).toEqual([1, 2, 1]);
    expect(channel.requests[0]?.key).toBe(channel.requests[1]?.key);
  });

  it('of another conversation does not wait for it', async () => {
    channel.answers = [{ kind: 'retry', afterMs: 30_000, reason: 'rate-limited' }];
    await tell('one', said('two', { conversation: 'test:other' }));
    expect(channel.shown('test:other')).toEqual(['1: two']);
  });

  it('that can never be shown is buried where a human sees it, and the next one is shown', async () => {
    channel.answers = [{ kind: 'undeliverable', reason: 'channel-archived' }];
    await tell('one', 'two');
    // Sooner or later the dialogue is told in between that the person can't be reached, which counts as a turn.
    expect(channel.shown()).toEqual([expect.stringMatching(/: two$/)]);
    expect(await store.buriedJobs(10)).toMatchObject([
      { conversation: 'test:one', task: { kind: 'post' }, reason: 'channel-archived', attempts: 1 },
    ]);
  });

  it('is tried again when the channel throws, and its failure is logged without what was said', async () => {
    channel.deliver = () => Promise.reject(new Error('cannot post: my secret words'));
    await tell('my secret words');
    expect(log.join('')).toContain('job-failed');
    expect(log.join('')).not.toContain('secret');
    expect(await store.outbox(clock.now().toISOString())).toMatchObject({ waiting: 0, buried: 0 });
  });

  it('goes to the newest address', async () => {
    channel.answers = [{ kind: 'retry', afterMs: 30_000, reason: 'rate-limited' }];
    await tell('one', said('two', { address: 'address-2' }));
    await pass(31);
    expect(channel.requests.map(({ address }) => address)).toEqual(['address-1', 'address-2', 'address-2']);
  });

  it('is given up after days of failing', async () => {
    channel.deliver = () => Promise.resolve({ kind: 'retry', afterMs: 0, reason: 'unreachable' });
    await tell('one');
    for (let day = 0; day < 4; day += 1) await pass(24 * 3600);
    expect(await store.buriedJobs(10)).toMatchObject([{ reason: 'unreachable', attempts: 5 }]);
  });
});

describe('a question', () => {
  it('is settled on the message that carried it, before what follows', async () => {
    await tell('ask 1', said('', { content: { kind: 'choice', question: 1, choice: 'yes' } }));
    const ref = `ref-${channel.requests[0]?.key}`;
    expect(channel.shown()).toEqual(['a question', `[settled ${ref}: yes]`, 'chose yes']);
  });

  it('keeps the words of the button that was pressed', async () => {
    await tell('ask 1', said('', { content: { kind: 'choice', question: 1, choice: 'yes' } }));
    const entries = await store.transcript('test:one', '', 10);
    expect(entries).toContainEqual(expect.objectContaining({ kind: 'chose', label: 'Yes, it did' }));
  });

  it('on a channel whose messages cannot be changed is left as it is', async () => {
    channel.answers = [{ kind: 'delivered', messageRef: null }];
    await tell('ask 1', said('', { content: { kind: 'choice', question: 1, choice: 'yes' } }));
    expect(channel.shown()).toEqual(['a question', 'chose yes']);
  });
});

describe('a timer', () => {
  it('comes back as an event when its time has come, once', async () => {
    await tell('timer check 3600');
    await pass(3599);
    expect(channel.shown()).toEqual([]);
    await pass(1);
    await pass(3600);
    expect(channel.shown()).toEqual(['timer check']);
  });

  it('is replaced by one of the same name, and does not hold back replies', async () => {
    await tell('timer check 3600', 'timer check 7200', 'hello');
    await pass(3600);
    expect(channel.shown()).toEqual(['3: hello']);
    await pass(3600);
    expect(channel.shown()).toEqual(['3: hello', 'timer check']);
  });

  it('never rings when it was cancelled', async () => {
    await tell('timer check 3600', 'timer other 3600', 'cancel check');
    await pass(3600);
    expect(channel.shown()).toEqual(['timer other']);
  });
});

describe('a file that the platform holds', () => {
  const attached = () =>
    said('', { content: { kind: 'attachment', name: 'bounce.eml', ref: 'F1', caption: 'what is this?' } });

  it('is fetched after the turn and then heard', async () => {
    channel.files = [{ kind: 'fetched', bytes: Buffer.from('password hunter2 refused') }];
    await tell(attached());
    expect(channel.shown()).toEqual(['1: what is this?']);
    expect(await store.transcript('test:one', '', 1)).toMatchObject([
      { file: 'bounce.eml', text: 'what is this?\n\npassword *** refused' },
    ]);
  });

  it('is asked for again when it could not be had', async () => {
    channel.files = Array.from(
      { length: 9 },
      () => ({ kind: 'retry', afterMs: 1000, reason: 'busy' }) as const,
    );
    await tell(attached());
    for (let tries = 0; tries < 8; tries += 1) await pass(2);
    expect(channel.shown()).toEqual(['lost unreachable']);
  });

  it('is heard before what was said after it, and holds back nobody else', async () => {
    let arrive: (file: FetchOutcome) => void = () => undefined;
    channel.fetch = () => new Promise((resolve) => (arrive = resolve));
    const ask = said('ask 1');
    const choice = said('', { content: { kind: 'choice', question: 1, choice: 'yes' } });
    for (const item of [attached(), ask, choice]) expect(await bot.receive(item)).toBe('accepted');
    expect(await bot.receive(ask)).toBe('duplicate');
    await bot.receive(said('hello', { conversation: 'test:other' }));
    while (channel.posted.size === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(channel.shown('test:other')).toEqual(['1: hello']);
    expect(channel.shown()).toEqual([]);
    arrive({ kind: 'fetched', bytes: Buffer.from('550 refused') });
    await bot.idle();
    expect(channel.shown().filter((line) => !line.startsWith('[settled'))).toEqual([
      '1: what is this?',
      'a question',
      'chose yes',
    ]);
    const entries = await store.transcript('test:one', '', 10);
    expect(entries.map(({ kind }) => kind)).toEqual([
      'said',
      'replied',
      'said',
      'replied',
      'chose',
      'replied',
    ]);
  });

  it('and what was said after it keep their order over a restart', async () => {
    channel.files = [{ kind: 'retry', afterMs: 1000, reason: 'busy' }];
    await tell(attached(), 'one', 'two');
    await bot.stop();
    channel.files = [{ kind: 'fetched', bytes: Buffer.from('550 refused') }];
    await startBot();
    await tell('three');
    expect(channel.shown()).toEqual([]);
    await pass(2);
    expect(channel.shown()).toEqual(['1: what is this?', '2: one', '3: two', '4: three']);
  });

  it('that can not be had lets what was said after it be heard', async () => {
    channel.files = [{ kind: 'lost', reason: 'too-large' }];
    await tell(attached(), 'hello');
    expect(channel.shown()).toEqual(['lost too-large', '2: hello']);
  });

  it('does not keep a conversation from going on when what waits behind it can not be heard', async () => {
    channel.files = [{ kind: 'retry', afterMs: 1000, reason: 'busy' }];
    await tell(attached(), 'fail', 'hello');
    channel.files = [{ kind: 'lost', reason: 'too-large' }];
    for (let tries = 0; tries < 7; tries += 1) await pass(60);
    expect(channel.shown()).toEqual(['lost too-large', '2: hello']);
    expect(await store.buriedJobs(10)).toMatchObject([{ task: { kind: 'hear' }, reason: 'unforeseen' }]);
  });

  it('that is too large is told to the person', async () => {
    channel.files = [{ kind: 'lost', reason: 'too-large' }];
    await tell(attached());
    expect(channel.shown()).toEqual(['lost too-large']);
  });
});

describe('a ticket', () => {
  it('is opened once a case, with what was said', async () => {
    await tell('my mail bounced', 'human');
    await tell('again 1');
    expect(channel.shown()).toEqual([
      '1: my mail bounced',
      'handing over',
      'ticket BD-1001',
      'ticket BD-1001',
    ]);
    expect(await store.tickets(10)).toMatchObject([
      {
        number: 1,
        conversation: 'test:one',
        person: { name: 'Kim' },
        opened: { reference: 'BD-1001', url: null },
      },
    ]);
    expect(await bot.casesOf('test', 'u1')).toMatchObject([
      { conversation: 'test:one', caseId: 1, state: 'with-human', ticket: 'BD-1001' },
    ]);
  });

  it('waits for a ticket system that is away, while the conversation goes on', async () => {
    const asked: Ticket[] = [];
    const outcomes: TicketOutcome[] = [{ kind: 'retry', afterMs: 60_000, reason: 'unreachable' }];
    await bot.stop();
    await startBot({
      name: 'slow',
      open(ticket) {
        asked.push(ticket);
        return Promise.resolve(
          outcomes.shift() ?? { kind: 'opened', reference: 'RT-7', url: 'https://rt/7' },
        );
      },
    });
    await tell('human', 'hello');
    expect(channel.shown()).toEqual(['handing over', '2: hello']);
    await pass(61);
    expect(channel.shown()).toEqual(['handing over', '2: hello', 'ticket RT-7']);
    expect(asked.map(({ reference }) => reference)).toEqual(['BD-1001', 'BD-1001']);
  });

  it('that is refused stays in the store and is told to the person', async () => {
    await bot.stop();
    await startBot({
      name: 'closed',
      open: () => Promise.resolve({ kind: 'refused', reason: 'not-allowed' }),
    });
    await tell('human');
    expect(channel.shown()).toEqual(['handing over', 'refused 1']);
    expect(await store.tickets(10)).toMatchObject([{ number: 1, opened: null }]);
    expect(await store.buriedJobs(10)).toMatchObject([
      { task: { kind: 'openTicket' }, reason: 'not-allowed' },
    ]);
  });
});

describe('a platform or a ticket system that never answers', () => {
  const never = () => new Promise<never>(() => undefined);

  /** Only what waits for an answer or a stop stands still until it is told. */
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'],
    });
  });
  afterEach(() => jest.useRealTimers());

  /** Until the bot waits for an answer. */
  async function called(calls: () => number): Promise<void> {
    while (calls() === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  it('counts as a try that failed, and the reply goes out at the next', async () => {
    const hanging = jest.spyOn(channel, 'deliver').mockImplementationOnce(never);
    await bot.receive(said('hello'));
    await called(() => hanging.mock.calls.length);
    jest.advanceTimersByTime(30_000);
    await bot.idle();
    expect(channel.shown()).toEqual([]);
    await pass(1);
    expect(channel.shown()).toEqual(['1: hello']);
    expect(channel.requests).toMatchObject([{ attempt: 2 }]);
  });

  it('holds back no other conversation', async () => {
    const hanging = jest.spyOn(channel, 'deliver').mockImplementationOnce(never);
    await bot.receive(said('hello'));
    await called(() => hanging.mock.calls.length);
    await bot.receive(said('hello', { conversation: 'test:other' }));
    await called(() => channel.posted.size);
    expect(channel.shown('test:other')).toEqual(['1: hello']);
    jest.advanceTimersByTime(30_000);
  });

  it('is asked for a file as often as one that fails, then the person is told', async () => {
    const hanging = jest.spyOn(channel, 'fetch').mockImplementation(never);
    await bot.receive(
      said('', { content: { kind: 'attachment', name: 'bounce.eml', ref: 'F1', caption: '' } }),
    );
    for (let tries = 1; tries <= 6; tries += 1) {
      await called(() => hanging.mock.calls.length + 1 - tries);
      jest.advanceTimersByTime(60_000);
      await bot.idle();
      clock.pass(60);
      const next = bot.idle();
      if (tries === 6) await next;
    }
    expect(channel.shown()).toEqual(['lost unreachable']);
  });

  it('is asked for the ticket again', async () => {
    await bot.stop();
    const open = jest.fn<Promise<TicketOutcome>, []>(never);
    await startBot({ name: 'hanging', open });
    await bot.receive(said('human'));
    await called(() => open.mock.calls.length);
    open.mockResolvedValue({ kind: 'opened', reference: 'RT-7', url: null });
    jest.advanceTimersByTime(60_000);
    await bot.idle();
    await pass(1);
    expect(channel.shown()).toEqual(['handing over', 'ticket RT-7']);
  });

  it('does not hold up a stop, and is asked again by the next start', async () => {
    const hanging = jest.spyOn(channel, 'deliver').mockImplementationOnce(never);
    await bot.receive(said('hello'));
    await called(() => hanging.mock.calls.length);
    const stopped = bot.stop();
    jest.advanceTimersByTime(5_000);
    await stopped;
    clock.pass(1);
    await startBot();
    await bot.idle();
    expect(channel.shown()).toEqual(['1: hello']);
  });
});

describe('a stop', () => {
  it('leaves what is due to the next start', async () => {
    await bot.stop();
    await bot.receive(said('while stopped'));
    expect(channel.shown()).toEqual([]);
    await startBot();
    await bot.idle();
    expect(channel.shown()).toEqual(['1: while stopped']);
  });
});
