import { Registry } from 'prom-client';
import { createBot, type Bot } from '../../src/bot';
import { createBotMetrics } from '../../src/cli/bot-metrics';
import { VariantId } from '../../src/knowledge/variant';
import type { Analysis } from '../../src/classifier/diagnosis';
import type { TicketOutcome } from '../../src/helpdesk/ticket-system';
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
let ticketAnswers: TicketOutcome[];

const OPENED: TicketOutcome = { kind: 'opened', reference: 'D-1', url: null };
const A_BOUNCE: Analysis = {
  kind: 'analysed',
  form: 'reply-line',
  ownWords: '',
  otherKind: null,
  diagnosed: [
    {
      failure: { facts: {}, action: null, refusedBy: null, phase: null, reply: '', report: '' },
      diagnosis: {
        certainty: 'sure',
        ranked: [{ label: VariantId.parse('mailbox-full'), confidence: 0.93 }],
        evidence: [],
        decidingLine: null,
        hint: { provider: null, blocklist: null, fixer: null, helpUrl: null, retryAfterSeconds: null },
      },
    },
  ],
};

beforeEach(async () => {
  ticketAnswers = [];
  store = await openEmbeddedStore(IN_MEMORY);
  channel = new ScriptedChannel();
  clock = new ScriptedClock();
  registry = new Registry();
  bot = createBot({
    store,
    channels: [channel],
    desks: [],
    tickets: { name: 'desk', open: () => Promise.resolve(ticketAnswers.shift() ?? OPENED) },
    dialogue: scriptedDialogue,
    reader: {
      ...scriptedReader,
      analyse: (paste) => (paste === 'a bounce' ? A_BOUNCE : scriptedReader.analyse(paste)),
    },
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

it('counts what is identified, how surely, and what goes to a human', async () => {
  ticketAnswers = [{ kind: 'retry', afterMs: 1000, reason: 'create-rate-limited' }];
  await bot.receive(said('a bounce'));
  await bot.receive(said('human'));
  await bot.idle();
  clock.pass(2);
  await bot.idle();
  expect(await lines('bouncedesk_failures_identified_total')).toEqual([
    'bouncedesk_failures_identified_total{variant="mailbox-full",certainty="sure"} 1',
  ]);
  expect(await lines('bouncedesk_identification_confidence_ratio_bucket{le="0.9')).toEqual([
    'bouncedesk_identification_confidence_ratio_bucket{le="0.9"} 0',
    'bouncedesk_identification_confidence_ratio_bucket{le="0.95"} 1',
    'bouncedesk_identification_confidence_ratio_bucket{le="0.99"} 1',
  ]);
  expect(await lines('bouncedesk_escalations_total')).toEqual([
    'bouncedesk_escalations_total{variant="mailbox-full"} 1',
  ]);
  expect(await lines('bouncedesk_ticket_openings_total')).toEqual([
    'bouncedesk_ticket_openings_total{system="desk",outcome="retry"} 1',
    'bouncedesk_ticket_openings_total{system="desk",outcome="opened"} 1',
  ]);
  expect(await lines('bouncedesk_platform_errors_total')).toEqual([
    'bouncedesk_platform_errors_total{platform="desk",code="create-rate-limited"} 1',
  ]);
});

it('times the parts of a turn', async () => {
  await bot.receive(said('hello'));
  await bot.idle();
  expect(await lines('bouncedesk_part_duration_seconds_count')).toEqual(
    ['read', 'turn', 'receive', 'deliver'].map(
      (part) => `bouncedesk_part_duration_seconds_count{part="${part}",channel="test"} 1`,
    ),
  );
});

/** prometheus.io/docs/practices/naming */
it('names every metric as Prometheus wants it, with its help', async () => {
  await bot.receive(said('hello'));
  await bot.idle();
  const own = (await registry.getMetricsAsJSON()).filter(({ name }) => name.startsWith('bouncedesk_'));
  expect(own.length).toBeGreaterThan(10);
  for (const { name, type, help } of own) {
    expect(name).toMatch(/^[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(String(type) === 'counter');
    expect(name).toMatch(/_(?:total|seconds|ratio|jobs)$/);
    expect(help).not.toBe('');
  }
});

it('asks the store once for all gauges of a scrape, and not again at once', async () => {
  let asked = 0;
  const counted = new Registry();
  createBotMetrics(counted, { outbox: (now) => ((asked += 1), store.outbox(now)) }, clock.now);
  await counted.metrics();
  await counted.metrics();
  expect(asked).toBe(1);
  clock.pass(5);
  await counted.metrics();
  expect(asked).toBe(2);
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
  expect(await lines('bouncedesk_outbox_waiting_jobs')).toEqual(['bouncedesk_outbox_waiting_jobs 2']);
  expect(await lines('bouncedesk_outbox_given_up_jobs')).toEqual(['bouncedesk_outbox_given_up_jobs 1']);
  const [oldest = ''] = await lines('bouncedesk_outbox_oldest_due_age_seconds');
  expect(Number(oldest.split(' ')[1])).toBeGreaterThan(59);
  expect(Number(oldest.split(' ')[1])).toBeLessThanOrEqual(60);
});

it('still tells the rest when the store can not be read, and nothing of a person', async () => {
  await bot.receive(said('my secret words', { user: { id: 'u1', name: 'Kim' } }));
  await bot.idle();
  await bot.stop();
  await store.close();
  expect(await lines('bouncedesk_outbox_waiting_jobs')).toEqual(['bouncedesk_outbox_waiting_jobs Nan']);
  expect(await lines('process_resident_memory_bytes')).toHaveLength(1);
  expect(await registry.metrics()).not.toMatch(/secret|Kim|test:one/);
  store = await openEmbeddedStore(IN_MEMORY);
});
