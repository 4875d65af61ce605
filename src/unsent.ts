/** Old ones are forgotten when there are so many: another replica may have done the rest. */
const KEPT = 10_000;

export interface TryOf {
  readonly key: string;
  /** 1 for the first. */
  readonly attempt: number;
}

/**
 * Tries to send something of which this process knows that they reached nobody. Only the last one counts: what
 * came after it was another replica's, and may have reached somebody before that one was killed.
 */
export class Unsent {
  private readonly last = new Map<string, number>();

  note({ key, attempt }: TryOf): void {
    this.last.delete(key);
    this.last.set(key, attempt);
    const [oldest] = this.last.keys();
    if (this.last.size > KEPT && oldest !== undefined) this.last.delete(oldest);
  }

  forget({ key }: TryOf): void {
    this.last.delete(key);
  }

  /** Whether no try before this one can have reached anybody. */
  isCertain({ key, attempt }: TryOf): boolean {
    return attempt === 1 || this.last.get(key) === attempt - 1;
  }
}
