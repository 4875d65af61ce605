import { maskSecrets } from '../bounce/mask-secrets';
import { createBot, type Bot } from '../bot';
import type { Channel } from '../channel';
import { createDialogue } from '../dialogue/dialogue';
import type { TicketSystem } from '../helpdesk/ticket-system';
import type { Log } from '../log';
import type { Store } from '../store/store';
import type { Expert } from './expert';

export interface Assembly {
  readonly expert: Expert;
  readonly store: Store;
  readonly channels: readonly Channel[];
  readonly tickets: TicketSystem;
  readonly log: Log;
}

/** The bot over its content, its store, the channels it speaks on and where its tickets go. */
export function assembleBot({ expert, store, channels, tickets, log }: Assembly): Bot {
  const { knowledge, classifier } = expert;
  return createBot({
    store,
    channels,
    tickets,
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
