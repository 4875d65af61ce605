import type { Bot } from '../bot';
import type { Store } from '../store/store';
import { atMostEvery } from './at-most-every';

/** A worker looks for jobs every minute where none is due; see Worker.lastSign. */
const LONGEST_SILENCE_MS = 90_000;
const CHECK_LIMIT_MS = 5_000;
/** Everybody may ask, and each check writes. */
const CHECK_EVERY_MS = 1_000;

export interface ReadinessParts {
  readonly store: Pick<Store, 'check'>;
  readonly bot: Pick<Bot, 'lastSign'>;
  readonly clock: () => Date;
  isStopping(): boolean;
}

/** Why no event should be sent here now, in words; null where all is well. */
export function readiness(parts: ReadinessParts): () => Promise<string | null> {
  const storeFault = atMostEvery(CHECK_EVERY_MS, parts.clock, () => faultOfStore(parts.store));
  return async () => {
    if (parts.isStopping()) return 'this process is stopping';
    const sign = parts.bot.lastSign();
    if (sign === null) return 'the bot does not run yet';
    const silence = parts.clock().getTime() - sign.getTime();
    if (silence > LONGEST_SILENCE_MS)
      return `no job was looked for in ${Math.round(silence / 1000)} seconds, so nobody is answered`;
    return storeFault();
  };
}

async function faultOfStore(store: Pick<Store, 'check'>): Promise<string | null> {
  let limit: NodeJS.Timeout | undefined;
  const silent = new Promise<string>((resolve) => {
    limit = setTimeout(() => resolve('the store does not answer'), CHECK_LIMIT_MS);
  });
  const written = store.check().then(
    () => null,
    () => 'the store can not be written',
  );
  return Promise.race([written, silent]).finally(() => clearTimeout(limit));
}
