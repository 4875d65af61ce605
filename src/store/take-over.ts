import type { Kysely } from 'kysely';
import type { GraphileJobs, TakenJob } from './graphile-jobs';
import { SignOfLife } from './sign-of-life';
import type { Tables } from './tables';

/**
 * A job is taken over when it was seen without anybody who performs it at so many looks in a row: after a restart
 * of the database the others need a moment to say that they are still there.
 */
const LOOKS = 4;

/** The workers of this replica by their names, and what each performs; null when it is free. */
export type Workers = ReadonlyMap<string, string | null>;

/**
 * Frees the jobs that were taken and that nobody performs: their replica was killed, or the answer that gave them
 * to a worker was lost with its connection. graphile-worker itself would wait for four hours.
 */
export class TakeOver {
  private readonly life: SignOfLife;
  private suspects: ReadonlyMap<string, number> = new Map();

  constructor(
    url: string,
    private readonly db: Kysely<Tables>,
    private readonly jobs: GraphileJobs,
  ) {
    this.life = new SignOfLife(url);
  }

  async look(workers: Workers): Promise<void> {
    await this.life.show(new Set(workers.keys()));
    const suspects = new Map<string, number>();
    for (const job of await this.orphans(workers)) {
      const key = `${job.id} ${job.worker}`;
      const looks = (this.suspects.get(key) ?? 0) + 1;
      if (looks < LOOKS) suspects.set(key, looks);
      else await this.jobs.release(this.db, job);
    }
    this.suspects = suspects;
  }

  async close(): Promise<void> {
    await this.life.close();
  }

  private async orphans(workers: Workers): Promise<readonly TakenJob[]> {
    const taken = await this.jobs.taken(this.db);
    const others = taken.filter(({ worker }) => !workers.has(worker)).map(({ worker }) => worker);
    const dead = await this.life.dead([...new Set(others)]);
    return taken.filter(({ id, worker }) => dead.has(worker) || isIdleBeside(workers, worker, id));
  }
}

/** One of ours that performs something else, or nothing. */
function isIdleBeside(workers: Workers, worker: string, job: string): boolean {
  return workers.has(worker) && workers.get(worker) !== job;
}
