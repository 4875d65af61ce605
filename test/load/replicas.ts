import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const PROGRAM = join(__dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');
/** As a supervisor would, which starts again what ended. */
const PAUSE_MS = 300;

/** Real processes of the built program behind one address each. Which of them gets an event, the sender decides. */
export class Replicas {
  /** Deaths by our hand; what ends by itself otherwise is counted apart. */
  kills = 0;
  endedByThemselves = 0;
  private readonly running: Replica[] = [];
  private stopping = false;

  /** Resolves when all are ready. `environment` is what each is set up with. */
  static async start(
    count: number,
    folder: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<Replicas> {
    const replicas = new Replicas();
    for (let number = 1; number <= count; number += 1) {
      const home = join(folder, `replica-${number}`);
      mkdirSync(home);
      replicas.running.push(new Replica(home, await freePort(), environment));
    }
    await Promise.all(replicas.running.map((replica) => replicas.keepAlive(replica)));
    return replicas;
  }

  get urls(): readonly string[] {
    return this.running.map(({ port }) => `http://127.0.0.1:${port}`);
  }

  /** Ends one with SIGKILL, in the middle of whatever it does; it comes again. Resolves when it is back. */
  async kill(number: number): Promise<void> {
    const replica = this.running[number % this.running.length];
    if (replica === undefined) return;
    this.kills += 1;
    await replica.kill();
    await replica.ready;
  }

  /** Resident memory of each, in megabytes; null of one that is not there. */
  memory(): readonly (number | null)[] {
    return this.running.map((replica) => replica.memory());
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.running.map((replica) => replica.stop()));
  }

  private async keepAlive(replica: Replica): Promise<void> {
    const first = replica.start();
    void this.startAgain(replica);
    await first;
  }

  private async startAgain(replica: Replica): Promise<void> {
    while (!this.stopping) {
      const signal = await replica.ended();
      if (this.stopping) return;
      if (signal !== 'SIGKILL') this.endedByThemselves += 1;
      await setTimeout(PAUSE_MS);
      void replica.start();
    }
  }
}

class Replica {
  /** Resolves when the process that runs now has said that it is ready, or the one after it. */
  ready: Promise<void> = Promise.resolve();
  private child: ChildProcess | null = null;
  private tell: () => void = () => undefined;

  constructor(
    private readonly home: string,
    readonly port: number,
    private readonly environment: Readonly<Record<string, string>>,
  ) {
    this.expectReady();
  }

  start(): Promise<void> {
    const child = spawn(process.execPath, [PROGRAM, 'start'], {
      cwd: this.home,
      env: { PATH: process.env['PATH'], ...this.environment, PORT: String(this.port), DATA_DIR: this.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stderr.pipe(createWriteStream(join(this.home, 'log'), { flags: 'a' }));
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('is ready')) this.tell();
    });
    this.child = child;
    return this.ready;
  }

  async ended(): Promise<NodeJS.Signals | null> {
    const { child } = this;
    if (child === null) return null;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.signalCode;
  }

  async kill(): Promise<void> {
    this.expectReady();
    this.child?.kill('SIGKILL');
    await this.ended();
  }

  async stop(): Promise<void> {
    this.child?.kill('SIGTERM');
    await this.ended();
  }

  memory(): number | null {
    const pid = this.child?.pid;
    return pid === undefined ? null : residentMegabytes(pid);
  }

  private expectReady(): void {
    this.ready = new Promise((resolve) => (this.tell = resolve));
  }
}

/** Null where there is no such process, or no /proc. */
function residentMegabytes(pid: number): number | null {
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kibibytes === undefined ? null : Math.round(Number(kibibytes) / 1024);
  } catch {
    return null;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
