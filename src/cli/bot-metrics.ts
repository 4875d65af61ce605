import { collectDefaultMetrics, Counter, Gauge, type Registry } from 'prom-client';
import type { Meter } from '../meter';
import type { OutboxState, Store } from '../store/store';

/** Counts what the bot does and, when it is asked, what waits in the outbox. */
export function createBotMetrics(registry: Registry, store: Pick<Store, 'outbox'>, clock: () => Date): Meter {
  collectDefaultMetrics({ register: registry });
  followOutbox(registry, store, clock);
  const registers = [registry];
  const received = new Counter({
    name: 'bouncedesk_events_received_total',
    help: 'Events of the platforms: accepted, duplicate, or failed to be stored',
    labelNames: ['channel', 'outcome'] as const,
    registers,
  });
  const delivered = new Counter({
    name: 'bouncedesk_deliveries_total',
    help: 'Tries to show a reply: delivered, retry, or undeliverable',
    labelNames: ['channel', 'outcome'] as const,
    registers,
  });
  const failed = new Counter({
    name: 'bouncedesk_job_failures_total',
    help: 'Jobs that failed in an unforeseen way; each is in the log',
    labelNames: ['channel', 'task'] as const,
    registers,
  });
  return {
    received: (channel, outcome) => received.inc({ channel, outcome }),
    delivered: (channel, outcome) => delivered.inc({ channel, outcome }),
    failed: (channel, task) => failed.inc({ channel, task }),
  };
}

function followOutbox(registry: Registry, store: Pick<Store, 'outbox'>, clock: () => Date): void {
  const gauge = (name: string, help: string, valueOf: (state: OutboxState, now: Date) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const now = clock();
        // A store that can't be read must not hide everything else.
        const state = await store.outbox(now.toISOString()).catch(() => null);
        this.set(state === null ? Number.NaN : valueOf(state, now));
      },
    });
  gauge('bouncedesk_outbox_waiting', 'Jobs that are due, or stand behind one', ({ waiting }) => waiting);
  gauge('bouncedesk_outbox_given_up', 'Jobs that were given up and need a human', ({ buried }) => buried);
  gauge(
    'bouncedesk_outbox_oldest_seconds',
    'How long the job that is due longest has been due',
    ({ oldestDueAt }, now) => (oldestDueAt === null ? 0 : (now.getTime() - Date.parse(oldestDueAt)) / 1000),
  );
}
