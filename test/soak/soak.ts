import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a soak test does. */
export interface SoakOptions {
  readonly conversations: number;
  /** In each conversation. */
  readonly messages: number;
  /** How often the bot is killed with SIGKILL while it works. */
  readonly kills: number;
  readonly seed: number;
}

/** Linear congruential (Numerical Recipes). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** So long without any progress, and what is missing is lost. */
const PATIENCE_MS = 60_000;

/** Resolves true when `count` has reached the goal, false when it has not moved for a minute. */
export async function reaches(count: () => number, goal: number): Promise<boolean> {
  let [last, since] = [count(), Date.now()];
  while (last < goal) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    const now = count();
    if (now !== last) [last, since] = [now, Date.now()];
    if (Date.now() - since > PATIENCE_MS) return false;
  }
  return true;
}

export interface RunningBot {
  readonly child: ChildProcess;
  readonly port: number;
}

/** Starts one of the scripts of this folder, which tells the port it listens on; rejects when it ends without a word. */
export async function startBot(
  script: string,
  folder: string,
  ...more: readonly string[]
): Promise<RunningBot> {
  const child = fork(join(__dirname, script), [folder, ...more], {
    execArgv: ['-r', join(__dirname, '..', 'run-typescript.cjs')],
    env: { ...process.env, COMPILED: folder },
  });
  const silent = once(child, 'exit').then(([code]) => {
    throw new Error(`the bot ended with ${String(code)}`);
  });
  const [{ port }] = (await Promise.race([once(child, 'message'), silent])) as [{ readonly port: number }];
  silent.catch(() => undefined);
  return { child, port };
}

export async function killBot({ child }: RunningBot): Promise<void> {
  if (child.exitCode !== null) throw new Error('the bot was dead already');
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
