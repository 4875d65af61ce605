import type { DeliveryOutcome } from '../../src/channel';
import { Unsent, type TryOf } from '../../src/unsent';

/** How a try ended; `mayStand`: the message may be in the conversation although no outcome says so. */
export interface Tried {
  readonly outcome: DeliveryOutcome;
  readonly mayStand: boolean;
}

/** `run` is told whether an earlier try may have reached the conversation. */
export type Try = (request: TryOf, run: (repeated: boolean) => Promise<Tried>) => Promise<DeliveryOutcome>;

/**
 * Teams can neither be asked whether a message stands nor told a key to recognise it by. So where an earlier
 * try may have reached it (a crash, a connection that broke), the message is sent again and says so: a second
 * copy can be overlooked, an answer that never came cannot. A try that this process saw refused is no such try.
 */
export function createTries(): Try {
  const refused = new Unsent();
  return async (request, run) => {
    const repeated = !refused.isCertain(request);
    const { outcome, mayStand } = await run(repeated);
    if (outcome.kind === 'retry' && !mayStand && !repeated) refused.note(request);
    else refused.forget(request);
    return outcome;
  };
}
