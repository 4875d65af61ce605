/** A clock that moves when it is told, and does on its way what was planned for each moment. */
export class FakeClock {
  #now = Date.parse('2026-11-24T09:00:00.000Z');
  #plans: { at: number; act: () => void | Promise<void> }[] = [];

  readonly now = (): number => this.#now;
  readonly date = (): Date => new Date(this.#now);

  plan(afterMs: number, act: () => void | Promise<void>): void {
    this.#plans.push({ at: this.#now + afterMs, act });
  }

  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#plans.filter((plan) => plan.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#plans = this.#plans.filter((plan) => plan !== due);
      this.#now = Math.max(this.#now, due.at);
      await due.act();
    }
    this.#now = Math.max(this.#now, end);
  }
}
