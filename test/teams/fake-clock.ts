import type { Schedule } from '../../adapters/teams/typing';

/** A clock that moves when it is told, with the timers that are set on it. */
export class FakeClock {
  private milliseconds = Date.parse('2026-11-24T09:00:00.000Z');
  private timers: { readonly at: number; readonly run: () => void }[] = [];

  readonly now = (): Date => new Date(this.milliseconds);

  readonly schedule: Schedule = (ms, run) => {
    const timer = { at: this.milliseconds + ms, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };

  advance(ms: number): void {
    const end = this.milliseconds + ms;
    for (let next = this.next(end); next; next = this.next(end)) {
      this.timers = this.timers.filter((timer) => timer !== next);
      this.milliseconds = Math.max(this.milliseconds, next.at);
      next.run();
    }
    this.milliseconds = end;
  }

  private next(end: number) {
    return this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
