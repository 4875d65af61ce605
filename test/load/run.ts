import { parseArgs } from 'node:util';
import { findPrograms } from '../store/postgres/programs';
import { runLoad } from './load';
import { isFaultless, report } from './report';

const USAGE = `npm run load -- [options]
  --employees 200       people, half of them in Slack, half on the web page
  --turns 4             what each of them does: a paste, then answers
  --replicas 3          1 to 4 processes
  --factor 20           their time runs so many times faster; at 1 they think for half a minute
  --at-once 50          so many talk at the same time; where one ends, the next begins
  --hasty 10            of a hundred turns, those with two messages at once
  --duplicates 0        one event in so many comes twice; 0: none
  --reorder             events overtake each other
  --kill-every 0        seconds between two replicas killed with SIGKILL; 0: none
  --database-restarts 0 the last one as a crash
  --seed 20261124
`;

const options = {
  employees: { type: 'string', default: '200' },
  turns: { type: 'string', default: '4' },
  replicas: { type: 'string', default: '3' },
  factor: { type: 'string', default: '20' },
  'at-once': { type: 'string', default: '50' },
  hasty: { type: 'string', default: '10' },
  duplicates: { type: 'string', default: '0' },
  reorder: { type: 'boolean', default: false },
  'kill-every': { type: 'string', default: '0' },
  'database-restarts': { type: 'string', default: '0' },
  seed: { type: 'string', default: '20261124' },
  help: { type: 'boolean', default: false },
} as const;

/** Null where an option is not known or is no number, as it then says. */
function valuesGiven() {
  try {
    const { values } = parseArgs({ options });
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'string' && !/^\d+(\.\d+)?$/.test(value))
        throw new Error(`--${name} takes a number`);
    }
    return values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return null;
  }
}

/** Ends with status 1 when a conversation did not go as it should have. */
async function main(): Promise<void> {
  const values = valuesGiven();
  if (values === null) {
    process.exitCode = 2;
    return;
  }
  if (values.help) return void process.stdout.write(USAGE);
  if (findPrograms() === null) throw new Error('there is no PostgreSQL on this machine');
  const result = await runLoad({
    employees: Number(values.employees),
    turns: Number(values.turns),
    replicas: Math.min(Math.max(Number(values.replicas), 1), 4),
    factor: Number(values.factor),
    atOnce: Number(values['at-once']),
    hasty: Number(values.hasty),
    duplicateOneIn: Number(values.duplicates),
    reorders: values.reorder,
    killEvery: Number(values['kill-every']),
    databaseRestarts: Number(values['database-restarts']),
    seed: Number(values.seed),
    progress: (text) => void process.stdout.write(`  ${text}\n`),
  });
  process.stdout.write(`${report(result)}\n`);
  for (const example of result.examples) process.stdout.write(`${example}\n`);
  if (!isFaultless(result)) process.exitCode = 1;
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
