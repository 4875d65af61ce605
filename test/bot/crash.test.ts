import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Incoming } from '../../src/channel';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { FromParent, ToParent } from './crash-process';

const CONVERSATIONS = 5;
const MESSAGES = 12;
const CRASHES = 12;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bouncedesk-crash-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Linear congruential (Numerical Recipes), so that a failure can be repeated by its seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What people send: a text, a timer that rings at once, a call for a human, and so on. */
function messagesOf(conversation: string): readonly Incoming[] {
  return Array.from({ length: MESSAGES }, (_, index) => ({
    channel: 'test',
    eventIds: [`${conversation}-event-${index}`],
    conversation,
    address: conversation,
    user: { id: conversation, name: null },
    content: {
      kind: 'text',
      text: [`${conversation}/${index}`, `timer t${index} 0`, 'human'][index % 3] ?? '',
    },
  }));
}

/** The platform's side: sends each conversation's messages in order, and again what was not accepted. */
class Platform {
  private readonly unsent = new Map<string, Incoming[]>();

  constructor(private readonly random: (below: number) => number) {
    for (let number = 0; number < CONVERSATIONS; number += 1) {
      const conversation = `test:${number}`;
      this.unsent.set(conversation, [...messagesOf(conversation)]);
    }
  }

  get done(): boolean {
    return [...this.unsent.values()].every((messages) => messages.length === 0);
  }

  begin(child: ChildProcess): void {
    for (const conversation of this.unsent.keys()) this.sendNext(child, conversation);
  }

  accepted(child: ChildProcess, id: string): void {
    for (const [conversation, messages] of this.unsent) {
      if (messages[0]?.eventIds[0] !== id) continue;
      messages.shift();
      this.sendNext(child, conversation);
    }
  }

  private sendNext(child: ChildProcess, conversation: string): void {
    const incoming = this.unsent.get(conversation)?.[0];
    if (incoming === undefined) return;
    const copies = this.random(4) === 0 ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) send(child, { kind: 'message', incoming });
  }
}

function send(child: ChildProcess, message: FromParent): void {
  // A process that was killed takes no more; what it did not accept is sent to the next one.
  if (child.connected) child.send(message, () => undefined);
}

/** Runs the bot until it dies, or until everything is accepted and delivered. Returns how it ended. */
async function runUntilItEnds(platform: Platform, moment: number): Promise<number | string | null> {
  let draining = false;
  const child = fork(join(__dirname, 'crash-process.ts'), [folder, String(moment)], {
    execArgv: ['-r', join(__dirname, '..', 'run-typescript.cjs')],
    env: { ...process.env, COMPILED: folder },
  });
  child.on('message', (message: ToParent) => {
    if (message.kind === 'ready') platform.begin(child);
    if (message.kind === 'accepted') platform.accepted(child, message.id);
    if (!platform.done || draining) return;
    draining = true;
    send(child, { kind: 'drain' });
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return signal ?? code;
}

interface Delivered {
  readonly key: string;
  readonly conversation: string;
  readonly attempt: number;
  readonly text: string;
}

function deliveries(): readonly Delivered[] {
  const lines = readFileSync(join(folder, 'platform.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Delivered);
}

function isFirstOfItsKey(delivery: Delivered, index: number, all: readonly Delivered[]): boolean {
  return all.findIndex(({ key }) => key === delivery.key) === index;
}

describe('a bot that is killed again and again', () => {
  it.each([20261124])(
    'loses no accepted message, doubles none and keeps their order (seed %i)',
    async (seed) => {
      const random = randomFrom(seed);
      const platform = new Platform(random);
      const ends: (number | string | null)[] = [];
      for (let crash = 0; crash < CRASHES; crash += 1)
        ends.push(await runUntilItEnds(platform, 1 + random(90)));
      expect(await runUntilItEnds(platform, 0)).toBe(0);
      expect(ends.filter((end) => end === 'SIGKILL').length).toBeGreaterThan(6);

      const delivered = deliveries();
      const shown = delivered.filter(isFirstOfItsKey);
      const repeated = delivered.filter((delivery) => !shown.includes(delivery));
      expect(repeated.filter(({ attempt }) => attempt === 1)).toEqual([]);
      for (let number = 0; number < CONVERSATIONS; number += 1) expectEverythingOnce(`test:${number}`, shown);
      await expectOneTicketEach();
    },
    60_000,
  );
});

function expectEverythingOnce(conversation: string, shown: readonly Delivered[]): void {
  const texts = shown.filter((delivery) => delivery.conversation === conversation).map(({ text }) => text);
  const sent = Array.from({ length: MESSAGES }, (_, index) => index);
  const answers = texts.filter((text) => text.includes('/')).map((text) => text.replace(/^\d+: /, ''));
  expect(answers).toEqual(sent.filter((index) => index % 3 === 0).map((index) => `${conversation}/${index}`));
  const others = texts.filter((text) => !text.includes('/')).map((text) => text.replace(/BD-\d+/, 'BD'));
  const expected = sent.flatMap(
    (index) => [[], [`timer t${index}`], ['handing over', 'ticket BD']][index % 3] ?? [],
  );
  expect(others.sort()).toEqual(expected.sort());
}

/** A ticket for each case and none beside, though opening may have been tried several times. */
async function expectOneTicketEach(): Promise<void> {
  const store = await openEmbeddedStore(join(folder, 'store.sqlite'));
  const tickets = await store.tickets(100);
  await store.close();
  const cases = tickets.map(({ conversation, draft }) => `${conversation} ${draft.caseId}`);
  expect(new Set(cases).size).toBe(cases.length);
  expect(cases.length).toBe((CONVERSATIONS * MESSAGES) / 3);
  expect(tickets.filter(({ opened }) => opened === null)).toEqual([]);
}
