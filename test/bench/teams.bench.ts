import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inPersonalChat } from '../teams/activities';
import type { Ready } from './teams-server';

export interface TeamsBench {
  /** Activities a second, received and answered: botbuilder's smallest echo, and the whole of our bot. */
  readonly echoPerSecond: number;
  readonly botPerSecond: number;
  /** The median of the rounds, in each of which the two are measured one after the other. At least 0.6. */
  readonly ratio: number;
  readonly ratios: readonly number[];
  /** Until the server listens, with the content learned already. */
  readonly startMs: { readonly withTeams: number; readonly withoutTeams: number };
  readonly memoryMb: { readonly withTeams: number; readonly withoutTeams: number };
  /** False: without Teams the SDK is not loaded. */
  readonly botbuilderLoadedWithoutTeams: boolean;
}

const ROUNDS = 7;
const AT_ONCE = 16;
const WARM_UP = 500;
const PASTE =
  "Remote server returned '550 5.1.1 <kim.doe@example.net>: Recipient address rejected: User unknown in virtual mailbox table'";

/**
 * Both sides run in processes of their own, under the same load from this one. They take turns, so that what
 * else the machine does meanwhile weighs on both alike.
 */
export async function benchTeams(activities = 500): Promise<TeamsBench> {
  const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-bench-'));
  try {
    // The first start compiles and learns; it is not measured.
    await startAndEnd('bot', folder, '1');
    const withoutTeams = await startAndEnd('bot', folder, '0');
    return await withSide('echo', folder, (echo) =>
      withSide('bot', folder, async (bot) => ({
        ...(await compare(echo, bot, activities)),
        startMs: { withTeams: bot.ready.startMs, withoutTeams: withoutTeams.startMs },
        memoryMb: { withTeams: bot.ready.rssMb, withoutTeams: withoutTeams.rssMb },
        botbuilderLoadedWithoutTeams: withoutTeams.loadedBotbuilder,
      })),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(echo: Side, bot: Side, activities: number) {
  const rounds: { readonly echo: number; readonly bot: number }[] = [];
  while (rounds.length < ROUNDS) {
    rounds.push({ echo: await throughput(echo, activities), bot: await throughput(bot, activities) });
  }
  const ratios = rounds.map((round) => round.bot / round.echo);
  return {
    echoPerSecond: median(rounds.map((round) => round.echo)),
    botPerSecond: median(rounds.map((round) => round.bot)),
    ratio: median(ratios),
    ratios,
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;
}

async function start(kind: 'echo' | 'bot', folder: string, teams: '0' | '1'): Promise<[ChildProcess, Ready]> {
  const settings = { PORT: '0', TEAMS_LOCAL: teams, WEB_CHAT: 'off', DNS_CHECKS: 'off', LOG_LEVEL: 'error' };
  const child = fork(join(__dirname, 'teams-server.ts'), [kind], {
    execArgv: ['-r', join(__dirname, '..', 'run-typescript.cjs')],
    env: { ...process.env, ...settings, DATA_DIR: mkdtempSync(join(folder, 'data-')), COMPILED: folder },
  });
  const [ready] = (await once(child, 'message')) as [Ready];
  return [child, ready];
}

async function startAndEnd(kind: 'echo' | 'bot', folder: string, teams: '0' | '1'): Promise<Ready> {
  const [child, ready] = await start(kind, folder, teams);
  await end(child);
  return ready;
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

interface Side {
  readonly ready: Ready;
  readonly load: Load;
  readonly connector: CountingConnector;
}

async function withSide<Result>(
  kind: 'echo' | 'bot',
  folder: string,
  work: (side: Side) => Promise<Result>,
): Promise<Result> {
  const connector = new CountingConnector();
  await connector.listen();
  const [child, ready] = await start(kind, folder, '1');
  const load = new Load(ready.port, connector.serviceUrl);
  try {
    const side = { ready, load, connector };
    await throughput(side, WARM_UP);
    return await work(side);
  } finally {
    load.close();
    await end(child);
    connector.close();
  }
}

async function throughput({ load, connector }: Side, activities: number): Promise<number> {
  const goal = connector.posts + activities;
  const began = performance.now();
  await load.send(activities);
  await connector.answered(goal);
  return (activities / (performance.now() - began)) * 1000;
}

/** Takes every send and counts it; as cheap as can be, so that the bots are what is measured. */
class CountingConnector {
  posts = 0;
  private waiting: { readonly posts: number; readonly resolve: () => void } | null = null;
  private readonly server: Server = createServer((incoming, response) => {
    incoming.resume();
    incoming.on('end', () => {
      response.setHeader('Content-Type', 'application/json');
      response.end('{"id":"1"}');
      this.posts += 1;
      if (this.waiting && this.posts >= this.waiting.posts) this.waiting.resolve();
    });
  });

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get serviceUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async answered(posts: number): Promise<void> {
    if (this.posts >= posts) return;
    await new Promise<void>((resolve) => (this.waiting = { posts, resolve }));
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

class Load {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  private sent = 0;

  constructor(
    private readonly port: number,
    private readonly serviceUrl: string,
  ) {}

  /** Each activity from a person and a tenant of its own, so that no limit of Teams is in the way. */
  async send(count: number): Promise<void> {
    const end = this.sent + count;
    const workers = Array.from({ length: AT_ONCE }, async () => {
      while (this.sent < end) await this.post(this.sent++);
    });
    await Promise.all(workers);
  }

  private async post(number: number): Promise<void> {
    const tenantId = `tenant-${number}`;
    const activity = {
      ...inPersonalChat(String(number), { text: PASTE }),
      serviceUrl: this.serviceUrl,
      from: { id: `29:${number}`, name: 'Kim', aadObjectId: `aad-${number}` },
      channelData: { tenant: { id: tenantId } },
      conversation: { conversationType: 'personal', tenantId, id: `a:${number}` },
    };
    const sent = request({
      agent: this.agent,
      host: '127.0.0.1',
      port: this.port,
      path: '/api/messages',
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
    });
    sent.end(JSON.stringify(activity));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const answer = await text(response);
    if (response.statusCode !== 200) throw new Error(`the bot answered ${response.statusCode}: ${answer}`);
  }

  close(): void {
    this.agent.destroy();
  }
}
