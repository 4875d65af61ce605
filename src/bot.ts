import type { BotPort, Channel } from './channel';
import type { DeskPort } from './desk';
import { keepEventMemoryShort } from './event-memory';
import type { FairQueue } from './fair-queue';
import { createReadingQueue, FrontDoor } from './front-door';
import { hear, receive, receiveFromDesk, turnAway, type HearingParts } from './hearing';
import { isLive, type TicketNews } from './helpdesk/ticket-system';
import { JobLedger } from './job-ledger';
import { Outside } from './outside';
import { Performer, type Outcomes } from './performer';
import type { RateLimits } from './rate-limit';
import { keepRetention, type Retention } from './retention';
import type { StoredConversation } from './store/records';
import type { Job, Turn, Worker } from './store/store';
import { StoreError } from './store/store-error';
import { followNews, TicketNewsListener } from './ticket-news';
import { turnKey } from './tracer';
import { takeTurn } from './turn-taking';
import { Waits } from './waits';

export interface BotParts<State> extends HearingParts<State> {
  readonly channels: readonly Channel[];
  /** None where it is absent. */
  readonly limits?: RateLimits;
  /** Everything is kept where it is absent. */
  readonly retention?: Retention;
  /** Where others read pastes too, the queue that they share. */
  readonly reading?: FairQueue;
}

export interface Bot extends BotPort, DeskPort {
  /** Resolves once what agents did in the ticket system is durable in the conversations it is about. */
  receiveNews(news: readonly TicketNews[]): Promise<void>;
  /** Begins to perform effects, first those that an earlier process left. Throws a StoreError. */
  start(): Promise<void>;
  /** When jobs were last looked for or one was done; null where the bot does not run. */
  lastSign(): Date | null;
  /** Resolves when nothing is due: every reply so far was delivered, or waits for its next try. */
  idle(): Promise<void>;
  /** Resolves when the effects under way are done, or have taken too long. The store stays open; it is the caller's. */
  stop(): Promise<void>;
}

interface Running {
  readonly worker: Worker;
  readonly waits: Waits;
  /** What goes on beside the jobs. */
  readonly background: readonly { stop(): Promise<void> }[];
}

/** Conversations whose effects are performed at the same time; as many as a commit of the embedded store holds. */
const CONCURRENCY = 32;
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
    happened: (turn, event) => unlessErased(turn, (known) => takeTurn(parts, turn, known, event)),
    heard: (turn, heard, at) => unlessErased(turn, (known) => hear(parts, turn, known, heard, at)),
  };
  const storeFailing = (error: unknown) => log.error('store-failing', { error });
  const reading = parts.reading ?? createReadingQueue();
  const door = new FrontDoor({
    ...parts,
    reading,
    hear: (incoming, at) => receive(parts, incoming, at),
    turnAway: (incoming, at, whose) => turnAway(parts, incoming, at, whose),
  });
  const news = isLive(parts.tickets)
    ? new TicketNewsListener({ store, clock, system: parts.tickets, happened: outcomes.happened })
    : null;
  let running: Running | null = null;

  return {
    receive: (incoming) => door.receive(incoming),
    receiveFromDesk: (incoming) => receiveFromDesk(parts, incoming),
    receiveNews: async (told) => news?.hear(told),
    casesOf: (channel, userId) => store.casesOf(channel, userId),
    knows: (conversation) => store.knows(conversation),
    async start() {
      const waits = new Waits();
      const desks = new Map(parts.desks.map((desk) => [desk.name, desk]));
      const ledger = new JobLedger(store, clock);
      const outside = new Outside({ ...parts, waits });
      const performer = new Performer({ ...parts, channels, desks, outside, ledger, reading }, outcomes);
      const worker = await store.startWorker({
        channels: [...channels.keys()],
        concurrency: CONCURRENCY,
        clock,
        perform: (job) => performLogged(performer, job, parts),
        onError: storeFailing,
      });
      const memory = keepEventMemoryShort(store, clock, storeFailing);
      const ticketNews = news === null ? [] : [followNews(news, waits, storeFailing)];
      const { retention } = parts;
      const erasing = retention === undefined ? [] : [keepRetention(store, retention, clock, storeFailing)];
      running = { worker, waits, background: [memory, ...erasing, ...ticketNews] };
    },
    lastSign: () => running?.worker.lastSign() ?? null,
    idle: async () => running?.worker.idle(),
    async stop() {
      if (running === null) return;
      const { worker, waits, background } = running;
      running = null;
      const impatience = setTimeout(() => waits.end(), STOP_GRACE_MS);
      await worker.stop();
      clearTimeout(impatience);
      for (const work of background) await work.stop();
    },
  };
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

/** A conversation that was erased meanwhile is not begun again by what is still under way for it. */
async function unlessErased(turn: Turn, work: (known: StoredConversation) => Promise<void>): Promise<void> {
  const known = await turn.conversation();
  if (known !== null) await work(known);
}
