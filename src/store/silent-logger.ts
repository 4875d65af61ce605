import { Logger } from 'graphile-worker';

/** graphile-worker logs what it does and fails at, with messages of errors in it; we hear of both by events. */
export const silentLogger = new Logger(() => () => undefined);
