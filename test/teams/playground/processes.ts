import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
/** Microsoft's own test client. It has a licence of its own, so it is fetched for a run and never depended on. */
const PLAYGROUND = '@microsoft/m365agentsplayground@0.2.28';
const CLIENT_CONFIG = join(__dirname, 'client.yml');
/** As client.yml has it. */
const DESK_CHANNEL = '19:maildesk@thread.tacv2';
const BOT_START_MS = 180_000;
const PLAYGROUND_START_MS = 180_000;

export interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

/** The program as people start it, from its sources, with a data folder of its own. */
export async function startBot(folder: string): Promise<Running> {
  const port = await freePort();
  const child = spawn(process.execPath, ['-r', './test/run-typescript.cjs', 'src/cli/main.ts', 'start'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      TEAMS_LOCAL: '1',
      DESK_TEAMS_CHANNEL: DESK_CHANNEL,
      WEB_CHAT: 'off',
      DATA_DIR: folder,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await reachable(`${url}/readyz`, BOT_START_MS, child);
  return { url, stop: () => end(child) };
}

/** Throws when the package cannot be had, as on a machine without the internet. */
export async function startPlayground(bot: string): Promise<Running> {
  const port = await freePort();
  const command = ['--yes', '--package', PLAYGROUND, '--', 'agentsplayground', 'start'];
  const options = ['-e', `${bot}/api/messages`, '-c', 'msteams', '-p', String(port), '--disable-telemetry'];
  const child = spawn('npx', [...command, ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    // A group of its own: npx does not hand signals on.
    detached: true,
    // Without the internet it is to say so within seconds.
    env: {
      ...process.env,
      BROWSER: 'none',
      npm_config_fetch_retries: '1',
      M365_AGENTS_PLAYGROUND_CONFIG_PATH: CLIENT_CONFIG,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = () => endGroup(child);
  try {
    await reachable(url, PLAYGROUND_START_MS, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function reachable(url: string, ms: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + ms;
  while (Date.now() < deadline && child.exitCode === null) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`nothing answers at ${url}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  process.kill(-child.pid, 'SIGTERM');
  await once(child, 'exit');
}
