import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpTransport } from '../slack/fake-slack/outgoing';

export interface SlackBench {
  /** Signed events a second until the last reply stands: verified, stored, read, answered. */
  readonly botPerSecond: number;
  /** The same events through a bare Bolt app that repeats what was said. */
  readonly echoPerSecond: number;
  /** The median of the rounds, in each of which the two sides are measured one after the other. */
  readonly ratio: number;
  readonly ratios: readonly number[];
  /** At 200 events a second, in milliseconds. */
  readonly ackP50: number;
  readonly ackP99: number;
}

const SECRET = 'bench-secret';
const ROUNDS = 7;
const CONNECTIONS = 16;
const STEADY_PER_SECOND = 200;
const STEADY_SECONDS = 5;
const TEXT =
  'host mx1.example.net[192.0.2.7] said: 550 5.1.1 &lt;<mailto:kim@example.net|kim@example.net>&gt; User unknown';

/**
 * The whole bot beside a bare Bolt app, each in a process of its own, under the same load. They take turns,
 * so that what else the machine does meanwhile weighs on both alike.
 */
export async function benchSlack(events = 500): Promise<SlackBench> {
  return withSide('echo', (echo) => withSide('bot', (bot) => compare(echo, bot, events)));
}

async function compare(echo: Side, bot: Side, events: number): Promise<SlackBench> {
  const rounds: { readonly echo: number; readonly bot: number }[] = [];
  while (rounds.length < ROUNDS)
    rounds.push({ echo: await throughput(echo, events), bot: await throughput(bot, events) });
  const acks = await steadyAcks(bot);
  const ratios = rounds.map((round) => round.bot / round.echo);
  return {
    botPerSecond: quantile(
      rounds.map((round) => round.bot),
      0.5,
    ),
    echoPerSecond: quantile(
      rounds.map((round) => round.echo),
      0.5,
    ),
    ratio: quantile(ratios, 0.5),
    ratios,
    ackP50: quantile(acks, 0.5),
    ackP99: quantile(acks, 0.99),
  };
}

interface Side {
  readonly transport: HttpTransport;
  readonly api: CountingApi;
}

async function withSide<Result>(
  name: 'echo' | 'bot',
  work: (side: Side) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-bench-'));
  const api = await CountingApi.start();
  const script = join(__dirname, 'slack-bench-process.ts');
  const loader = join(__dirname, '..', 'run-typescript.cjs');
  const child = fork(script, [name, api.url, SECRET, folder], { execArgv: ['-r', loader] });
  const [{ port }] = (await firstMessage(child)) as [{ port: number }];
  const transport = new HttpTransport(`http://127.0.0.1:${port}/slack/events`, SECRET);
  try {
    await inParallel(CONNECTIONS, 200, (n) => transport.send(eventOf(`warm${n}`), null));
    await api.posted(200);
    return await work({ transport, api });
  } finally {
    transport.close();
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
    api.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function throughput({ transport, api }: Side, events: number): Promise<number> {
  const goal = api.count + events;
  const began = performance.now();
  await inParallel(CONNECTIONS, events, (n) => transport.send(eventOf(`load${n}`), null));
  await api.posted(goal);
  return (events * 1_000) / (performance.now() - began);
}

/** Acknowledgement times of events that come at a steady rate, whether the earlier ones are answered or not. */
async function steadyAcks({ transport }: Side): Promise<readonly number[]> {
  const total = STEADY_PER_SECOND * STEADY_SECONDS;
  const times: Promise<number>[] = [];
  const began = performance.now();
  while (times.length < total) {
    const due = Math.min(total, Math.ceil(((performance.now() - began) * STEADY_PER_SECOND) / 1_000));
    while (times.length < due)
      times.push(timed(() => transport.send(eventOf(`steady${times.length}`), null)));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return Promise.all(times);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

async function inParallel(
  width: number,
  count: number,
  work: (n: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work((next += 1));
  };
  await Promise.all(Array.from({ length: width }, lane));
}

let events = 0;

/** Each from a person of their own, as one message a second is all that a channel takes. */
function eventOf(name: string) {
  events += 1;
  const ts = `${1_795_000_000 + events}.000001`;
  const payload = {
    team_id: 'T1',
    api_app_id: 'A1',
    type: 'event_callback',
    event_id: `Ev${name}-${events}`,
    event_time: 1_795_000_000,
    authorizations: [
      {
        enterprise_id: null,
        team_id: 'T1',
        user_id: 'U0BOT0001',
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    event: {
      type: 'message',
      channel: `D${events}`,
      channel_type: 'im',
      user: `U${events}`,
      text: TEXT,
      ts,
      event_ts: ts,
      client_msg_id: `c${events}`,
    },
  };
  return { kind: 'events_api', payload, retried: false } as const;
}

/** Answers every call of the Web API with success and counts the messages. */
class CountingApi {
  count = 0;
  #waiting: { readonly goal: number; readonly tell: () => void }[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<CountingApi> {
    const server = createServer({ keepAliveTimeout: 120_000 });
    const api = new CountingApi(server);
    server.on('request', (request, response) => {
      request.resume().on('end', () => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(`{"ok":true,"channel":"D1","ts":"1.${api.count}"}`);
        if (request.url?.endsWith('chat.postMessage') === true) api.#counted();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/`;
  }

  async posted(goal: number): Promise<void> {
    if (this.count < goal) await new Promise<void>((tell) => this.#waiting.push({ goal, tell }));
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  #counted(): void {
    this.count += 1;
    for (const { goal, tell } of this.#waiting) if (this.count >= goal) tell();
    this.#waiting = this.#waiting.filter(({ goal }) => goal > this.count);
  }
}

/** Rejects when the process ends without a word. */
function firstMessage(child: ChildProcess): Promise<unknown[]> {
  const silent = once(child, 'exit').then(([code]) => {
    throw new Error(`the process ended with ${String(code)}`);
  });
  return Promise.race([once(child, 'message'), silent]);
}
