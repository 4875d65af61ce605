import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBot } from '../../src/bot';
import type { Dialogue } from '../../src/turn-taking';
import type { Channel, Incoming } from '../../src/channel';
import { storeOnly } from '../../src/helpdesk/ticket-system';
import { createLog } from '../../src/log';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { Store } from '../../src/store/store';
import { StoreError } from '../../src/store/store-error';
import { scriptedDialogue, scriptedReader, textOf, type ScriptedState } from './scripted';

/**
 * A bot in a process of its own that kills itself at the given moment, counted in steps of its work:
 * `node crash-process.ts FOLDER MOMENT [DATABASE_URL]`. It takes messages from its parent, tells which are
 * accepted, and appends what it delivers to a file, as a platform that already has it.
 */
const [folder = '', moment = '0', databaseUrl] = process.argv.slice(2);
let momentsLeft = Number(moment);

function mayDieHere(): void {
  momentsLeft -= 1;
  if (momentsLeft === 0) process.kill(process.pid, 'SIGKILL');
}

const channel: Channel = {
  name: 'test',
  deliver({ key, conversation, attempt, delivery }) {
    mayDieHere();
    const line = { key, conversation, attempt, text: textOf(delivery.reply) };
    appendFileSync(join(folder, 'platform.jsonl'), `${JSON.stringify(line)}\n`);
    mayDieHere();
    return Promise.resolve({ kind: 'delivered', messageRef: key });
  },
};

/** Dies inside the transaction of a turn, too. */
const dialogue: Dialogue<ScriptedState> = {
  ...scriptedDialogue,
  step(state, event) {
    mayDieHere();
    return scriptedDialogue.step(state, event);
  },
};

/** Dies between a commit and whatever the bot does next, too. */
function dyingAfterTurns(store: Store): Store {
  const dying = Object.create(store) as Store;
  dying.turn = async (conversation, work) => {
    const result = await store.turn(conversation, work);
    mayDieHere();
    return result;
  };
  return dying;
}

export type FromParent =
  { readonly kind: 'message'; readonly incoming: Incoming } | { readonly kind: 'drain' };
export type ToParent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'accepted'; readonly id: string }
  /** To be sent again, as a platform does. */
  | { readonly kind: 'refused'; readonly id: string }
  | { readonly kind: 'drained' };

function tell(message: ToParent): void {
  process.send?.(message);
}

async function openStore(): Promise<Store> {
  if (databaseUrl === undefined) return openEmbeddedStore(join(folder, 'store.sqlite'));
  const { openPostgresStore } = await import('../../src/store/postgres-store.js');
  return openPostgresStore(databaseUrl);
}

async function main(): Promise<void> {
  const store = dyingAfterTurns(await openStore());
  const clock = () => {
    mayDieHere();
    return new Date();
  };
  const log = createLog('warn');
  const bot = createBot({
    store,
    channels: [channel],
    desks: [],
    tickets: storeOnly,
    dialogue,
    reader: scriptedReader,
    clock,
    log,
  });
  await bot.start();

  process.on('message', (message: FromParent) => {
    void (message.kind === 'message' ? accept(message.incoming) : drain());
  });
  tell({ kind: 'ready' });

  async function accept(incoming: Incoming): Promise<void> {
    const id = incoming.eventIds[0];
    try {
      await bot.receive(incoming);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      tell({ kind: 'refused', id });
      return;
    }
    mayDieHere();
    tell({ kind: 'accepted', id });
  }

  async function drain(): Promise<void> {
    await bot.idle();
    await bot.stop();
    await store.close();
    process.send?.({ kind: 'drained' } satisfies ToParent, () => process.disconnect());
  }
}

void main();
