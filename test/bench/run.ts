import { inspect } from 'node:util';
import { benchGrowth } from './growth.bench';
import { benchIdentify } from './identify.bench';
import { benchMemory } from './memory.bench';
import { benchSlack } from './slack.bench';
import { benchStart } from './start.bench';
import { benchTeams } from './teams.bench';
import { benchTurn } from './turn.bench';

/** `npm run bench [PART…]`: speeds, as ratios within one run, since machines differ. */
const parts: Readonly<Record<string, () => unknown>> = {
  identify: benchIdentify,
  start: benchStart,
  turn: () => benchTurn(),
  growth: () => benchGrowth(),
  memory: () => benchMemory(),
  slack: () => benchSlack(),
  teams: () => benchTeams(),
};

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0)
    throw new Error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
  for (const [name, bench] of Object.entries(parts)) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stdout.write(`\n${name}\n`);
    process.stdout.write(`${inspect(await bench(), { depth: 4, breakLength: 110 })}\n`);
  }
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
