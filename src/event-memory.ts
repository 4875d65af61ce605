import type { Store } from './store/store';

/**
 * How long ids of events are remembered. Slack sends an event again for the last time five minutes after the
 * first (docs.slack.dev/apis/events-api, "Retries") and Teams within seconds, but only an event that was not
 * answered; two days are for a platform, or a proxy before us, that was away over a night and catches up.
 */
const REMEMBERED_MS = 48 * 3_600_000;
const EVERY_MS = 3_600_000;

export interface EventMemory {
  /** Resolves when nothing is being forgotten any more. */
  stop(): Promise<void>;
}

/** Forgets ids of old events, now and every hour, so that they don't pile up. */
export function keepEventMemoryShort(
  store: Pick<Store, 'pruneEvents'>,
  clock: () => Date,
  onError: (error: unknown) => void,
): EventMemory {
  let stopped = false;
  let forgetting: Promise<void> = Promise.resolve();
  const forget = async () => {
    const before = new Date(clock().getTime() - REMEMBERED_MS).toISOString();
    // The store removes a bounded number at a call.
    while (!stopped && (await store.pruneEvents(before)) > 0);
  };
  const begin = () => {
    forgetting = forgetting.then(forget).catch(onError);
  };
  begin();
  const timer = setInterval(begin, EVERY_MS).unref();
  return {
    stop() {
      stopped = true;
      clearInterval(timer);
      return forgetting;
    },
  };
}
