import { inspect } from 'node:util';
import { soakSlack } from './slack-soak';
import { soakTeams } from './teams-soak';

const soaks = { slack: soakSlack, teams: soakTeams } as const;
const isSoak = (name: string | undefined): name is keyof typeof soaks => name !== undefined && name in soaks;

/** What must not happen, whatever the platform. */
const FAULTS = new Set(['unanswered', 'doubled', 'outOfOrder', 'astray']);

/**
 * `npm run soak [slack|teams] [SEED]`: a thousand people at once, a platform in trouble, and kill -9. Ends with
 * status 1 when a message was lost, answered twice or out of order.
 */
async function main([name, seed]: readonly string[]): Promise<void> {
  const names = isSoak(name) ? [name] : (['slack', 'teams'] as const);
  for (const one of names) {
    const options = { conversations: 1000, messages: 3, kills: 3, seed: Number(seed ?? 20_261_124) };
    process.stdout.write(`\n${one}, seed ${options.seed}\n`);
    const result = await soaks[one](options);
    process.stdout.write(`${inspect(result)}\n`);
    if (Object.entries(result).some(([what, count]) => FAULTS.has(what) && count !== 0)) process.exitCode = 1;
  }
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
