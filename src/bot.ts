import { isDeepStrictEqual } from 'node:util';
import type { BotPort, CaseSummary, Channel, Incoming, Received } from './channel';
import type { Analysis } from './classifier/diagnosis';
import type { Desk, DeskIncoming, DeskPort } from './desk';
import type { Effect } from './dialogue/effect';
import type { DialogueEvent } from './dialogue/event';
import { isLive, type TicketSystem } from './helpdesk/ticket-system';
import { keepEventMemoryShort, type EventMemory } from './event-memory';
import type { FairQueue } from './fair-queue';
import { FrontDoor } from './front-door';
import { takeIn, type Reader } from './intake';
import type { Log } from './log';
import type { Meter } from './meter';
import { observe } from './observe';
import { JobLedger } from './job-ledger';
import { job } from './new-job';
import { order } from './order';
import type { HumanSide } from './order-for-humans';
import { Performer, type Outcomes } from './performer';
import type { RateLimits } from './rate-limit';
import type { Heard, Job, Store, StoredConversation, Turn, Worker } from './store/store';
import { StoreError } from './store/store-error';
import { turnKey, type Tracer } from './tracer';
import { Waits } from './waits';

/** The dialogue with its content bound in; `State` is JSON and the dialogue's own business. */
export interface Dialogue<State> {
  readonly initial: State;
  /** Takes what was stored, also by earlier versions. */
  parse(json: unknown): State;
  step(state: State, event: DialogueEvent): { readonly state: State; readonly effects: readonly Effect[] };
  summarise(state: State): readonly DialogueCase[];
}

export type DialogueCase = Omit<CaseSummary, 'conversation'>;

export interface BotParts<State> {
  readonly store: Store;
  readonly channels: readonly Channel[];
  /** The channels in which the agents of the helpdesk work. */
  readonly desks: readonly Desk[];
  readonly tickets: TicketSystem;
  readonly dialogue: Dialogue<State>;
  readonly reader: Reader;
  readonly clock: () => Date;
  readonly log: Log;
  readonly meter?: Meter;
  readonly tracer?: Tracer;
  /** None where it is absent. */
  readonly limits?: RateLimits;
  /** Where others read pastes too, the queue that they share. */
  readonly reading?: FairQueue;
}

export interface Bot extends BotPort, DeskPort {
  /** Begins to perform effects, first those that an earlier process left. Throws a StoreError. */
  start(): Promise<void>;
  /** Resolves when nothing is due: every reply so far was delivered, or waits for its next try. */
  idle(): Promise<void>;
  /** Resolves when the effects under way are done, or have taken too long. The store stays open; it is the caller's. */
  stop(): Promise<void>;
}

interface Running {
  readonly worker: Worker;
  readonly waits: Waits;
  readonly memory: EventMemory;
}

/** Conversations whose effects are performed at the same time; as many as a commit of the embedded store holds. */
const CONCURRENCY = 32;
/** The queue of what is still to be heard. */
const INCOMING = 'incoming';
/** How long a stop lets effects under way go on; then they are left to the next start. */
const STOP_GRACE_MS = 5_000;

/**
 * The only loop: takes an event, steps, saves, performs the effects. A turn is one transaction; an effect is
 * a row written in it and performed after it; the effect's outcome is the event of another turn.
 */
export function createBot<State>(parts: BotParts<State>): Bot {
  const { store, clock, log } = parts;
  const channels = new Map(parts.channels.map((channel) => [channel.name, channel]));
  const outcomes: Outcomes = {
    happened: async (turn, event) => takeTurn(parts, turn, await knownConversation(turn), event),
    heard: async (turn, heard, at) => hear(parts, turn, await knownConversation(turn), heard, at),
  };
  const storeFailing = (error: unknown) => log.error('store-failing', { error });
  const door = new FrontDoor({
    ...parts,
    hear: (incoming, at) => receive(parts, incoming, at),
    turnAway: (incoming, at, whose) => turnAway(parts, incoming, at, whose),
  });
  let running: Running | null = null;

  return {
    receive: (incoming) => door.receive(incoming),
    receiveFromDesk: (incoming) => receiveFromDesk(parts, incoming),
    casesOf: (channel, userId) => store.casesOf(channel, userId),
    knows: (conversation) => store.knows(conversation),
    async start() {
      const waits = new Waits();
      const desks = new Map(parts.desks.map((desk) => [desk.name, desk]));
      const ledger = new JobLedger(store, clock);
      const performer = new Performer({ ...parts, channels, desks, waits, ledger }, outcomes);
      const worker = await store.startWorker({
        channels: [...channels.keys()],
        concurrency: CONCURRENCY,
        clock,
        perform: (job) => performLogged(performer, job, parts),
        onError: storeFailing,
      });
      running = { worker, waits, memory: keepEventMemoryShort(store, clock, storeFailing) };
    },
    idle: async () => running?.worker.idle(),
    async stop() {
      if (running === null) return;
      const { worker, waits, memory } = running;
      running = null;
      const impatience = setTimeout(() => waits.end(), STOP_GRACE_MS);
      await worker.stop();
      clearTimeout(impatience);
      await memory.stop();
    },
  };
}

async function receive<State>(parts: BotParts<State>, incoming: Incoming, at: string): Promise<Received> {
  const { channel } = incoming;
  const about = { turn: turnKey(incoming.conversation, at), channel };
  // Reading is not awaited for, so that it is done when its turn among the readings comes.
  const heard = await observe(parts, 'read', about, () =>
    Promise.resolve(takeIn(parts.reader, incoming.content, at)),
  );
  const received = await observe(parts, 'turn', about, () =>
    inNewTurn(parts, incoming, at, (turn, conversation) => hearInOrder(parts, turn, conversation, heard, at)),
  );
  if (received && heard.kind === 'said') meterDiagnoses(parts.meter, heard.event.analysis);
  return received ? 'accepted' : 'duplicate';
}

/** Nothing of it is read or kept, but that it came. */
async function turnAway<State>(
  parts: BotParts<State>,
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
  parts: BotParts<State>,
  incoming: Incoming,
  at: string,
  work: (turn: Turn, conversation: StoredConversation) => Promise<void>,
): Promise<boolean> {
  return parts.store.turn(incoming.conversation, async (turn) => {
    const ids = incoming.eventIds.map((id) => `${incoming.channel}:${id}`);
    if (!(await turn.recordEvents(ids, at))) return false;
    await work(turn, await conversationOf(turn, incoming, parts.dialogue.initial));
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
function receiveFromDesk<State>(parts: BotParts<State>, incoming: DeskIncoming): Promise<Received> {
  const at = parts.clock().toISOString();
  const { desk, thread, agent } = incoming;
  return parts.store.turn(`desk:${desk}:${thread}`, async (turn) => {
    const ids = incoming.eventIds.map((id) => `desk:${desk}:${id}`);
    if (!(await turn.recordEvents(ids, at))) return 'duplicate';
    await turn.saveConversation({ channel: desk, address: '', user: agent, state: null }, at);
    await turn.addJob(job({ channel: desk }, INCOMING, at, { task: { kind: 'hearDesk', incoming } }));
    return 'accepted';
  });
}

/** A job that fails in an unforeseen way is tried again later; only a store that can't be written stops the work. */
async function performLogged(
  performer: Performer,
  job: Job,
  { log, meter }: Pick<BotParts<never>, 'log' | 'meter'>,
): Promise<void> {
  const { id, conversation, channel, attempt } = job;
  const turn = turnKey(conversation, job.addedAt);
  try {
    await performer.perform(job);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    meter?.failed(channel, job.task.kind);
    log.error('job-failed', { turn, job: id, conversation, channel, attempt, task: job.task.kind, error });
    await performer.putOff(job, { kind: 'retry', afterMs: 0, reason: 'unforeseen' });
  }
}

/** The conversation as stored, at the address and with the person of the newest event. */
async function conversationOf(turn: Turn, incoming: Incoming, initial: unknown): Promise<StoredConversation> {
  const known = await turn.conversation();
  const { channel, address, user } = incoming;
  return { channel, address, user, state: known?.state ?? initial };
}

async function knownConversation(turn: Turn): Promise<StoredConversation> {
  const known = await turn.conversation();
  if (known === null) throw new Error('a job without its conversation');
  return known;
}

/** A file is heard when it was fetched, and what comes after it then waits behind it. */
async function hearInOrder<State>(
  parts: BotParts<State>,
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

async function hear<State>(
  parts: BotParts<State>,
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

/** `said`: the number of what was just said, in the transcript. */
async function takeTurn<State>(
  parts: BotParts<State>,
  turn: Turn,
  conversation: StoredConversation,
  event: DialogueEvent,
  said: number | null = null,
): Promise<void> {
  const { dialogue } = parts;
  const before = dialogue.parse(conversation.state);
  const { state, effects } = dialogue.step(before, event);
  await turn.saveConversation({ ...conversation, state }, event.at);
  await saveCases(turn, dialogue.summarise(before), dialogue.summarise(state));
  const ordering = { turn, conversation, at: event.at, heard: said, humans: humanSideOf(parts) };
  for (const effect of effects) await order(ordering, effect);
  if (event.kind === 'agentActed') await noteDeed(turn, conversation, event);
}

function humanSideOf({ desks, tickets }: Pick<BotParts<never>, 'desks' | 'tickets'>): HumanSide {
  return { desks: desks.map(({ name }) => name), liveTickets: isLive(tickets) };
}

/** Who did what is kept, and what is solved for one is solved for everybody with the same trouble. */
async function noteDeed(
  turn: Turn,
  conversation: StoredConversation,
  { at, caseId, agent, from, act }: Extract<DialogueEvent, { readonly kind: 'agentActed' }>,
): Promise<void> {
  const ticket = await turn.ticketOf(caseId);
  if (ticket === null) return;
  await turn.addDeed({ ticket: ticket.number, at, who: `${agent.name} (${from})`, what: act.kind });
  if (act.kind !== 'solved' || ticket.joined !== null) return;
  const task = { kind: 'solveJoined', leader: ticket.number, agent, from } as const;
  await turn.addJob(job(conversation, 'same-trouble', at, { task }));
}

async function saveCases(
  turn: Turn,
  before: readonly DialogueCase[],
  after: readonly DialogueCase[],
): Promise<void> {
  const known = new Map(before.map((summary) => [summary.caseId, summary]));
  for (const summary of after) {
    if (!isDeepStrictEqual(known.get(summary.caseId), summary)) await turn.saveCase(summary);
  }
}
