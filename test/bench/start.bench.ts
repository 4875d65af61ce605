import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(__dirname, '../..');
const MAIN = join(ROOT, 'dist/src/cli/main.js');

/** What a start without any platform loads; imported alone, it is the floor of a start. */
const DEPENDENCIES = ['better-sqlite3', 'commander', 'kysely', 'pino', 'prom-client', 'yaml', 'zod'];
const RUNS = 5;

/** How long until `npm start` is ready, beside importing its dependencies alone, in turn and in the same run. */
export async function benchStart() {
  const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-start-'));
  try {
    await readyAfter(folder); // The first start learns; it is not measured.
    const imports: number[] = [];
    const starts: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      imports.push(await importedAfter());
      starts.push(await readyAfter(folder));
    }
    const [importMs, startMs] = [median(imports), median(starts)];
    return { importMs, startMs, ratio: startMs / importMs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function importedAfter(): Promise<number> {
  const began = performance.now();
  const script = DEPENDENCIES.map((name) => `require(${JSON.stringify(name)})`).join(';');
  const child = spawn(process.execPath, ['-e', script], { cwd: ROOT, stdio: 'ignore' });
  await once(child, 'exit');
  return performance.now() - began;
}

async function readyAfter(folder: string): Promise<number> {
  const began = performance.now();
  const env = { ...process.env, PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent' };
  const child = spawn(process.execPath, [MAIN, 'start'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(createInterface({ input: child.stdout }), 'line');
  const took = performance.now() - began;
  child.kill('SIGTERM');
  await once(child, 'exit');
  return took;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
