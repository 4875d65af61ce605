/** How much may be taken at once, and may wait. */
export interface FairQueueLimits {
  /** Works under way at the same time. */
  readonly atOnce: number;
  /** Sizes of what waits, of one party and of all together. */
  readonly waitingOfOne: number;
  readonly waitingOfAll: number;
}

/** There is more to do than can wait: whoever sent it should send it again later. */
export class TooBusyError extends Error {
  override readonly name = 'TooBusyError';
  readonly code = 'too-busy';
}

interface Party {
  readonly waiting: { readonly size: number; readonly begin: () => Promise<void> }[];
  size: number;
  atWork: boolean;
}

/** So long works begin in one round of the event loop; then what is ready gets out before more begins. */
const ROUND_MS = 5;

/**
 * Lets parties take turns: each has one work under way at most, in its own order, and whoever has waited since
 * the longest ago begins next, however much somebody else has sent. Quick works begin several in a round of the
 * event loop, so that the store can write them together; one that keeps the processor busy at its beginning
 * ends the round, and holds up no answer that is ready.
 */
export class FairQueue {
  private readonly parties = new Map<string, Party>();
  /** Those that have something waiting and nothing under way, the one whose turn it is first. */
  private readonly ready = new Map<string, Party>();
  private underWay = 0;
  private size = 0;
  private beginning = false;

  constructor(private readonly limits: FairQueueLimits) {}

  /** The size of all that waits. */
  get waiting(): number {
    return this.size;
  }

  /** Resolves as `work` does. Rejects with a TooBusyError when too much waits already. */
  run<Result>(party: string, size: number, work: () => Promise<Result>): Promise<Result> {
    const own = this.parties.get(party) ?? { waiting: [], size: 0, atWork: false };
    if (this.isFull(own, size)) return Promise.reject(new TooBusyError('too much is waiting already'));
    this.parties.set(party, own);
    return new Promise<Result>((resolve, reject) => {
      own.waiting.push({ size, begin: async () => work().then(resolve, reject) });
      own.size += size;
      this.size += size;
      if (!own.atWork) this.ready.set(party, own);
      this.beginSoon();
    });
  }

  /** What is larger than a limit is taken where nothing else waits. */
  private isFull(own: Party, size: number): boolean {
    const { waitingOfOne, waitingOfAll } = this.limits;
    return (
      (own.size > 0 && own.size + size > waitingOfOne) || (this.size > 0 && this.size + size > waitingOfAll)
    );
  }

  private canBegin(): boolean {
    return this.ready.size > 0 && this.underWay < this.limits.atOnce;
  }

  private beginSoon(): void {
    if (this.beginning || !this.canBegin()) return;
    this.beginning = true;
    setImmediate(() => {
      this.beginning = false;
      const end = performance.now() + ROUND_MS;
      do this.beginNext();
      while (this.canBegin() && performance.now() < end);
      this.beginSoon();
    });
  }

  private beginNext(): void {
    const [next] = this.ready;
    if (next === undefined) return;
    const [name, party] = next;
    this.ready.delete(name);
    const entry = party.waiting.shift();
    if (entry === undefined) return;
    party.size -= entry.size;
    this.size -= entry.size;
    party.atWork = true;
    this.underWay += 1;
    void entry.begin().finally(() => this.ended(name, party));
  }

  private ended(name: string, party: Party): void {
    this.underWay -= 1;
    party.atWork = false;
    if (party.waiting.length > 0) this.ready.set(name, party);
    else this.parties.delete(name);
    this.beginSoon();
  }
}
