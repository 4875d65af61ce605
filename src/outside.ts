import type { Log } from './log';
import type { Answer, Part } from './meter';
import { observe, type Observers } from './observe';
import { reasonCode } from './reason-code';
import type { Job } from './store/store';
import { turnKey } from './tracer';
import type { Late, Waits } from './waits';

export interface OutsideParts extends Observers {
  readonly waits: Waits;
  readonly log: Log;
}

/** Platforms and ticket systems: whatever a job needs of them is asked for here, waited for no longer than its limit. */
export class Outside {
  constructor(private readonly parts: OutsideParts) {}

  /** The answer, or that it is late; told to whoever counts, records or reads the log. */
  async ask<Outcome extends Answer>(
    job: Job,
    part: Part,
    platform: string,
    limitMs: number,
    work: () => Promise<Outcome>,
  ): Promise<Outcome | Late> {
    const { waits, meter, log } = this.parts;
    const { id, conversation, channel, attempt } = job;
    const turn = turnKey(conversation, job.addedAt);
    const answer = await observe(this.parts, part, { turn, channel: platform, attempt }, () =>
      waits.waitFor(work, limitMs),
    );
    meter?.answered(part, platform, answer);
    const told = { turn, job: id, conversation, channel, attempt, task: part, outcome: answer.kind };
    const { reason }: Answer = answer;
    if (reason === undefined) log.info('answered', told);
    else log.warn('answered', { ...told, reason: reasonCode(reason) });
    return answer;
  }
}
