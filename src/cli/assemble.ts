import { maskSecrets } from '../bounce/mask-secrets';
import { createBot, type Bot } from '../bot';
import type { Channel } from '../channel';
import type { Desk } from '../desk';
import { NO_DESK, type DeskTerms } from '../dialogue/desk-terms';
import { createDialogue } from '../dialogue/dialogue';
import { withoutWords } from '../dialogue/without-words';
import type { FairQueue } from '../fair-queue';
import type { TicketSystem } from '../helpdesk/ticket-system';
import type { Log } from '../log';
import type { Meter } from '../meter';
import type { RateLimits } from '../rate-limit';
import type { Retention } from '../retention';
import type { Store } from '../store/store';
import type { Tracer } from '../tracer';
import type { Expert } from './expert';

export interface Assembly {
  readonly expert: Expert;
  readonly store: Store;
  readonly channels: readonly Channel[];
  readonly desks?: readonly Desk[];
  readonly deskTerms?: DeskTerms;
  readonly tickets: TicketSystem;
  readonly log: Log;
  readonly meter?: Meter;
  readonly tracer?: Tracer;
  readonly limits?: RateLimits;
  readonly reading?: FairQueue;
  /** Null, as where it is absent: everything is kept. */
  readonly retentionDays?: number | null;
  /** The system's, where it is absent. */
  readonly clock?: () => Date;
}

/** The bot over its content, its store, the channels it speaks on and where its tickets go. */
export function assembleBot({ expert, desks = [], deskTerms = NO_DESK, ...rest }: Assembly): Bot {
  const { knowledge, classifier } = expert;
  const { retentionDays: days = null, ...parts } = rest;
  const dialogue = createDialogue(knowledge, deskTerms);
  return createBot({
    ...parts,
    ...(days === null ? {} : { retention: { days, withoutWords: withoutWordsIn(dialogue) } }),
    desks,
    dialogue,
    reader: {
      analyse: (paste) => classifier.analyse(paste),
      understand: (text) => classifier.understand(text),
      maskSecrets,
    },
    clock: parts.clock ?? (() => new Date()),
  });
}

function withoutWordsIn(dialogue: ReturnType<typeof createDialogue>): Retention['withoutWords'] {
  return (stored, kept) => {
    const state = withoutWords(dialogue.parse(stored), kept);
    return { state, cases: dialogue.summarise(state) };
  };
}
