import { CONVERSATION_WINDOWS, TENANT_WINDOW, type Window } from './limits';

/** Keeps sends below Teams' limits, so that a 429 is the exception. Counts what this process sends. */
export interface SendLimits {
  /** 0: send now, it was counted. Otherwise the milliseconds until there is room again. */
  admit(conversation: string, tenant: string, now: number): number;
}

const FORGET_EVERY_MS = 60_000;

export function createSendLimits(): SendLimits {
  const conversations = new SlidingWindows(CONVERSATION_WINDOWS);
  const tenants = new SlidingWindows([TENANT_WINDOW]);
  let forgottenAt = 0;
  return {
    admit(conversation, tenant, now) {
      if (now - forgottenAt >= FORGET_EVERY_MS) {
        forgottenAt = now;
        conversations.forgetIdle(now);
        tenants.forgetIdle(now);
      }
      const wait = Math.max(conversations.waitFor(conversation, now), tenants.waitFor(tenant, now));
      if (wait === 0) {
        conversations.count(conversation, now);
        tenants.count(tenant, now);
      }
      return wait;
    },
  };
}

/** The times of the last sends of each key, oldest first, as far back as the longest window looks. */
class SlidingWindows {
  readonly #sends = new Map<string, number[]>();
  readonly #longest: number;

  constructor(private readonly windows: readonly Window[]) {
    this.#longest = Math.max(...windows.map((window) => window.ms));
  }

  waitFor(key: string, now: number): number {
    const sends = this.#sends.get(key) ?? [];
    const waits = this.windows.map((window) => {
      const oldestInTheWay = sends[sends.length - window.sends];
      return oldestInTheWay === undefined ? 0 : oldestInTheWay + window.ms - now;
    });
    return Math.max(0, ...waits);
  }

  count(key: string, now: number): void {
    const sends = this.#sends.get(key) ?? [];
    sends.push(now);
    const most = Math.max(...this.windows.map((window) => window.sends));
    if (sends.length > 2 * most) sends.splice(0, sends.length - most);
    this.#sends.set(key, sends);
  }

  forgetIdle(now: number): void {
    for (const [key, sends] of this.#sends) {
      if ((sends.at(-1) ?? 0) + this.#longest <= now) this.#sends.delete(key);
    }
  }
}
