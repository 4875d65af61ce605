import type { DeliveryOutcome } from '../../src/channel';

/** How a try ended; `mayStand`: the message may be in the conversation although no outcome says so. */
export interface Tried {
  readonly outcome: DeliveryOutcome;
  readonly mayStand: boolean;
}

interface Delivered {
  readonly key: string;
  readonly attempt: number;
}

/** `run` is told whether an earlier try may have reached the conversation. */
export type Try = (
  request: Delivered,
  run: (repeated: boolean) => Promise<Tried>,
) => Promise<DeliveryOutcome>;

/**
 * Teams can neither be asked whether a message stands nor told a key to recognise it by. So where an earlier
 * try may have reached it (a crash, a connection that broke), the message is sent again and says so: a second
 * copy can be overlooked, an answer that never came cannot. A try that this process saw refused is no such try.
 */
export function createTries(): Try {
  const refused = new Set<string>();
  return async (request, run) => {
    const repeated = request.attempt > 1 && !refused.has(request.key);
    const { outcome, mayStand } = await run(repeated);
    if (outcome.kind === 'retry' && !mayStand && !repeated) refused.add(request.key);
    else refused.delete(request.key);
    return outcome;
  };
}
