import { join } from 'node:path';
import { maskSecrets } from '../../src/bounce/mask-secrets';
import { createBot, type Bot } from '../../src/bot';
import type { Channel, Incoming } from '../../src/channel';
import { loadExpert } from '../../src/cli/expert';
import { createDialogue } from '../../src/dialogue/dialogue';
import type { State } from '../../src/dialogue/state';
import { storeOnly } from '../../src/helpdesk/ticket-system';
import type { Reader } from '../../src/intake';
import { createLog } from '../../src/log';
import type { Store } from '../../src/store/store';
import type { Dialogue } from '../../src/turn-taking';

export interface Parts {
  readonly reader: Reader;
  readonly dialogue: Dialogue<State>;
}

const PASTE =
  "Remote server returned '550 5.1.1 <kim.doe@example.net>: Recipient address rejected: User unknown in virtual mailbox table'";

/** Conversations that talk at the same time: as many as the front door lets in. */
const AT_ONCE = 64;

/** A platform that takes everything at once. */
export const channel: Channel = {
  name: 'bench',
  deliver: ({ key }) => Promise.resolve({ kind: 'delivered', messageRef: key }),
};

export async function loadParts(): Promise<Parts> {
  const { knowledge, classifier } = await loadExpert(join(__dirname, '..', '..', 'intents'));
  return { reader: { ...classifier, maskSecrets }, dialogue: createDialogue(knowledge) };
}

export function botOn(store: Store, { reader, dialogue }: Parts): Bot {
  return createBot({
    store,
    channels: [channel],
    desks: [],
    tickets: storeOnly,
    dialogue,
    reader,
    clock: () => new Date(),
    log: createLog('error'),
  });
}

/** A message in the conversation `bench:name`; `event` tells it from others there. */
export function messageOf(name: string, event = '', text = PASTE): Incoming {
  return {
    channel: channel.name,
    eventIds: [`event-${name}${event}`],
    conversation: `bench:${name}`,
    address: 'address',
    user: { id: `user-${name}`, name: null },
    content: { kind: 'text', text },
  };
}

export async function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const queue = items.values();
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (const item of queue) await work(item);
  });
  await Promise.all(workers);
}
