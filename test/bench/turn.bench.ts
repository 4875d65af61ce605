import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Incoming } from '../../src/channel';
import { takeIn } from '../../src/intake';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { Store } from '../../src/store/store';
import { openNoStore } from './no-store';
import { botOn, channel, inParallel, loadParts, messageOf, type Parts } from './turn-parts';

/** What turns cost: of the processor, and of the time that a person waits. */
interface Cost {
  readonly cpuMicrosecondsPerTurn: number;
  readonly turnsPerSecond: number;
}

export interface TurnBench {
  /** Taken in, read, identified, stepped, ordered, stored and delivered, on the embedded store in a file. */
  readonly durable: Cost;
  /** The same turns by the same loop, with nothing stored. */
  readonly storeless: Cost;
  /** Reading, identifying and stepping alone, with the state kept as JSON, and the replies handed to the channel. */
  readonly talkOnly: Cost;
  /** Of the turns a second without a store, those that remain with it. To be at least 0.6. */
  readonly throughputRatio: number;
  /** The same of the processor's time alone, whatever the disk. */
  readonly cpuRatio: number;
  readonly throughputRatioToTalkOnly: number;
}

/** Measured turn and turn about, so that a neighbour on the machine slows all. */
const ROUNDS = 8;

/**
 * How much of the speed the store leaves: the same pastes through the same loop with the content as it is, once
 * with every promise of the store, once without any.
 */
export async function benchTurn(turns = 16_000): Promise<TurnBench> {
  const parts = await loadParts();
  const inRound = Math.ceil(turns / ROUNDS);
  const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-bench-'));
  const [store, noStore] = [await openEmbeddedStore(join(folder, 'store.sqlite')), await openNoStore()];
  const [durable, storeless, talkOnly] = [new Meter(), new Meter(), new Meter()];
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      // The first round lets the engine compile what is hot; it does not count.
      const counts = round > 0;
      const incoming = Array.from({ length: inRound }, (_, number) => messageOf(`${round}-${number}`));
      const measuredBy = (meter: Meter) => (work: () => Promise<void>) =>
        meter.measure(counts, inRound, work);
      await measuredBy(talkOnly)(() => talkAlone(parts, incoming));
      await takeTurns(parts, noStore, incoming, measuredBy(storeless));
      await takeTurns(parts, store, incoming, measuredBy(durable));
    }
  } finally {
    await noStore.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return compare(durable.cost(), storeless.cost(), talkOnly.cost());
}

function compare(durable: Cost, storeless: Cost, talkOnly: Cost): TurnBench {
  return {
    durable,
    storeless,
    talkOnly,
    throughputRatio: durable.turnsPerSecond / storeless.turnsPerSecond,
    cpuRatio: storeless.cpuMicrosecondsPerTurn / durable.cpuMicrosecondsPerTurn,
    throughputRatioToTalkOnly: durable.turnsPerSecond / talkOnly.turnsPerSecond,
  };
}

class Meter {
  private turns = 0;
  private cpuMicroseconds = 0;
  private milliseconds = 0;

  async measure(counts: boolean, turns: number, work: () => Promise<void>): Promise<void> {
    const cpuBefore = process.cpuUsage();
    const before = performance.now();
    await work();
    if (!counts) return;
    const { user, system } = process.cpuUsage(cpuBefore);
    this.turns += turns;
    this.cpuMicroseconds += user + system;
    this.milliseconds += performance.now() - before;
  }

  cost(): Cost {
    return {
      cpuMicrosecondsPerTurn: Math.round(this.cpuMicroseconds / this.turns),
      turnsPerSecond: Math.round((this.turns * 1000) / this.milliseconds),
    };
  }
}

async function talkAlone({ reader, dialogue }: Parts, incoming: readonly Incoming[]): Promise<void> {
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

async function takeTurns(
  parts: Parts,
  store: Store,
  incoming: readonly Incoming[],
  measure: (work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const bot = botOn(store, parts);
  await bot.start();
  await measure(async () => {
    await inParallel(incoming, (item) => bot.receive(item));
    await bot.idle();
  });
  await bot.stop();
}
