import { maskSecrets } from '../bounce/mask-secrets';
import { createBot, type Bot } from '../bot';
import type { Channel } from '../channel';
import { createDialogue } from '../dialogue/dialogue';
import { storeOnly } from '../helpdesk/ticket-system';
import type { Log } from '../log';
import type { Store } from '../store/store';
import type { Expert } from './expert';

/** The bot over its content, its store and the channels it speaks on. */
export function assembleBot(
  { knowledge, classifier }: Expert,
  store: Store,
  channels: readonly Channel[],
  log: Log,
): Bot {
  return createBot({
    store,
    channels,
    tickets: storeOnly,
    dialogue: createDialogue(knowledge),
    reader: {
      analyse: (paste) => classifier.analyse(paste),
      understand: (text) => classifier.understand(text),
      maskSecrets,
    },
    clock: () => new Date(),
    log,
  });
}
