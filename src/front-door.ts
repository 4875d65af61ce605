import type { Content, Incoming, Received } from './channel';
import { FairQueue } from './fair-queue';
import type { Log } from './log';
import { observe, type Observers } from './observe';
import { RateLimiter, type Admission, type RateLimits } from './rate-limit';
import { turnKey } from './tracer';

export interface FrontDoorParts extends Observers {
  /** No limits where it is absent. */
  readonly limits?: RateLimits;
  readonly clock: () => Date;
  readonly log: Log;
  /** Whose reading waits for whose. */
  readonly reading: FairQueue;
  hear(incoming: Incoming, at: string): Promise<Received>;
  /** Tells the person that this one was not read, and what to do. */
  turnAway(incoming: Incoming, at: string, whose: 'person' | 'everybody'): Promise<Received>;
}

const NO_LIMITS: RateLimits = { ofPerson: null, ofWorkspace: null };

const MEBIBYTE = 1_048_576;
/** What an event takes in memory besides its text. */
const EVENT_SIZE = 1_000;

/**
 * Enough turns at once to keep the database busy. What waits is kept in memory: some of the largest files of one
 * person, and as much again of others.
 */
export function createReadingQueue(): FairQueue {
  return new FairQueue({ atOnce: 64, waitingOfOne: 16 * MEBIBYTE, waitingOfAll: 128 * MEBIBYTE });
}

/** What comes in passes here: counted, limited, and one person after the other. */
export class FrontDoor {
  private readonly limiter: RateLimiter;

  constructor(private readonly parts: FrontDoorParts) {
    this.limiter = new RateLimiter(parts.limits ?? NO_LIMITS, parts.clock);
  }

  async receive(incoming: Incoming): Promise<Received> {
    const { channel } = incoming;
    const at = this.parts.clock().toISOString();
    const turn = turnKey(incoming.conversation, at);
    const began = performance.now();
    let outcome: Received | 'failed' = 'failed';
    try {
      outcome = await observe(this.parts, 'receive', { turn, channel }, () => this.admit(incoming, at));
      return outcome;
    } finally {
      this.parts.meter?.received(channel, outcome);
      this.parts.log.info('event-received', {
        turn,
        conversation: incoming.conversation,
        user: incoming.user.id,
        channel,
        task: incoming.content.kind,
        outcome,
        milliseconds: Math.round(performance.now() - began),
      });
    }
  }

  private async admit(incoming: Incoming, at: string): Promise<Received> {
    const person = `${incoming.channel} ${incoming.user.id}`;
    const admission = this.limiter.admit(person, workspaceOf(incoming));
    if (admission.kind === 'over' && !admission.first) return 'throttled';
    return this.parts.reading.run(person, sizeOf(incoming.content), () => this.take(incoming, at, admission));
  }

  private take(incoming: Incoming, at: string, admission: Admission): Promise<Received> {
    return admission.kind === 'admitted'
      ? this.parts.hear(incoming, at)
      : this.parts.turnAway(incoming, at, admission.whose);
  }
}

function workspaceOf({ channel, workspace }: Incoming): string | null {
  return workspace === undefined ? null : `${channel} ${workspace}`;
}

function sizeOf(content: Content): number {
  switch (content.kind) {
    case 'text':
    case 'edit':
      return EVENT_SIZE + content.text.length;
    case 'bytes':
      return EVENT_SIZE + content.bytes.length;
    case 'opened':
    case 'attachment':
    case 'choice':
      return EVENT_SIZE;
  }
}
