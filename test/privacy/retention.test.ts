import { join } from 'node:path';
import { loadExpert, type Expert } from '../../src/cli/expert';
import { conversationOf, Helpdesk, type Speaker } from './helpdesk';
import { fakeIntervals } from '../faked-intervals';

/** Words are kept for 90 days, with the real content. */
const DAY = 24 * 3_600;
const KIM: Speaker = { id: 'T1/UKIM', name: 'Kim Lindqvist' };
const ALEX: Speaker = { id: 'T1/UALEX', name: 'Alex Moser' };
const FULL = 'from bluebottle: 552 5.2.2 <bob@shop.example>: Mailbox full';
const BLOCKED =
  'bluebottle 550 5.7.1 Message rejected: your IP 192.0.2.7 is on the blocklist zen.spamhaus.org';

let expert: Expert;
let helpdesk: Helpdesk;
beforeAll(async () => {
  expert = await loadExpert(join(__dirname, '..', '..', 'intents'));
}, 120_000);
beforeEach(async () => {
  fakeIntervals();
  helpdesk = await Helpdesk.open(expert, 90);
});
afterEach(async () => {
  await helpdesk.close();
  jest.useRealTimers();
});

/** More rounds of the event loop than an hour's erasing takes on this store. */
const ROUNDS = 200;

/** Lets days pass, and the erasing of the next hour be done. */
async function pass(days: number): Promise<void> {
  helpdesk.clock.pass(days * DAY);
  jest.advanceTimersByTime(3_600_000);
  for (let round = 0; round < ROUNDS; round += 1) await new Promise((resolve) => setImmediate(resolve));
  await helpdesk.bot.idle();
}

const words = async () => (await helpdesk.store.transcript(conversationOf(KIM), '', 99)).length;
const known = () => helpdesk.store.knows(conversationOf(KIM));

it('leaves nothing of a conversation that ended 91 days ago', async () => {
  await helpdesk.say(KIM, FULL);
  await helpdesk.say(KIM, 'it works now');
  await helpdesk.say(KIM, 'yes');
  await pass(89);
  expect(await known()).toBe(true);
  await pass(2);
  expect(await known()).toBe(false);
  expect(helpdesk.rows()).not.toMatch(/bluebottle|Kim|bob@/);
});

it('leaves a ticket with its facts and without paste and transcript, and a later case gets one of its own', async () => {
  await helpdesk.say(KIM, BLOCKED);
  await helpdesk.say(KIM, 'hand over now');
  await helpdesk.act(ALEX, 'BD-1001', { kind: 'pressed', action: 'solve' });
  await helpdesk.say(KIM, 'yes, it works');
  await pass(91);
  expect(await known()).toBe(false);
  const ticket = await helpdesk.store.ticket(1);
  expect(ticket?.draft.facts).toContainEqual({ name: 'remoteIp', value: '192.0.2.7' });
  expect(helpdesk.rows()).not.toContain('from bluebottle');
  await helpdesk.say(KIM, BLOCKED);
  await helpdesk.say(KIM, 'hand over now');
  expect(await helpdesk.store.ticket(2)).toMatchObject({ opened: { reference: 'T2' } });
});

it('takes the words out of old cases where something new is talked about', async () => {
  await helpdesk.say(KIM, FULL);
  await helpdesk.say(KIM, 'it works now');
  await helpdesk.say(KIM, 'yes');
  await pass(89);
  await helpdesk.say(KIM, BLOCKED);
  const before = await words();
  await pass(2);
  expect(await words()).toBeLessThan(before);
  expect(helpdesk.rows()).not.toContain('bob@shop.example');
  expect(helpdesk.rows()).toContain('bluebottle 550');
  expect((await helpdesk.store.casesOf('slack', KIM.id)).map(({ title, state }) => [title, state])).toEqual([
    [expect.any(String), 'open'],
    ["The recipient's mailbox is full", 'solved'],
  ]);
  await helpdesk.say(KIM, 'status');
  expect(helpdesk.said.at(-1)).toContain('mailbox is full');
});

it('waits with a case of which the person was promised a reminder', async () => {
  await helpdesk.say(KIM, FULL);
  await helpdesk.say(KIM, 'remind me in 5 days');
  const before = await words();
  await pass(4);
  expect(await words()).toBe(before);
  expect(await helpdesk.store.silentConversations('2099-01-01', 9)).toEqual([]);
});
