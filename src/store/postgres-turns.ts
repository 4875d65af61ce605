import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import type { GraphileJobs } from './graphile-jobs';
import { outcomeUnknown, PostgresFailure } from './postgres-failure';
import { SqlTurn } from './sql-turn';
import type { Turn } from './store';
import type { Tables } from './tables';
import { TurnOrder } from './turn-order';

/** How often a turn is tried that the database undid, or lost the connection of, and how long it waits between. */
const PAUSES_MS = [50, 200, 800];

/**
 * Turns as transactions that hold a lock of their conversation, so that those of one conversation run one by one
 * on all replicas. Within this process they queue up before they take a connection: however much comes in one
 * conversation, it never holds more than one.
 */
export class PostgresTurns {
  private readonly order = new TurnOrder();

  constructor(
    private readonly db: Kysely<Tables>,
    private readonly jobs: GraphileJobs,
  ) {}

  run<Result>(conversation: string, work: (turn: Turn) => Promise<Result>): Promise<Result> {
    return this.order.run(conversation, () => this.tryAgain(conversation, work));
  }

  async settled(): Promise<void> {
    await this.order.settled();
  }

  private async tryAgain<Result>(
    conversation: string,
    work: (turn: Turn) => Promise<Result>,
  ): Promise<Result> {
    let doubt: PostgresFailure | null = null;
    for (const pause of [...PAUSES_MS, null]) {
      try {
        return await this.tryOnce(conversation, work);
      } catch (error) {
        if (!(error instanceof PostgresFailure)) throw error;
        if (error.code === 'store-outcome-unknown') doubt = error;
        if (error.kind === 'refused' || pause === null) throw doubt ?? error;
        await setTimeout(pause);
      }
    }
    throw new Error('a turn was tried too often');
  }

  private tryOnce<Result>(conversation: string, work: (turn: Turn) => Promise<Result>): Promise<Result> {
    return this.db.connection().execute(async (connection) => {
      const turn = new GuardedTurn(connection, conversation, this.jobs.headsIn(connection));
      try {
        await begin(connection, conversation);
        const result = await work(turn);
        await commit(connection, turn);
        return result;
      } catch (error) {
        await rollback(connection);
        throw error;
      }
    });
  }
}

/** A turn that knows whether it would do nothing if it were run once more after it was stored. */
class GuardedTurn extends SqlTurn {
  guarded = false;

  override async recordEvents(ids: readonly string[], at: string): Promise<boolean> {
    const fresh = await super.recordEvents(ids, at);
    if (fresh && ids.length > 0) this.guarded = true;
    return fresh;
  }

  override async completeJob(id: number): Promise<boolean> {
    const completed = await super.completeJob(id);
    if (completed) this.guarded = true;
    return completed;
  }
}

/** One way to the server and back for both; the number is ours, so it can stand in the text. */
async function begin(db: Kysely<Tables>, conversation: string): Promise<void> {
  await sql.raw(`begin; select pg_advisory_xact_lock(${lockOf(conversation)})`).execute(db);
}

/**
 * A connection that is lost during the commit leaves open whether the turn was stored. A guarded one is simply
 * run again: if it was stored, its event is known by now, or its job is gone, and it does nothing. Any other is
 * left to the caller.
 */
async function commit(db: Kysely<Tables>, turn: GuardedTurn): Promise<void> {
  try {
    await sql.raw('commit').execute(db);
  } catch (error) {
    if (error instanceof PostgresFailure && error.kind === 'lost') throw outcomeUnknown(error, turn.guarded);
    throw error;
  }
}

async function rollback(db: Kysely<Tables>): Promise<void> {
  try {
    await sql.raw('rollback').execute(db);
  } catch {
    // The connection is lost, and the server rolls back by itself.
  }
}

/** 64 bits of a hash: two conversations that share a lock would only wait for each other. */
function lockOf(conversation: string): bigint {
  return createHash('sha256').update(conversation).digest().readBigInt64BE();
}
