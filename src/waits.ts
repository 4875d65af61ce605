/** What somebody else's answer counts as when it did not come in time; it may still have been done. */
export interface Late {
  readonly kind: 'retry';
  readonly afterMs: 0;
  readonly reason: 'no-answer' | 'stopping';
}

/** The waiting for platforms and ticket systems, bounded so that one that hangs holds up nothing for long. */
export class Waits {
  private readonly underWay = new Set<(late: Late) => void>();
  private ended = false;

  /** The outcome of `work`, or that it is late after `limitMs`. What a late `work` leads to is dropped. */
  async waitFor<Outcome>(work: () => Promise<Outcome>, limitMs: number): Promise<Outcome | Late> {
    if (this.ended) return late('stopping');
    let giveUp: (late: Late) => void = () => undefined;
    const givenUp = new Promise<Late>((resolve) => {
      giveUp = resolve;
    });
    const limit = setTimeout(() => giveUp(late('no-answer')), limitMs);
    this.underWay.add(giveUp);
    try {
      return await Promise.race([work(), givenUp]);
    } finally {
      clearTimeout(limit);
      this.underWay.delete(giveUp);
    }
  }

  /** Makes late what is waited for, now and from now on. */
  end(): void {
    this.ended = true;
    for (const giveUp of this.underWay) giveUp(late('stopping'));
  }
}

function late(reason: Late['reason']): Late {
  return { kind: 'retry', afterMs: 0, reason };
}
