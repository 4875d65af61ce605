import { everyHour, type Chore } from './hourly';
import type { Store } from './store/store';

/**
 * How long ids of events are remembered. Slack sends an event again for the last time five minutes after the
 * first (docs.slack.dev/apis/events-api, "Retries") and Teams within seconds, but only an event that was not
 * answered; two days are for a platform, or a proxy before us, that was away over a night and catches up.
 */
const REMEMBERED_MS = 48 * 3_600_000;

/** Forgets ids of old events, now and every hour, so that they don't pile up. */
export function keepEventMemoryShort(
  store: Pick<Store, 'pruneEvents'>,
  clock: () => Date,
  onError: (error: unknown) => void,
): Chore {
  return everyHour(async (isStopped) => {
    const before = new Date(clock().getTime() - REMEMBERED_MS).toISOString();
    // The store removes a bounded number at a call.
    while (!isStopped() && (await store.pruneEvents(before)) > 0);
  }, onError);
}
