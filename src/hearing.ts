import type { Incoming, Received } from './channel';
import type { Analysis } from './classifier/diagnosis';
import { deskConversation, type DeskIncoming } from './desk';
import { takeIn, type Reader } from './intake';
import type { Log } from './log';
import type { Meter } from './meter';
import { job } from './new-job';
import { observe, type Observers } from './observe';
import type { StoredConversation } from './store/records';
import type { Store, Turn } from './store/store';
import type { Heard } from './store/task';
import { turnKey } from './tracer';
import { takeTurn, type TurnParts } from './turn-taking';

export interface HearingParts<State> extends TurnParts<State>, Observers {
  readonly store: Store;
  readonly reader: Reader;
  readonly clock: () => Date;
  readonly log: Log;
}

/** The queue of what is still to be heard. */
const INCOMING = 'incoming';

/** Takes in what a person did, and hears it in a turn of its own. */
export async function receive<State>(
  parts: HearingParts<State>,
  incoming: Incoming,
  at: string,
): Promise<Received> {
  const { channel } = incoming;
  const about = { turn: turnKey(incoming.conversation, at), channel };
  // Reading is not awaited for, so that it is done when its turn among the readings comes.
  const heard = await observe(parts, 'read', about, () =>
    Promise.resolve(takeIn(parts.reader, incoming.content, at)),
  );
  const received = await observe(parts, 'turn', about, () =>
    inNewTurn(parts, incoming, at, (turn, conversation, begins) =>
      // Where a conversation begins nothing waits to be heard first.
      begins ? hear(parts, turn, conversation, heard, at) : hearInOrder(parts, turn, conversation, heard, at),
    ),
  );
  if (received && heard.kind === 'said') meterDiagnoses(parts.meter, heard.event.analysis);
  return received ? 'accepted' : 'duplicate';
}

/** Nothing of it is read or kept, but that it came. */
export async function turnAway<State>(
  parts: HearingParts<State>,
  incoming: Incoming,
  at: string,
  whose: 'person' | 'everybody',
): Promise<Received> {
  const { channel, conversation: id, user } = incoming;
  parts.log.warn('throttled', {
    turn: turnKey(id, at),
    conversation: id,
    user: user.id,
    channel,
    reason: whose,
  });
  const received = await inNewTurn(parts, incoming, at, (turn, conversation) =>
    takeTurn(parts, turn, conversation, { kind: 'throttled', at, whose }),
  );
  return received ? 'throttled' : 'duplicate';
}

/** False when the event was handled before. */
async function inNewTurn<State>(
  parts: HearingParts<State>,
  incoming: Incoming,
  at: string,
  work: (turn: Turn, conversation: StoredConversation, begins: boolean) => Promise<void>,
): Promise<boolean> {
  return parts.store.turn(incoming.conversation, async (turn) => {
    const ids = incoming.eventIds.map((id) => `${incoming.channel}:${id}`);
    if (!(await turn.recordEvents(ids, at))) return false;
    const known = await turn.conversation();
    await work(turn, goingOn(known, incoming, parts.dialogue.initial), known === null);
    return true;
  });
}

function meterDiagnoses(meter: Meter | undefined, analysis: Analysis): void {
  if (meter === undefined || analysis.kind === 'refused') return;
  for (const { diagnosis } of analysis.diagnosed) meter.diagnosed(diagnosis);
}

/**
 * Keeps what an agent did until it is known which case it is about. The thread has a lane of its own, so that
 * what is done in it is heard in its order.
 */
export function receiveFromDesk<State>(
  parts: HearingParts<State>,
  incoming: DeskIncoming,
): Promise<Received> {
  const at = parts.clock().toISOString();
  const { desk, thread, agent } = incoming;
  return parts.store.turn(deskConversation(desk, thread), async (turn) => {
    const ids = incoming.eventIds.map((id) => `desk:${desk}:${id}`);
    if (!(await turn.recordEvents(ids, at))) return 'duplicate';
    await turn.saveConversation({ channel: desk, address: '', user: agent, state: null }, at);
    await turn.addJob(job({ channel: desk }, INCOMING, at, { task: { kind: 'hearDesk', incoming } }));
    return 'accepted';
  });
}

/** The conversation as stored, or begun, at the address and with the person of the newest event. */
function goingOn(
  known: StoredConversation | null,
  { channel, address, user }: Incoming,
  initial: unknown,
): StoredConversation {
  return { channel, address, user, state: known?.state ?? initial };
}

/** A file is heard when it was fetched, and what comes after it then waits behind it. */
async function hearInOrder<State>(
  parts: HearingParts<State>,
  turn: Turn,
  conversation: StoredConversation,
  heard: Heard,
  at: string,
): Promise<void> {
  if (heard.kind === 'attached' || !(await turn.hasJobs(INCOMING)))
    return hear(parts, turn, conversation, heard, at);
  await turn.saveConversation(conversation, at);
  return turn.addJob(job(conversation, INCOMING, at, { task: { kind: 'hear', heard, at } }));
}

export async function hear<State>(
  parts: HearingParts<State>,
  turn: Turn,
  conversation: StoredConversation,
  heard: Heard,
  at: string,
): Promise<void> {
  switch (heard.kind) {
    case 'opened':
      return takeTurn(parts, turn, conversation, { kind: 'opened', at });
    case 'edited':
      return takeTurn(parts, turn, conversation, { kind: 'edited', at, text: heard.text });
    case 'said':
      return takeTurn(parts, turn, conversation, heard.event, await turn.addMessage(heard.entry));
    case 'chose': {
      const { question, choice } = heard;
      await turn.addMessage({ kind: 'chose', at, question, label: await labelOf(turn, question, choice) });
      return takeTurn(parts, turn, conversation, { kind: 'chose', at, question, choice });
    }
    case 'attached': {
      const { name, ref, caption } = heard;
      await turn.saveConversation(conversation, at);
      return turn.addJob(
        job(conversation, INCOMING, at, { task: { kind: 'fetchFile', name, ref, caption } }),
      );
    }
  }
}

/** What stood on the button; the choice's id when its question is unknown. */
async function labelOf(turn: Turn, question: number, choice: string): Promise<string> {
  const asked = await turn.asked(question);
  return asked?.reply.question?.choices.find(({ id }) => id === choice)?.label ?? choice;
}
