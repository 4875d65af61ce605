import { everyHour, type Chore } from './hourly';
import type { Store } from './store/store';
import type { DialogueCase } from './turn-taking';

export interface Retention {
  /** How long what people have pasted and said is kept. */
  readonly days: number;
  /** The state with no words left in its closed cases but those in `kept`, and how its cases are listed then. */
  readonly withoutWords: (state: unknown, kept: readonly number[]) => Remainder;
}

export interface Remainder {
  readonly state: unknown;
  readonly cases: readonly DialogueCase[];
}

type RetainingStore = Pick<Store, 'turn' | 'silentConversations' | 'entriesBefore' | 'pruneJobs'>;

const DAY_MS = 24 * 3_600_000;
/** Conversations, or entries, that are looked up at once; each conversation is erased in a turn of its own. */
const AT_ONCE = 100;

/** Erases what has been kept for long enough, now and every hour. */
export function keepRetention(
  store: RetainingStore,
  retention: Retention,
  clock: () => Date,
  onError: (error: unknown) => void,
): Chore {
  return everyHour(async (isStopped) => {
    const before = new Date(clock().getTime() - retention.days * DAY_MS).toISOString();
    await eraseSilent(store, before, isStopped);
    await eraseOldEntries(store, retention, before, isStopped);
    while (!isStopped() && (await store.pruneJobs(before)) > 0);
  }, onError);
}

/** Conversations that have come to an end: all of it but their tickets. */
async function eraseSilent(store: RetainingStore, before: string, isStopped: () => boolean): Promise<void> {
  let found: readonly string[];
  do {
    found = await store.silentConversations(before, AT_ONCE);
    for (const conversation of found) {
      if (isStopped()) return;
      await store.turn(conversation, (turn) => turn.expire(before));
    }
  } while (found.length === AT_ONCE);
}

/** Old words in conversations that go on. */
async function eraseOldEntries(
  store: RetainingStore,
  retention: Retention,
  before: string,
  isStopped: () => boolean,
): Promise<void> {
  const seen = new Set<string>();
  let after = 0;
  for (;;) {
    const entries = await store.entriesBefore(before, after, AT_ONCE);
    for (const { conversation } of entries) {
      if (isStopped()) return;
      if (!seen.has(conversation)) await eraseOldWords(store, retention, conversation, before);
      seen.add(conversation);
    }
    const last = entries.at(-1);
    if (last === undefined) return;
    after = last.number;
  }
}

async function eraseOldWords(
  store: RetainingStore,
  { withoutWords }: Retention,
  id: string,
  before: string,
): Promise<void> {
  await store.turn(id, async (turn) => {
    const expired = await turn.expire(before);
    if (expired.kind === 'gone' || expired.entries === 0) return;
    const { kept } = expired;
    const conversation = await turn.conversation();
    if (conversation === null) return;
    const { state, cases } = withoutWords(conversation.state, kept);
    await turn.replaceState(state);
    for (const summary of cases) if (!kept.includes(summary.caseId)) await turn.saveCase(summary);
  });
}
