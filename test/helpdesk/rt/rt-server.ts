import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SERVER = '/usr/share/request-tracker5/libexec/rt-server';
const SETUP = '/usr/sbin/rt-setup-database-5';

/** Whether there is a Request Tracker on this machine; install-rt.sh puts it there, and so does CI. */
export const hasRt = existsSync(SERVER) && existsSync(SETUP);

if (!hasRt) {
  process.stderr.write(
    '\nNOT RUN: the tests against a real Request Tracker, because there is none on this machine.\n' +
      'test/helpdesk/rt/install-rt.sh installs it (Debian, as root).\n\n',
  );
}

/** Tests that need one. It can only be installed as root, so who has none skips them, with a loud word. */
export const describeWithRt = hasRt ? describe : describe.skip;

export interface RunningRt {
  readonly url: string;
  /** May do what the README asks for, in the queue General. */
  readonly bot: Account;
  /** RT's administrator, who plays the agents. */
  readonly agent: Account;
  stop(): Promise<void>;
}

export interface Account {
  readonly user: string;
  readonly password: string;
}

/** A user for the bot, with no right that it does not need. */
const BOT: Account = { user: 'bouncedesk', password: 'bot-password-1' };
const USERS = `
@Users = ({ Name => '${BOT.user}', Password => '${BOT.password}', Privileged => 1 });
@ACL = map { { UserId => '${BOT.user}', Right => $_, Queue => 'General' } }
  qw(SeeQueue CreateTicket ShowTicket ShowTicketComments CommentOnTicket ModifyTicket);
1;
`;

/** Starts a Request Tracker with a database of its own in a temporary folder, on a free port of loopback. */
export async function startRt(): Promise<RunningRt> {
  const folder = await mkdtemp(join(tmpdir(), 'bouncedesk-rt-'));
  const port = await freePort();
  const env = await configure(folder, port);
  await promisify(execFile)(SETUP, ['--action', 'init', '--skip-create'], { env, cwd: folder });
  await promisify(execFile)(SETUP, ['--action', 'insert', '--datafile', join(folder, 'users')], {
    env,
    cwd: folder,
  });
  const server = spawn(SERVER, ['--host', '127.0.0.1', '--port', `${port}`], {
    env,
    cwd: folder,
    detached: true,
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  await untilServing(server, `${url}/REST/2.0/rt`);
  return {
    url,
    bot: BOT,
    agent: { user: 'root', password: 'password' },
    async stop() {
      await ended(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function configure(folder: string, port: number): Promise<NodeJS.ProcessEnv> {
  const config = `
Set($DatabaseType, 'SQLite'); Set($DatabaseName, '${folder}/rt.sqlite');
Set($rtname, 'desk.test'); Set($Organization, 'desk.test'); Set($Timezone, 'Asia/Tokyo');
Set($WebDomain, '127.0.0.1'); Set($WebPort, ${port}); Set($WebPath, '');
Set($MailCommand, 'testfile'); Set($LogToSyslog, undef); Set($LogToSTDERR, 'error');
1;
`;
  await mkdir(join(folder, 'more'));
  await writeFile(join(folder, 'config.pm'), config);
  await writeFile(join(folder, 'users'), USERS);
  return {
    ...process.env,
    RT_SITE_CONFIG: join(folder, 'config.pm'),
    RT_SITE_CONFIG_DIR: join(folder, 'more'),
    TMPDIR: folder,
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function untilServing(server: ChildProcess, url: string): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`Request Tracker ended with ${server.exitCode}`);
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The server forks: its whole group is ended. */
function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null || server.pid === undefined) return resolve();
    server.on('exit', () => resolve());
    process.kill(-server.pid, 'SIGKILL');
  });
}
