import { Gauge, type Registry } from 'prom-client';
import type { OutboxState, Store } from '../store/store';
import { atMostEvery } from './at-most-every';

/** Scrapes that come close together, and the gauges of one scrape, share one look. */
const LOOK_EVERY_MS = 5_000;

/** What waits in the outbox, asked for when somebody scrapes. */
export function followOutbox(registry: Registry, store: Pick<Store, 'outbox'>, clock: () => Date): void {
  const look = atMostEvery(LOOK_EVERY_MS, clock, () => store.outbox(clock().toISOString()));
  const gauge = (name: string, help: string, valueOf: (state: OutboxState, now: Date) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        // A store that can't be read must not hide everything else.
        const state = await look().catch(() => null);
        this.set(state === null ? Number.NaN : valueOf(state, clock()));
      },
    });
  gauge('bouncedesk_outbox_waiting_jobs', 'Jobs that are due, or stand behind one', ({ waiting }) => waiting);
  gauge(
    'bouncedesk_outbox_given_up_jobs',
    'Jobs that were given up and need a human',
    ({ buried }) => buried,
  );
  gauge(
    'bouncedesk_outbox_oldest_due_age_seconds',
    'How long the job that is due longest has been due',
    ({ oldestDueAt }, now) => (oldestDueAt === null ? 0 : (now.getTime() - Date.parse(oldestDueAt)) / 1000),
  );
}
