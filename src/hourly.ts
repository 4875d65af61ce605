const EVERY_MS = 3_600_000;

export interface Chore {
  /** Resolves when the work has come to its end. */
  stop(): Promise<void>;
}

/**
 * Does the work now and every hour, one time after the other. `isStopped` tells it to come to an early end, and
 * what it fails at is told and tried again with the next hour.
 */
export function everyHour(
  work: (isStopped: () => boolean) => Promise<void>,
  onError: (error: unknown) => void,
): Chore {
  let stopped = false;
  let working: Promise<void> = Promise.resolve();
  const begin = () => {
    working = working.then(() => work(() => stopped)).catch(onError);
  };
  begin();
  const timer = setInterval(begin, EVERY_MS).unref();
  return {
    stop() {
      stopped = true;
      clearInterval(timer);
      return working;
    },
  };
}
