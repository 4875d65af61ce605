import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBot } from '../../src/bot';
import type { Channel, Incoming } from '../../src/channel';
import { storeOnly } from '../../src/helpdesk/ticket-system';
import { takeIn } from '../../src/intake';
import type { Reader } from '../../src/intake';
import type { Dialogue } from '../../src/bot';
import { createLog } from '../../src/log';
import { openEmbeddedStore } from '../../src/store/embedded-store';

export interface TurnBench {
  /** Turns a second, received, stored and delivered, on the embedded store in a file. */
  readonly durablePerSecond: number;
  /** The same turns with the state in memory and replies delivered at once. */
  readonly storelessPerSecond: number;
  readonly ratio: number;
}

/** Conversations that talk at the same time, as on a busy day. */
const AT_ONCE = 32;

/**
 * How much of the speed the store leaves: the same messages through the same reading and dialogue, once with
 * every promise of the store, once without any.
 */
export async function benchTurn<State>(
  reader: Reader,
  dialogue: Dialogue<State>,
  text: string,
  turns: number,
): Promise<TurnBench> {
  const incoming = Array.from({ length: turns }, (_, number) => messageOf(number, text));
  const storelessPerSecond = perSecond(turns, await timed(() => storeless(reader, dialogue, incoming)));
  const durablePerSecond = perSecond(turns, await durable(reader, dialogue, incoming));
  return { durablePerSecond, storelessPerSecond, ratio: durablePerSecond / storelessPerSecond };
}

function messageOf(number: number, text: string): Incoming {
  return {
    channel: 'bench',
    eventIds: [`event-${number}`],
    conversation: `bench:${number}`,
    address: 'address',
    user: { id: `user-${number % 100}`, name: null },
    content: { kind: 'text', text },
  };
}

const channel: Channel = {
  name: 'bench',
  deliver: ({ key }) => Promise.resolve({ kind: 'delivered', messageRef: key }),
};

async function storeless<State>(
  reader: Reader,
  dialogue: Dialogue<State>,
  incoming: readonly Incoming[],
): Promise<void> {
  const states = new Map<string, string>();
  await inParallel(incoming, async ({ conversation, content }) => {
    const at = new Date().toISOString();
    const heard = takeIn(reader, content, at);
    if (heard.kind !== 'said') return;
    const stored = states.get(conversation);
    const before = stored === undefined ? dialogue.initial : dialogue.parse(JSON.parse(stored));
    const { state, effects } = dialogue.step(before, heard.event);
    states.set(conversation, JSON.stringify(state));
    for (const effect of effects) {
      if (effect.kind !== 'reply') continue;
      const delivery = { kind: 'post', reply: effect.reply } as const;
      await channel.deliver({ key: at, conversation, address: '', attempt: 1, delivery });
    }
  });
}

async function durable<State>(
  reader: Reader,
  dialogue: Dialogue<State>,
  incoming: readonly Incoming[],
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-bench-'));
  const store = await openEmbeddedStore(join(folder, 'store.sqlite'));
  const bot = createBot({
    store,
    channels: [channel],
    tickets: storeOnly,
    dialogue,
    reader,
    clock: () => new Date(),
    log: createLog('error'),
  });
  try {
    await bot.start();
    return await timed(async () => {
      await inParallel(incoming, (item) => bot.receive(item));
      await bot.idle();
    });
  } finally {
    await bot.stop();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const queue = items.values();
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (const item of queue) await work(item);
  });
  await Promise.all(workers);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await work();
  return (performance.now() - before) / 1000;
}

function perSecond(turns: number, seconds: number): number {
  return Math.round(turns / seconds);
}
