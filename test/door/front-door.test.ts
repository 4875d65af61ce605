import { createBot, type Bot } from '../../src/bot';
import { FairQueue } from '../../src/fair-queue';
import type { Incoming } from '../../src/channel';
import { storeOnly } from '../../src/helpdesk/ticket-system';
import { createLog } from '../../src/log';
import type { RateLimits } from '../../src/rate-limit';
import { IN_MEMORY } from '../../src/store/embedded-database';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { Store } from '../../src/store/store';
import { said, ScriptedChannel, ScriptedClock, scriptedDialogue, scriptedReader } from '../bot/scripted';

let store: Store;
let bot: Bot;
let channel: ScriptedChannel;
let clock: ScriptedClock;
let read: string[];
let lines: string[];

async function begin(
  more: { readonly limits?: RateLimits; readonly reading?: FairQueue } = {},
): Promise<void> {
  store = await openEmbeddedStore(IN_MEMORY);
  channel = new ScriptedChannel();
  clock = new ScriptedClock();
  read = [];
  lines = [];
  bot = createBot({
    store,
    channels: [channel],
    desks: [],
    tickets: storeOnly,
    dialogue: scriptedDialogue,
    reader: {
      ...scriptedReader,
      analyse(paste) {
        read.push(String(paste));
        return scriptedReader.analyse(paste);
      },
    },
    clock: clock.now,
    log: createLog('info', (line) => lines.push(line)),
    ...more,
  });
  await bot.start();
}
afterEach(async () => {
  await bot.stop();
  await store.close();
});

const from = (person: string, text: string): Incoming =>
  said(text, {
    conversation: `test:${person}`,
    user: { id: person, name: null },
    workspace: person.startsWith('guest') ? 'other' : 'home',
  });
const shownTo = (person: string) => channel.shown(`test:${person}`);

it('reads what others send between the pastes of somebody who sends a thousand', async () => {
  await begin();
  const flood = Array.from({ length: 1_000 }, (_, number) => bot.receive(from('flooder', `paste ${number}`)));
  await flood[20];
  const people = Array.from({ length: 30 }, (_, number) => `person-${number}`);
  const before = read.length;
  await Promise.all(people.map((person) => bot.receive(from(person, person))));
  const positions = people.map((person) => read.indexOf(person) - before);
  // One of the flooder's at most comes before each of them.
  expect(Math.max(...positions)).toBeLessThanOrEqual(2 * people.length);
  await Promise.all(flood);
  expect(read).toHaveLength(1_030);
});

it('hears what one person says in its order, although others come between', async () => {
  await begin();
  const texts = ['one', 'two', 'three', 'four', 'five'];
  await Promise.all(
    texts.flatMap((text) => [bot.receive(from('anna', text)), bot.receive(from('bob', text))]),
  );
  await bot.idle();
  expect(shownTo('anna')).toEqual(texts.map((text, index) => `${index + 1}: ${text}`));
});

describe('what is over the limit', () => {
  it('is answered once a minute, told what to do, and not read', async () => {
    await begin({ limits: { ofPerson: 2, ofWorkspace: null } });
    const outcomes = [];
    for (const text of ['one', 'two', 'three', 'four', 'five'])
      outcomes.push(await bot.receive(from('anna', text)));
    await bot.receive(from('bob', 'hello'));
    await bot.idle();
    expect(outcomes).toEqual(['accepted', 'accepted', 'throttled', 'throttled', 'throttled']);
    expect(read).toEqual(['one', 'two', 'hello']);
    expect(shownTo('anna')).toEqual(['1: one', '2: two', 'too much of person']);
    expect(shownTo('bob')).toEqual(['1: hello']);
    clock.pass(60);
    await bot.receive(from('anna', 'six'));
    await bot.idle();
    expect(shownTo('anna').at(-1)).toBe('4: six');
  });

  it('of a workspace is told to everybody there, and to nobody elsewhere', async () => {
    await begin({ limits: { ofPerson: null, ofWorkspace: 1 } });
    for (const person of ['anna', 'bob', 'guest']) await bot.receive(from(person, 'hello'));
    await bot.idle();
    expect([shownTo('anna'), shownTo('bob'), shownTo('guest')]).toEqual([
      ['1: hello'],
      ['too much of everybody'],
      ['1: hello'],
    ]);
  });

  it('is told again by nobody when the platform sends it again', async () => {
    await begin({ limits: { ofPerson: 1, ofWorkspace: null } });
    await bot.receive(from('anna', 'one'));
    const over = from('anna', 'two');
    await bot.receive(over);
    clock.pass(60);
    expect(await bot.receive(over)).toBe('duplicate');
    await bot.idle();
    expect(shownTo('anna')).toEqual(['1: one', 'too much of person']);
  });
});

it('takes no more than can wait: the platform is refused, and sends it again', async () => {
  await begin({ reading: new FairQueue({ atOnce: 1, waitingOfOne: 4_000, waitingOfAll: 8_000 }) });
  const taken = await Promise.allSettled(
    Array.from({ length: 12 }, (_, number) => bot.receive(from('anna', `paste ${number}`))),
  );
  const reasons: unknown[] = taken.flatMap((one): readonly unknown[] =>
    one.status === 'rejected' ? [one.reason] : [],
  );
  expect(reasons[0]).toMatchObject({ code: 'too-busy' });
  await expect(bot.receive(from('bob', 'hello'))).resolves.toBe('accepted');
});

it('writes a line for an event and one for each answer, with the turn that they belong to', async () => {
  await begin();
  await bot.receive(from('anna', 'my secret words'));
  await bot.receive(from('anna', 'more'));
  await bot.idle();
  const written = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const turns = new Map<unknown, unknown[]>();
  for (const { turn, msg } of written) turns.set(turn, [...(turns.get(turn) ?? []), msg]);
  // The clock stands still, so both events came at the same moment.
  expect([...turns.values()]).toEqual([expect.arrayContaining(['event-received', 'answered'])]);
  expect(lines.join('')).not.toMatch(/secret|anna|address-1/);
  expect(written[0]).toMatchObject({ channel: 'test', task: 'text', outcome: 'accepted' });
});
