import { retryDelay } from './retry-delay';
import type { TicketRecord } from './store/records';
import type { Job, Store, Turn } from './store/store';

export type Retry = { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string };

/**
 * Writes down how a job went. What it led to is stored in the same turn that removes it, so it happens once: a
 * crash before that turn repeats the job, a crash after it finds nothing left to do.
 */
export class JobLedger {
  constructor(
    private readonly store: Store,
    private readonly clock: () => Date,
  ) {}

  /** Removes the job and stores what it led to, or nothing when it was done or cancelled meanwhile. */
  async complete(job: Job, then?: (turn: Turn) => Promise<void>): Promise<void> {
    await this.store.turn(job.conversation, async (turn) => {
      if (await turn.completeJob(job.id)) await then?.(turn);
    });
  }

  /** Gives the job up where a human can see it, and stores what that leads to. */
  async bury(job: Job, reason: string, then?: (turn: Turn) => Promise<void>): Promise<void> {
    await this.store.turn(job.conversation, async (turn) => {
      if (await turn.buryJob(job.id, reason, this.now())) await then?.(turn);
    });
  }

  async postpone(job: Job, { afterMs, reason }: Retry): Promise<void> {
    const dueAt = new Date(this.clock().getTime() + retryDelay(job, afterMs)).toISOString();
    await this.store.turn(job.conversation, (turn) => turn.postponeJob(job.id, dueAt, reason));
  }

  now(): string {
    return this.clock().toISOString();
  }
}

/** Somebody else's case may be on its way to the helpdesk for so long; then it does not get there. */
const ON_ITS_WAY_MS = 3_600_000;

/**
 * Whether a job about a ticket of another conversation came before the ticket was there. Within a conversation
 * what makes the ticket stands ahead of what is written into it.
 */
export function isSoon(job: Job, { conversation }: TicketRecord, now: string): boolean {
  return job.conversation !== conversation && Date.parse(now) - Date.parse(job.addedAt) < ON_ITS_WAY_MS;
}

/** Stable over retries. With the time in it, so that a store that was begun anew never uses an old key again. */
export function jobKey(job: Job): string {
  return `${Date.parse(job.addedAt).toString(36)}-${job.id}`;
}
