import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findPrograms } from '../store/postgres/programs';
import { removeServer, startServer } from '../store/postgres/server';

interface Sample {
  readonly after: number;
  readonly milliseconds: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
}

interface Memory {
  readonly turns: number;
  /** From after the first tenth to the end, when everything that is filled once has been. */
  readonly growthInMegabytes: { readonly heapAndExternal: number; readonly resident: number };
}

export interface MemoryBench {
  readonly embedded: Memory;
  /** Null where there is no PostgreSQL. */
  readonly postgres: Memory | null;
}

/**
 * What a replica keeps in memory over many turns, in a process of its own, after a collection each time.
 * MEMORY_TURNS sets how many.
 */
export async function benchMemory(
  turns = Number(process.env['MEMORY_TURNS'] ?? 200_000),
): Promise<MemoryBench> {
  const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-memory-'));
  chmodSync(folder, 0o711);
  try {
    const embedded = await memoryOn('embedded', join(folder, 'store.sqlite'), turns);
    if (findPrograms() === null) return { embedded, postgres: null };
    const { url } = await startServer(join(folder, 'server'));
    return { embedded, postgres: await memoryOn('PostgreSQL', url, turns) };
  } finally {
    await removeServer(join(folder, 'server'));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function memoryOn(name: string, place: string, turns: number): Promise<Memory> {
  const runner = join(__dirname, '..', 'run-typescript.cjs');
  const program = join(__dirname, 'memory-bench-process.ts');
  const args = ['--expose-gc', '-r', runner, program, place, String(turns), String(turns / 10)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const samples: Sample[] = [];
  process.stdout.write(`${name}: turns, heap, external, resident (MB), turns a second\n`);
  for await (const line of createInterface({ input: child.stdout })) {
    const sample = JSON.parse(line) as Sample;
    samples.push(sample);
    process.stdout.write(`${rowOf(sample, turns / 10)}\n`);
  }
  if (child.exitCode === null) await once(child, 'exit');
  const [first, last] = [samples[0], samples.at(-1)];
  if (child.exitCode !== 0 || first === undefined || last === undefined)
    throw new Error(`the replica ended with ${child.exitCode}`);
  const heap = ({ heapUsed, external }: Sample) => heapUsed + external;
  return {
    turns: last.after,
    growthInMegabytes: {
      heapAndExternal: megabytes(heap(last) - heap(first)),
      resident: megabytes(last.rss - first.rss),
    },
  };
}

function rowOf({ after, milliseconds, heapUsed, external, rss }: Sample, step: number): string {
  const numbers = [
    after,
    ...[heapUsed, external, rss].map(megabytes),
    Math.round((step * 1_000) / milliseconds),
  ];
  return numbers.map((number) => String(number).padStart(9)).join('');
}

function megabytes(bytes: number): number {
  return Number((bytes / 1_048_576).toFixed(1));
}
