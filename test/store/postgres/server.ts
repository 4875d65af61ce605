import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { findPrograms } from './programs';

/** PostgreSQL refuses to run as root; every system has this user. */
const NOBODY = 65_534;

export interface Server {
  readonly url: string;
  /** `immediate` is as good as a crash. */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
  /** After `stop`, with everything that was in it. */
  start(): Promise<void>;
}

/**
 * A PostgreSQL of our own in a folder that does not exist yet, on loopback. It doesn't wait for the disk: what
 * the tests end is processes, not the machine.
 */
export async function startServer(folder: string): Promise<Server> {
  mkdirSync(folder, { mode: 0o700 });
  if (isRoot()) chownSync(folder, NOBODY, NOBODY);
  const data = join(folder, 'data');
  await run(folder, 'initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-locale', '-N');
  const port = await freePort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'max_connections=400',
    'fsync=off',
  ];
  const options = settings.map((setting) => `-c ${setting}`).join(' ');
  const start = () =>
    run(folder, 'pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start');
  await start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: (mode) => run(folder, 'pg_ctl', '-D', data, '-w', '-m', mode, 'stop'),
    start,
  };
}

/** Stops the server in the folder, if there is one, and removes the folder. */
export async function removeServer(folder: string): Promise<void> {
  const data = join(folder, 'data');
  if (existsSync(join(data, 'postmaster.pid'))) {
    await run(folder, 'pg_ctl', '-D', data, '-w', '-m', 'immediate', 'stop');
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Its output goes nowhere: a server that was started would hold on to it. */
async function run(folder: string, program: string, ...args: readonly string[]): Promise<void> {
  const programs = findPrograms();
  if (programs === null) throw new Error('there is no PostgreSQL on this machine');
  const user = isRoot() ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawn(join(programs, program), args, { stdio: 'ignore', cwd: folder, ...user });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
