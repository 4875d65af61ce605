import { inspect } from 'node:util';
import { soakDesk } from './desk-soak';
import { soakReplicas } from './replicas-soak';
import { soakSlack } from './slack-soak';
import { soakTeams } from './teams-soak';

const ONE_PROCESS = { conversations: 1000, messages: 3, kills: 3 };

const soaks = {
  slack: (seed: number) => soakSlack({ ...ONE_PROCESS, seed }),
  teams: (seed: number) => soakTeams({ ...ONE_PROCESS, seed }),
  desk: (seed: number, schedules = 10_000) => soakDesk(seed, schedules),
  replicas: (seed: number, conversations = 2000) => soakReplicas({ conversations, seed }),
} as const;
const isSoak = (name: string | undefined): name is keyof typeof soaks => name !== undefined && name in soaks;

/** What must not happen, whatever the platform. */
const FAULTS = new Set(['unanswered', 'doubled', 'outOfOrder', 'astray', 'broken']);

/**
 * `npm run soak [slack|teams|desk|replicas] [SEED] [COUNT]`: a thousand people at once, a platform in trouble, and
 * kill -9; ten thousand random schedules of the human side; with replicas, which need PostgreSQL and can be asked for fewer conversations, two thousand. Ends with
 * status 1 when a message was lost, answered twice or out of order.
 */
async function main([name, seed, conversations]: readonly string[]): Promise<void> {
  const names = isSoak(name) ? [name] : (['slack', 'teams', 'desk', 'replicas'] as const);
  const random = Number(seed ?? 20_261_124);
  for (const one of names) {
    process.stdout.write(`\n${one}, seed ${random}\n`);
    const result = await soaks[one](random, conversations === undefined ? undefined : Number(conversations));
    const { report = '', examples = [], ...counts } = { report: '', examples: [], ...result };
    process.stdout.write(`${inspect(counts)}\n${report}${[...examples].join('\n')}\n`);
    if (Object.entries(result).some(([what, count]) => FAULTS.has(what) && count !== 0)) process.exitCode = 1;
  }
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
