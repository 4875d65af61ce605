import type { DeliveryOutcome } from '../../src/channel';
import type { Called } from './connector';
import type { Tried } from './tries';

/** Never to be repeated (Teams: "Status code responses"); whatever else failed may pass. */
const FINAL = new Set([400, 401, 403, 404, 405, 410, 413, 415]);

type Failed = Exclude<Called<never>, { readonly kind: 'done' }>;

/**
 * What becomes of a message that Teams did not take: 412, 429, 502 and 504 are tried again, after the time
 * Teams asks for or else with the outbox's own growing, spread delays.
 */
export function outcomeOf(failed: Failed): DeliveryOutcome {
  if (failed.kind === 'unanswered') return { kind: 'retry', afterMs: 0, reason: failed.reason };
  const reason = failed.code === null ? `status-${failed.status}` : failed.code;
  if (FINAL.has(failed.status)) return { kind: 'undeliverable', reason };
  return { kind: 'retry', afterMs: failed.retryAfterMs ?? 0, reason };
}

/** How a try to send ended. */
export function triedOf(called: Called<{ readonly id: string | null }>): Tried {
  if (called.kind === 'done') {
    return { outcome: { kind: 'delivered', messageRef: called.body.id }, mayStand: true };
  }
  return { outcome: outcomeOf(called), mayStand: called.kind === 'unanswered' && called.mayBeDone };
}
