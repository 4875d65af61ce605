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
  /** To be at least 0.6. */
  readonly ratio: number;
  /** Until the server listens, with the content learned already. */
  readonly startMs: { readonly withTeams: number; readonly withoutTeams: number };
  readonly memoryMb: { readonly withTeams: number; readonly withoutTeams: number };
  /** False: without Teams the SDK is not loaded. */
  readonly botbuilderLoadedWithoutTeams: boolean;
}

const AT_ONCE = 16;
const PASTE =
  "Remote server returned '550 5.1.1 <kim.doe@example.net>: Recipient address rejected: User unknown in virtual mailbox table'";

/** Both sides run in processes of their own, one after the other, under the same load from this one. */
export async function benchTeams(activities = 3_000): Promise<TeamsBench> {
  const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-bench-'));
  try {
    // The first start compiles and learns; it is not measured.
    await startAndEnd('bot', folder, '1');
    const withoutTeams = await startAndEnd('bot', folder, '0');
    const echo = await measure('echo', folder, activities);
    const bot = await measure('bot', folder, activities);
    return {
      echoPerSecond: echo.perSecond,
      botPerSecond: bot.perSecond,
      ratio: bot.perSecond / echo.perSecond,
      startMs: { withTeams: bot.ready.startMs, withoutTeams: withoutTeams.startMs },
      memoryMb: { withTeams: bot.ready.rssMb, withoutTeams: withoutTeams.rssMb },
      botbuilderLoadedWithoutTeams: withoutTeams.loadedBotbuilder,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

async function measure(
  kind: 'echo' | 'bot',
  folder: string,
  activities: number,
): Promise<{ readonly ready: Ready; readonly perSecond: number }> {
  const connector = new CountingConnector();
  await connector.listen();
  const [child, ready] = await start(kind, folder, '1');
  const load = new Load(ready.port, connector.serviceUrl);
  try {
    await load.send(0, Math.ceil(activities / 4));
    await connector.answered(Math.ceil(activities / 4));
    const began = performance.now();
    await load.send(activities, activities);
    await connector.answered(Math.ceil(activities / 4) + activities);
    return { ready, perSecond: (activities / (performance.now() - began)) * 1000 };
  } finally {
    load.close();
    await end(child);
    connector.close();
  }
}

/** Takes every send and counts it; as cheap as can be, so that the bots are what is measured. */
class CountingConnector {
  private posts = 0;
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

  constructor(
    private readonly port: number,
    private readonly serviceUrl: string,
  ) {}

  /** Each activity from a person and a tenant of its own, so that no limit of Teams is in the way. */
  async send(first: number, count: number): Promise<void> {
    let next = first;
    const workers = Array.from({ length: AT_ONCE }, async () => {
      while (next < first + count) await this.post(next++);
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
