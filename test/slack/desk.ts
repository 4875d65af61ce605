import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { createSlack, EVENTS_PATH, type Slack } from '../../adapters/slack/slack';
import { createBot, type Bot } from '../../src/bot';
import type { Dialogue } from '../../src/turn-taking';
import type { BotPort } from '../../src/channel';
import type { SlackConfig } from '../../src/config';
import type { DeskPort } from '../../src/desk';
import { storeOnly } from '../../src/helpdesk/ticket-system';
import { createHttpMetrics } from '../../src/http/metrics';
import { createHttpServer, type HttpServer } from '../../src/http/server';
import type { Reader } from '../../src/intake';
import { createLog } from '../../src/log';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { Store } from '../../src/store/store';
import { scriptedDialogue, scriptedReader } from '../bot/scripted';
import { APP_TOKEN, BOT_TOKEN, FakeSlack, SIGNING_SECRET } from './fake-slack/fake-slack';

export type Mode = 'http' | 'socket';

export interface DeskOptions<State> {
  readonly mode?: Mode;
  readonly dialogue?: Dialogue<State>;
  readonly reader?: Reader;
  readonly settings?: Partial<SlackConfig>;
  /** Methods that fail once before the bot starts to use them. */
  readonly startWithout?: readonly string[];
  /** Stands between the adapter and the bot. */
  readonly around?: (bot: BotPort) => BotPort;
  /** Where what agents do in the desk channel goes, if not to the bot. */
  readonly deskPort?: DeskPort;
}

/** The whole bot, behind its own HTTP server, on a store in a folder of its own, in front of the fake Slack. */
export class Desk {
  readonly logged: string[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'bouncedesk-slack-'));
  #parts: { slack: Slack; bot: Bot; store: Store; http: HttpServer } | null = null;
  #port = 0;

  private constructor(
    readonly fake: FakeSlack,
    private readonly mode: Mode,
    private readonly assemble: (store: Store, desk: Desk) => { slack: Slack; bot: Bot },
  ) {}

  static async open<State>(options: DeskOptions<State> = {}): Promise<Desk> {
    const fake = await FakeSlack.start();
    const mode = options.mode ?? 'http';
    for (const method of options.startWithout ?? [])
      fake.server.fail(method, { kind: 'status', status: 503 });
    const desk = new Desk(fake, mode, (store, self) => assembleDesk(self, store, mode, options));
    await desk.startBot();
    return desk;
  }

  get store(): Store {
    return this.#running().store;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get bot(): Bot {
    return this.#running().bot;
  }

  get slack(): Slack {
    return this.#running().slack;
  }

  async startBot(): Promise<void> {
    const store = await openEmbeddedStore(join(this.#folder, 'store.sqlite'));
    const { slack, bot } = this.assemble(store, this);
    const http = createHttpServer({
      routes: slack.routes,
      metrics: createHttpMetrics(new Registry()),
      onError: (error) => this.logged.push(String(error)),
    });
    this.#port = await http.listen(this.#port, '127.0.0.1');
    await bot.start();
    slack.start();
    this.#parts = { slack, bot, store, http };
    if (this.mode === 'http') this.fake.useHttp(`${this.url}${EVENTS_PATH}`);
    else await this.fake.useSocketMode();
  }

  async stopBot(): Promise<void> {
    const { slack, bot, store, http } = this.#running();
    this.#parts = null;
    await slack.stop();
    await http.close(100);
    await bot.stop();
    await store.close();
  }

  /** Everything that is due is done, and what waits only for a short while too. */
  async settle(): Promise<void> {
    for (let round = 0; round < 6; round += 1) {
      await this.bot.idle();
      await this.fake.clock.advance(1_500);
    }
    await this.bot.idle();
  }

  async close(): Promise<void> {
    if (this.#parts !== null) await this.stopBot();
    await this.fake.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #running() {
    if (this.#parts === null) throw new Error('the bot is down');
    return this.#parts;
  }
}

function assembleDesk<State>(
  desk: Desk,
  store: Store,
  mode: Mode,
  options: DeskOptions<State>,
): { slack: Slack; bot: Bot } {
  const log = createLog('debug', (line) => void desk.logged.push(line));
  const clock = desk.fake.clock.date;
  const settings: SlackConfig = {
    apiUrl: desk.fake.apiUrl,
    workspaces: { kind: 'token', botToken: BOT_TOKEN },
    transport:
      mode === 'http'
        ? { kind: 'http', signingSecret: SIGNING_SECRET }
        : { kind: 'socket', appToken: APP_TOKEN },
    deskChannel: null,
    ...options.settings,
  };
  const late: { bot: Bot | null } = { bot: null };
  const port = portOf(late);
  const slack = createSlack(settings, {
    bot: options.around?.(port) ?? port,
    desk: options.deskPort ?? {
      receiveFromDesk: (incoming) => botOf(late).receiveFromDesk(incoming),
    },
    log,
    clock,
    safe: store,
  });
  const desks = slack.desk === null ? [] : [slack.desk];
  const parts = { store, channels: [slack.channel], desks, tickets: storeOnly, clock, log };
  const bot =
    options.dialogue === undefined
      ? createBot({ ...parts, dialogue: scriptedDialogue, reader: scriptedReader })
      : createBot({ ...parts, dialogue: options.dialogue, reader: options.reader ?? scriptedReader });
  late.bot = bot;
  return { slack, bot };
}

/** The adapter needs the bot and the bot needs the adapter's channel: the first is handed over when it exists. */
function portOf(late: { bot: Bot | null }): BotPort {
  return {
    receive: (incoming) => botOf(late).receive(incoming),
    casesOf: (channel, user) => botOf(late).casesOf(channel, user),
    knows: (conversation) => botOf(late).knows(conversation),
  };
}

function botOf({ bot }: { readonly bot: Bot | null }): Bot {
  if (bot === null) throw new Error('too early');
  return bot;
}
