import type { FakeClock } from './fake-clock';

/** A trigger is good once, within three seconds. */
const TRIGGER_MS = 3_000;
const RESPONSE_URL_MS = 30 * 60_000;
const RESPONSE_URL_USES = 5;

/** Ids with which an app may open a modal. */
export class Triggers {
  readonly #given = new Map<string, { readonly user: string; readonly until: number }>();

  constructor(private readonly clock: FakeClock) {}

  give(id: string, user: string): void {
    this.#given.set(id, { user, until: this.clock.now() + TRIGGER_MS });
  }

  take(id: string): { readonly user: string } | { readonly error: string } {
    const trigger = this.#given.get(id);
    this.#given.delete(id);
    if (trigger === undefined) return { error: 'invalid_trigger_id' };
    return trigger.until < this.clock.now() ? { error: 'expired_trigger_id' } : { user: trigger.user };
  }
}

/** Addresses at which an app may answer one person. */
export class ResponseUrls {
  readonly #given = new Map<string, { readonly user: string; readonly until: number; uses: number }>();

  constructor(private readonly clock: FakeClock) {}

  give(id: string, user: string): void {
    this.#given.set(id, { user, until: this.clock.now() + RESPONSE_URL_MS, uses: 0 });
  }

  /** Whom an answer there reaches; null where it reaches nobody. */
  use(id: string): string | null {
    const response = this.#given.get(id);
    if (response === undefined || response.until < this.clock.now() || response.uses >= RESPONSE_URL_USES)
      return null;
    response.uses += 1;
    return response.user;
  }
}
