import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Incoming } from '../../src/channel';
import type { FromParent, ToParent } from '../bot/crash-process';
import { describeWithPrograms } from './postgres/databases';
import { removeServer, startServer, type Server } from './postgres/server';

const CONVERSATIONS = 6;
const MESSAGES = 10;
/** Steps of its work after which a replica kills itself; the last two live. */
const MOMENTS = [40, 70, 100, 60, 0, 0];

let folder: string;
let server: Server;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bouncedesk-replicas-'));
  chmodSync(folder, 0o711);
  server = await startServer(join(folder, 'server'));
});
afterEach(async () => {
  await removeServer(join(folder, 'server'));
  rmSync(folder, { recursive: true, force: true });
});

function messagesOf(conversation: string): readonly Incoming[] {
  return Array.from({ length: MESSAGES }, (_, index) => ({
    channel: 'test',
    eventIds: [`${conversation}-event-${index}`],
    conversation,
    address: conversation,
    user: { id: conversation, name: null },
    content: { kind: 'text', text: `${conversation}/${index}` },
  }));
}

/**
 * Two replicas, each begun anew when it dies, and the platform before them: it sends every message to both, the
 * next of a conversation when one of them has accepted it, and again what nobody has accepted.
 */
class Replicas {
  readonly ends: (number | string | null)[] = [];
  private readonly moments = [...MOMENTS];
  private readonly unsent = new Map<string, Incoming[]>();
  private readonly running = new Set<ChildProcess>();
  private readonly ended: Promise<void>[] = [];
  private accepted = 0;

  constructor(private readonly atAccepted: (count: number) => void) {
    for (let number = 0; number < CONVERSATIONS; number += 1) {
      this.unsent.set(`test:${number}`, [...messagesOf(`test:${number}`)]);
    }
  }

  async run(): Promise<void> {
    this.start();
    this.start();
    for (let ended = this.ended.shift(); ended !== undefined; ended = this.ended.shift()) await ended;
  }

  private start(moment = this.moments.shift()): void {
    if (moment === undefined) return;
    const child = fork(
      join(__dirname, '..', 'bot', 'crash-process.ts'),
      [folder, String(moment), server.url],
      {
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        execArgv: ['-r', join(__dirname, '..', 'run-typescript.cjs')],
        env: { ...process.env, COMPILED: folder },
      },
    );
    this.running.add(child);
    child.on('message', (message: ToParent) => this.hear(child, message));
    this.ended.push(this.end(child, moment));
  }

  private async end(child: ChildProcess, moment: number): Promise<void> {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    this.ends.push(signal ?? code);
    this.running.delete(child);
    // A start that finds no database ends at once, and is repeated as by any supervisor.
    if (code === 1) this.start(moment);
    else this.start();
  }

  private hear(child: ChildProcess, message: ToParent): void {
    switch (message.kind) {
      case 'ready':
        for (const [incoming] of this.unsent.values()) if (incoming !== undefined) send(child, incoming);
        return this.finish();
      case 'accepted':
        return this.sendNextAfter(message.id);
      case 'refused': {
        const incoming = this.unsentBy(message.id);
        if (incoming !== undefined) setTimeout(() => send(child, incoming), 200);
        return;
      }
      case 'drained':
    }
  }

  private sendNextAfter(id: string): void {
    const incoming = this.unsentBy(id);
    // The other replica has accepted it before.
    if (incoming === undefined) return;
    const messages = this.unsent.get(incoming.conversation);
    messages?.shift();
    this.accepted += 1;
    this.atAccepted(this.accepted);
    const next = messages?.[0];
    if (next === undefined) this.finish();
    else for (const child of this.running) send(child, next);
  }

  private unsentBy(id: string): Incoming | undefined {
    return [...this.unsent.values()].map(([first]) => first).find((first) => first?.eventIds[0] === id);
  }

  private finish(): void {
    if (this.moments.length > 0 || this.accepted < CONVERSATIONS * MESSAGES) return;
    for (const child of this.running) post(child, { kind: 'drain' });
    this.running.clear();
  }
}

function send(child: ChildProcess, incoming: Incoming): void {
  post(child, { kind: 'message', incoming });
}

function post(child: ChildProcess, message: FromParent): void {
  // One that was killed takes no more.
  if (child.connected) child.send(message, () => undefined);
}

interface Delivered {
  readonly key: string;
  readonly conversation: string;
  readonly attempt: number;
  readonly text: string;
}

function isFirstOfItsKey(delivery: Delivered, index: number, all: readonly Delivered[]): boolean {
  return all.findIndex(({ key }) => key === delivery.key) === index;
}

describeWithPrograms('two replicas that are killed again and again, on a database that is restarted', () => {
  it('lose no accepted message, answer each once and in order', async () => {
    const replicas = new Replicas((count) => {
      if (count === 20) void restart('fast');
      if (count === 40) void restart('immediate');
    });
    await replicas.run();
    expect(replicas.ends.filter((end) => end === 'SIGKILL')).toHaveLength(4);
    expect(replicas.ends.filter((end) => end === 0)).toHaveLength(2);

    const lines = readFileSync(join(folder, 'platform.jsonl'), 'utf8').trimEnd().split('\n');
    const delivered = lines.map((line) => JSON.parse(line) as Delivered);
    const shown = delivered.filter(isFirstOfItsKey);
    const repeated = delivered.filter((delivery) => !shown.includes(delivery));
    expect(repeated.filter(({ attempt }) => attempt === 1)).toEqual([]);
    for (let number = 0; number < CONVERSATIONS; number += 1) {
      const conversation = `test:${number}`;
      const texts = shown
        .filter((delivery) => delivery.conversation === conversation)
        .map(({ text }) => text);
      expect(texts).toEqual(
        Array.from({ length: MESSAGES }, (_, index) => `${index + 1}: ${conversation}/${index}`),
      );
    }
  });

  async function restart(mode: 'fast' | 'immediate'): Promise<void> {
    await server.stop(mode);
    await server.start();
  }
});
