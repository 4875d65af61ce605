import type { Job, Worker, WorkerOptions } from './store';

/** A sleep is never longer, so that a clock that was set back or forward is noticed. */
const LONGEST_SLEEP_MS = 60_000;
/** After a store that could not be written: time to recover before the next try. */
const PAUSE_MS = 1_000;

/** Where a polling worker finds its jobs. */
export interface JobSource {
  /** Jobs by the time they are due, the first `limit` that are not in `except`, due or not. */
  upcoming(limit: number, except: readonly number[]): Promise<readonly UpcomingJob[]>;
}

export interface UpcomingJob {
  readonly dueAt: string;
  readonly job: Job;
}

/** Performs due jobs, several at once; the source gives at most one of each queue. */
export class JobWorker implements Worker {
  private readonly underWay = new Map<number, Promise<void>>();
  private readonly idlers: (() => void)[] = [];
  private looking = false;
  private lookAgain = false;
  private paused = false;
  private stopped = false;
  private sleep: NodeJS.Timeout | null = null;
  private signAt: Date;

  constructor(
    private readonly source: JobSource,
    private readonly options: Pick<WorkerOptions, 'concurrency' | 'clock' | 'perform' | 'onError'>,
  ) {
    this.signAt = options.clock();
  }

  lastSign(): Date {
    return this.signAt;
  }

  /** There may be something to do. Looks that are asked for during a look become one more. */
  wake(): void {
    if (this.looking) {
      this.lookAgain = true;
      return;
    }
    this.looking = true;
    void this.look();
  }

  async idle(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.idlers.push(resolve);
      this.wake();
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.sleep !== null) clearTimeout(this.sleep);
    await this.idle();
  }

  private async look(): Promise<void> {
    let nextDueAt: string | null = null;
    do {
      this.lookAgain = false;
      try {
        nextDueAt = await this.startDueJobs();
        if (!this.paused) this.signAt = this.options.clock();
      } catch (error) {
        this.pause(error);
      }
    } while (this.lookAgain);
    this.looking = false;
    this.sleepUntil(nextDueAt);
    this.tellIdlers();
  }

  /** Returns when the next job will be due that is not yet; null when there is none, or no place for it. */
  private async startDueJobs(): Promise<string | null> {
    const places = this.options.concurrency - this.underWay.size;
    if (this.stopped || this.paused || places <= 0) return null;
    const now = this.options.clock().toISOString();
    for (const { dueAt, job } of await this.source.upcoming(places, [...this.underWay.keys()])) {
      if (dueAt > now) return dueAt;
      this.underWay.set(job.id, this.perform(job));
    }
    return null;
  }

  private async perform(job: Job): Promise<void> {
    try {
      await this.options.perform(job);
    } catch (error) {
      this.pause(error);
    } finally {
      this.underWay.delete(job.id);
      this.wake();
    }
  }

  private pause(error: unknown): void {
    this.options.onError(error);
    if (this.paused) return;
    this.paused = true;
    setTimeout(() => {
      this.paused = false;
      this.wake();
    }, PAUSE_MS).unref();
  }

  /** With nothing to wait for it still looks now and then, as a sign of life, and keeps no process alive. */
  private sleepUntil(dueAt: string | null): void {
    if (this.sleep !== null) clearTimeout(this.sleep);
    this.sleep = null;
    if (this.stopped) return;
    const milliseconds =
      dueAt === null ? LONGEST_SLEEP_MS : Date.parse(dueAt) - this.options.clock().getTime();
    this.sleep = setTimeout(() => this.wake(), Math.min(Math.max(milliseconds, 0), LONGEST_SLEEP_MS));
    if (dueAt === null) this.sleep.unref();
  }

  private tellIdlers(): void {
    if (this.underWay.size > 0) return;
    for (const tell of this.idlers.splice(0)) tell();
  }
}
