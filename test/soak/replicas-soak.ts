import { runLoad } from '../load/load';
import { report } from '../load/report';

/** What the soak of replicas found, and the table that `npm run load` prints of it. */
export interface ReplicasSoak {
  readonly seed: number;
  readonly conversations: number;
  readonly unanswered: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  /** Answers that nobody should have got. */
  readonly astray: number;
  readonly refusedByPlatforms: readonly string[];
  readonly report: string;
  readonly examples: readonly string[];
}

export interface ReplicasSoakOptions {
  readonly conversations: number;
  readonly seed: number;
}

/**
 * Three replicas of the built program on one PostgreSQL. Half of the people are in Slack, half on the web page; one
 * event in five comes twice, to two replicas at once or later under a new id, and what is said in one breath is
 * overtaken. A replica is killed every few seconds and the database is restarted twice, the second time as a crash.
 */
export async function soakReplicas({ conversations, seed }: ReplicasSoakOptions): Promise<ReplicasSoak> {
  const result = await runLoad({
    employees: conversations,
    turns: 4,
    replicas: 3,
    factor: 10,
    atOnce: 40,
    hasty: 25,
    duplicateOneIn: 5,
    reorders: true,
    killEvery: 4,
    databaseRestarts: 2,
    seed,
    progress: (text) => void process.stdout.write(`  ${text}\n`),
  });
  return {
    seed,
    conversations,
    unanswered: result.lost,
    doubled: result.doubled,
    outOfOrder: result.outOfOrder,
    astray: result.wrong,
    refusedByPlatforms: result.platformFaults,
    report: `\n${report(result)}`,
    examples: result.examples,
  };
}
