import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { createBot } from '../../src/bot';
import type { Channel, DeliveryOutcome } from '../../src/channel';
import type { Desk } from '../../src/desk';
import { createDialogue } from '../../src/dialogue/dialogue';
import type { Script } from '../../src/dialogue/script';
import type { TicketSystem } from '../../src/helpdesk/ticket-system';
import { createLog } from '../../src/log';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { Store, Turn } from '../../src/store/store';
import { scriptedEar } from './scripted-ear';

/**
 * A bot in a process of its own: `node killed-process.ts FOLDER`. It kills itself right after its first commit, or
 * after a delivery that the world had not seen before, and ends by itself when nothing is left to do. What it
 * delivers is appended to a file, as a platform that has it from then on.
 */
const [folder = ''] = process.argv.slice(2);
const WORLD = join(folder, 'world.jsonl');

export interface Delivered {
  readonly key: string;
  readonly to: string;
  readonly what: string;
}

export function delivered(file: string): readonly Delivered[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Delivered);
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** What came with this key before is known, and not done again. */
function deliver(key: string, to: string, what: string): DeliveryOutcome {
  const known = delivered(WORLD).some((entry) => entry.key === key && entry.to === to);
  if (!known) {
    appendFileSync(WORLD, `${JSON.stringify({ key, to, what })}\n`);
    die();
  }
  return { kind: 'delivered', messageRef: `${to}-${key}` };
}

const channel: Channel = {
  name: 'slack',
  deliver: ({ key, delivery }) => Promise.resolve(deliver(key, 'anna', delivery.kind)),
};

const deskOf = (name: string): Desk => ({
  name,
  deliver: ({ key, delivery }) => {
    const isNew = delivery.kind === 'card' && delivery.thread === null;
    return Promise.resolve(deliver(key, `desk ${name}`, isNew ? 'new card' : delivery.kind));
  },
  fetch: () => Promise.resolve({ kind: 'lost', reason: 'unreachable' }),
});

const tickets: TicketSystem = {
  name: 'fake',
  open({ reference }) {
    deliver(reference, 'tickets', 'ticket');
    return Promise.resolve({ kind: 'opened', reference: `T-${reference}`, url: null });
  },
};

const READS: ReadonlySet<PropertyKey> = new Set<keyof Turn>([
  'conversation',
  'asked',
  'hasJobs',
  'ticketOf',
  'ticketAbout',
]);

/** Dies after a turn that wrote something; after one that only looked, nothing could be lost. */
function dyingAfterTurns(store: Store): Store {
  const dying = Object.create(store) as Store;
  dying.turn = async (conversation, work) => {
    let wrote = false;
    const result = await store.turn(conversation, (turn) => {
      const watched = new Proxy(turn, {
        get(target, name: keyof Turn) {
          if (name === 'recordEvents')
            return async (ids: readonly string[], at: string) => {
              const isNew = await target.recordEvents(ids, at);
              wrote ||= isNew;
              return isNew;
            };
          wrote ||= !READS.has(name);
          return target[name].bind(target);
        },
      });
      return work(watched);
    });
    if (!wrote) return result;
    die();
    return new Promise(() => undefined);
  };
  dying.startWorker = (options) => store.startWorker(options);
  return dying;
}

async function main(): Promise<void> {
  const store = await openEmbeddedStore(join(folder, 'store.sqlite'));
  const script = deserialize(readFileSync(join(folder, 'script.bin'))) as Script;
  const bot = createBot({
    store: dyingAfterTurns(store),
    channels: [channel, { ...channel, name: 'teams' }],
    desks: [deskOf('slack'), deskOf('teams')],
    tickets,
    dialogue: createDialogue(script, { hours: null, takeWithinMinutes: 15 }),
    reader: scriptedEar,
    clock: () => new Date(),
    log: createLog('warn'),
  });
  await bot.start();
  await bot.receive({
    channel: 'slack',
    eventIds: ['the-press'],
    conversation: 'slack:anna',
    address: 'anna',
    user: { id: 'anna', name: 'Anna' },
    content: { kind: 'text', text: 'human' },
  });
  await bot.idle();
  await bot.stop();
  await store.close();
}

if (require.main === module) void main();
