import { Registry } from 'prom-client';
import { createBot, type Bot } from '../../src/bot';
import { createBotMetrics } from '../../src/cli/bot-metrics';
import { storeOnly } from '../../src/helpdesk/ticket-system';
import { createLog } from '../../src/log';
import { IN_MEMORY } from '../../src/store/embedded-database';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { Store } from '../../src/store/store';
import { said, ScriptedChannel, ScriptedClock, scriptedDialogue, scriptedReader } from './scripted';

let store: Store;
let bot: Bot;
let channel: ScriptedChannel;
let clock: ScriptedClock;
let registry: Registry;

beforeEach(async () => {
  store = await openEmbeddedStore(IN_MEMORY);
  channel = new ScriptedChannel();
  clock = new ScriptedClock();
  registry = new Registry();
  bot = createBot({
    store,
    channels: [channel],
    desks: [],
    tickets: storeOnly,
    dialogue: scriptedDialogue,
    reader: scriptedReader,
    clock: clock.now,
    log: createLog('silent'),
    meter: createBotMetrics(registry, store, clock.now),
  });
  await bot.start();
});
afterEach(async () => {
  await bot.stop();
  await store.close();
});

/** The lines of /metrics that begin with the name. */
async function lines(name: string): Promise<readonly string[]> {
  const all = await registry.metrics();
  return all.split('\n').filter((line) => line.startsWith(name));
}

it('counts events by channel and what became of them', async () => {
  const first = said('hello');
  await bot.receive(first);
  await bot.receive(first);
  await bot.receive(said('fail')).catch(() => undefined);
  expect(await lines('bouncedesk_events_received_total')).toEqual([
    'bouncedesk_events_received_total{channel="test",outcome="accepted"} 1',
    'bouncedesk_events_received_total{channel="test",outcome="duplicate"} 1',
    'bouncedesk_events_received_total{channel="test",outcome="failed"} 1',
  ]);
});

it('counts tries to deliver by what the platform answered, and failures by what was being done', async () => {
  channel.answers = [
    { kind: 'retry', afterMs: 1000, reason: 'rate-limited' },
    { kind: 'undeliverable', reason: 'archived' },
  ];
  await bot.receive(said('one'));
  await bot.receive(said('two'));
  await bot.idle();
  clock.pass(2);
  await bot.idle();
  channel.deliver = () => Promise.reject(new Error('no'));
  await bot.receive(said('three'));
  await bot.idle();
  expect(await lines('bouncedesk_deliveries_total')).toEqual([
    'bouncedesk_deliveries_total{channel="test",outcome="retry"} 1',
    'bouncedesk_deliveries_total{channel="test",outcome="undeliverable"} 1',
    'bouncedesk_deliveries_total{channel="test",outcome="delivered"} 1',
  ]);
  expect(await lines('bouncedesk_job_failures_total')).toEqual([
    'bouncedesk_job_failures_total{channel="test",task="post"} 1',
  ]);
});

it('tells what waits in the outbox, how long, and what was given up', async () => {
  channel.answers = [
    { kind: 'undeliverable', reason: 'archived' },
    { kind: 'retry', afterMs: 0, reason: 'unreachable' },
  ];
  for (const text of ['one', 'two', 'three']) await bot.receive(said(text));
  await bot.idle();
  await bot.stop();
  clock.pass(60);
  expect(await lines('bouncedesk_outbox_waiting')).toEqual(['bouncedesk_outbox_waiting 2']);
  expect(await lines('bouncedesk_outbox_given_up')).toEqual(['bouncedesk_outbox_given_up 1']);
  const [oldest = ''] = await lines('bouncedesk_outbox_oldest_seconds');
  expect(Number(oldest.split(' ')[1])).toBeGreaterThan(59);
  expect(Number(oldest.split(' ')[1])).toBeLessThanOrEqual(60);
});

it('still tells the rest when the store can not be read, and nothing of a person', async () => {
  await bot.receive(said('my secret words', { user: { id: 'u1', name: 'Kim' } }));
  await bot.idle();
  await bot.stop();
  await store.close();
  expect(await lines('bouncedesk_outbox_waiting')).toEqual(['bouncedesk_outbox_waiting Nan']);
  expect(await lines('process_resident_memory_bytes')).toHaveLength(1);
  expect(await registry.metrics()).not.toMatch(/secret|Kim|test:one/);
  store = await openEmbeddedStore(IN_MEMORY);
});
