import { join } from 'node:path';
import { createBot, type Bot } from '../../src/bot';
import type { Content, Incoming, Received } from '../../src/channel';
import type { DeskAct, DeskIncoming } from '../../src/desk';
import { createDialogue } from '../../src/dialogue/dialogue';
import type { DeskTerms } from '../../src/dialogue/desk-terms';
import type { Effect } from '../../src/dialogue/effect';
import type { DialogueEvent } from '../../src/dialogue/event';
import type { State } from '../../src/dialogue/state';
import type { TicketNews } from '../../src/helpdesk/ticket-system';
import { loadKnowledge } from '../../src/knowledge/load-knowledge';
import { createLog } from '../../src/log';
import { IN_MEMORY } from '../../src/store/embedded-database';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { Store } from '../../src/store/store';
import { Chance } from './chance';
import { Life, mortalStore } from './mortal';
import { FakeChannel, FakeDesk, FakeTickets, RoughRoad } from './platforms';
import { scriptedEar } from './scripted-ear';

/** A turn of a conversation that was committed. */
export interface Step {
  readonly conversation: string;
  readonly event: DialogueEvent;
  readonly before: State;
  readonly after: State;
  readonly effects: readonly Effect[];
}

export interface WorldOptions {
  readonly seed: number;
  /** Requests out of ten that go wrong on their way. */
  readonly trouble: number;
  /** The ticket system refuses every ticket of this case's number, modulo three. */
  readonly refused: number | null;
}

export const PEOPLE = ['slack:anna', 'teams:bob', 'slack:cleo'] as const;
export type Conversation = (typeof PEOPLE)[number];
export const AGENTS = [
  { desk: 'slack', agent: { id: 'K', name: 'Kim' } },
  { desk: 'teams', agent: { id: 'L', name: 'Lee' } },
] as const;

const TERMS: DeskTerms = { hours: null, takeWithinMinutes: 15 };
export const knowledge = loadKnowledge(join(__dirname, '../../intents'));

const SLICE_SECONDS = 300;
/** What is about somebody else's ticket waits an hour for it, and its last try may come some minutes later. */
const LAST_SECONDS = 4800;
const BEGINS_AT = Date.parse('2026-11-24T09:00:00.000Z');

/** Two platforms, each with employees and a desk; a ticket system; and a bot that dies and is started again. */
export class World {
  readonly trace: Step[] = [];
  /** What must not happen at any time. */
  readonly faults: string[] = [];
  /** What agents wrote and their platforms were told is taken, by its mark. */
  readonly accepted: string[] = [];
  readonly channels: readonly FakeChannel[];
  readonly desks: readonly FakeDesk[];
  readonly tickets: FakeTickets;
  readonly chance: Chance;
  deaths = 0;
  private now = BEGINS_AT;
  private life = new Life();
  private bot: Bot | null = null;
  private turn: Step[] = [];
  private conversation = '';
  private events = 0;
  private readonly roads: readonly RoughRoad[];
  /** What each sender has sent, in order: a platform holds back what comes after what was not yet accepted. */
  private readonly sent = new Map<string, Promise<void>>();

  private constructor(
    readonly store: Store,
    readonly options: WorldOptions,
  ) {
    this.chance = new Chance(options.seed);
    const road = () => new RoughRoad(this.chance, options.trouble, () => this.life.moment());
    const [toPeople, toDesks, toTickets] = [road(), road(), road()];
    this.roads = [toPeople, toDesks, toTickets];
    this.channels = ['slack', 'teams'].map((name) => new FakeChannel(name, toPeople));
    this.desks = ['slack', 'teams'].map((name) => new FakeDesk(name, toDesks));
    this.tickets = new FakeTickets(
      toTickets,
      (reference) => Number(reference.slice('BD-'.length)) % 3 === options.refused,
    );
  }

  static async begin(options: WorldOptions): Promise<World> {
    const world = new World(await openEmbeddedStore(IN_MEMORY), options);
    await world.start();
    return world;
  }

  /** What happens in each life of the bot is as random as everything else. */
  dieIn(moments: number): void {
    this.life.dieIn(moments);
  }

  /** Lets the bot do something, and starts it again where it has died. */
  async goOn(hops: number): Promise<void> {
    for (let hop = 0; hop < hops; hop += 1) await new Promise(setImmediate);
    await this.revive();
  }

  /** Lets the bot do all that is due. */
  async settle(): Promise<void> {
    await this.bot?.idle();
    await this.revive();
  }

  /** No faster than the bot can keep up with. */
  async pass(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= SLICE_SECONDS) {
      this.now += Math.min(left, SLICE_SECONDS) * 1000;
      await this.settle();
    }
  }

  /** Everything works from now on, and the bot has time to do what is left. */
  async end(): Promise<void> {
    for (const road of this.roads) road.mend();
    for (let round = 0; round < 4; round += 1) {
      this.life.spare();
      await this.goOn(1);
      await Promise.all(this.sent.values());
      await this.settle();
      await this.pass(LAST_SECONDS / 4);
    }
  }

  async close(): Promise<void> {
    await this.bot?.stop();
    await this.store.close();
  }

  async left(): Promise<number> {
    return (await this.store.outbox(new Date(this.now).toISOString())).waiting;
  }

  /** A number of its own for every message, by which it is found again wherever it gets to. */
  mark(): string {
    this.events += 1;
    return `#${this.events}.`;
  }

  /** What `contentFor` gives when its turn comes: a person sees what has been shown to them by then. */
  personDoes(conversation: Conversation, contentFor: () => Content | null): void {
    const [channel = ''] = conversation.split(':');
    this.queue(conversation, () => {
      const content = contentFor();
      if (content === null) return null;
      const user = { id: conversation, name: conversation };
      const eventIds = [`event-${this.mark()}`] as const;
      const incoming: Incoming = { channel, eventIds, conversation, address: conversation, user, content };
      return (bot) => bot.receive(incoming);
    });
  }

  agentDoes(who: 0 | 1, thread: string, reference: string | null, act: DeskAct): void {
    const { desk, agent } = AGENTS[who];
    this.queue(`desk:${thread}`, () => {
      const eventIds = [`event-${this.mark()}`] as const;
      const incoming: DeskIncoming = { desk, eventIds, thread, reference, agent, act };
      return async (bot) => {
        const received = await bot.receiveFromDesk(incoming);
        if (act.kind === 'wrote') this.accept(act.text);
        return received;
      };
    });
  }

  ticketAgentDoes(reference: string, what: TicketNews['what']): void {
    const at = new Date(this.now).toISOString();
    const news: TicketNews = { id: this.mark(), reference, at, by: 'Ray', what };
    this.queue(`ticket:${reference}`, () => async (bot) => {
      await bot.receiveNews([news]);
      if (what.kind === 'commented' && !what.internal) this.accept(what.text);
      return 'accepted';
    });
  }

  private accept(text: string): void {
    const [mark = ''] = /#\d+\./.exec(text) ?? [];
    if (!this.accepted.includes(mark)) this.accepted.push(mark);
  }

  private queue(sender: string, sendingFor: () => ((bot: Bot) => Promise<Received>) | null): void {
    const before = this.sent.get(sender) ?? Promise.resolve();
    this.sent.set(
      sender,
      before.then(async () => {
        const sending = sendingFor();
        if (sending === null) return;
        await this.untilAccepted(sending);
        if (this.chance.oneIn(5)) await this.untilAccepted(sending);
      }),
    );
  }

  /** As platforms do: what was not answered is sent again. */
  private async untilAccepted(sending: (bot: Bot) => Promise<Received>): Promise<void> {
    for (;;) {
      const { life, bot } = this;
      try {
        if (bot !== null && !life.isOver) return void (await sending(bot));
      } catch (error) {
        if (!life.isOver) this.faults.push(`what came in was not taken: ${String(error)}`);
        if (!life.isOver) return;
      }
      while (this.life === life) await new Promise(setImmediate);
    }
  }

  private async revive(): Promise<void> {
    if (!this.life.isOver) return;
    this.deaths += 1;
    await this.bot?.stop();
    await this.start();
  }

  private async start(): Promise<void> {
    const life = new Life();
    const dialogue = createDialogue(knowledge, TERMS);
    const bot = createBot({
      store: mortalStore(this.store, life, this),
      channels: this.channels,
      desks: this.desks,
      tickets: this.tickets,
      dialogue: {
        ...dialogue,
        step: (state: State, event: DialogueEvent) => {
          life.moment();
          const { state: after, effects } = dialogue.step(state, event);
          this.turn.push({ conversation: this.conversation, event, before: state, after, effects });
          return { state: after, effects };
        },
      },
      reader: scriptedEar,
      clock: () => new Date(this.now),
      log: createLog('error', (line) => this.noteError(line, life)),
    });
    await bot.start();
    this.life = life;
    this.bot = bot;
  }

  turnBegins(conversation: string): { committed(): void } {
    const steps: Step[] = [];
    this.turn = steps;
    this.conversation = conversation;
    return { committed: () => this.trace.push(...steps) };
  }

  private noteError(line: string, life: Life): void {
    if (!life.isOver) this.faults.push(line);
  }
}
