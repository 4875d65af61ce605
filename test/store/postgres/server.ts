import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { findPrograms } from './programs';

/** PostgreSQL refuses to run as root; every system has this user. */
const NOBODY = 65_534;

export interface Server {
  readonly port: number;
  readonly url: string;
  stop(mode?: 'fast' | 'immediate'): void;
  /** After `stop`, with everything that was in it. */
  start(): void;
}

/**
 * A PostgreSQL of our own in a folder that does not exist yet, on loopback. It doesn't wait for the disk: what
 * the tests end is processes, not the machine.
 */
export async function startServer(folder: string, settings: readonly string[] = []): Promise<Server> {
  const programs = findPrograms();
  if (programs === null) throw new Error('there is no PostgreSQL on this machine');
  const asRoot = process.getuid?.() === 0;
  mkdirSync(folder, { mode: 0o700 });
  if (asRoot) chownSync(folder, NOBODY, NOBODY);
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(join(programs, program), args, {
      stdio: 'ignore',
      cwd: folder,
      ...(asRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    });
  const data = join(folder, 'data');
  run('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-locale', '--no-sync');
  const port = await freePort();
  const options = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'max_connections=400',
    'fsync=off',
    ...settings,
  ];
  const start = () =>
    run(
      'pg_ctl',
      '-D',
      data,
      '-w',
      '-l',
      join(folder, 'log'),
      '-o',
      options.map((o) => `-c ${o}`).join(' '),
      'start',
    );
  start();
  return {
    port,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: (mode = 'fast') => run('pg_ctl', '-D', data, '-w', '-m', mode, 'stop'),
    start,
  };
}

/** Stops the server in the folder, if there is one, and removes the folder. */
export function removeServer(folder: string): void {
  const data = join(folder, 'data');
  const programs = findPrograms();
  if (programs !== null && existsSync(join(data, 'postmaster.pid'))) {
    const asRoot = process.getuid?.() === 0;
    execFileSync(join(programs, 'pg_ctl'), ['-D', data, '-w', '-m', 'immediate', 'stop'], {
      stdio: 'ignore',
      cwd: folder,
      ...(asRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    });
  }
  rmSync(folder, { recursive: true, force: true });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
