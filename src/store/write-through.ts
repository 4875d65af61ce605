/**
 * Waits for the disk beside the work: while one flush is under way, whatever is written shares the next. So a
 * disk that takes milliseconds holds up those who wait for its word, and nobody else.
 */
export class WriteThrough {
  private running: Promise<void> = Promise.resolve();
  private next: Promise<void> | null = null;

  /** `flush` resolves once all that was written before the call outlasts a power cut. */
  constructor(private readonly flush: () => Promise<void>) {}

  /** Resolves once all that was written so far outlasts a power cut. */
  durable(): Promise<void> {
    this.next ??= this.begin(this.running);
    return this.next;
  }

  private async begin(before: Promise<void>): Promise<void> {
    await Promise.allSettled([before]);
    this.next = null;
    this.running = this.flush();
    return this.running;
  }
}
