import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { createSlack, EVENTS_PATH, type Slack } from '../../../adapters/slack/slack';
import { createTeams, type Teams } from '../../../adapters/teams/teams';
import type { Bot } from '../../../src/bot';
import type { BotPort } from '../../../src/channel';
import { assembleBot } from '../../../src/cli/assemble';
import type { Expert } from '../../../src/cli/expert';
import type { DeskPort } from '../../../src/desk';
import { createRt, RtSettings } from '../../../src/helpdesk/systems/rt/rt';
import { createHttpMetrics } from '../../../src/http/metrics';
import { createHttpServer, type HttpServer } from '../../../src/http/server';
import { createLog, type Log } from '../../../src/log';
import { openEmbeddedStore } from '../../../src/store/embedded-store';
import type { Store } from '../../../src/store/store';
import { BOT_TOKEN, FakeSlack, SIGNING_SECRET } from '../../slack/fake-slack/fake-slack';
import { BOT_TOKEN as TEAMS_TOKEN, frameworkOf, settingsFor } from '../../teams/desk';
import { FakeClock as TeamsClock } from '../../teams/fake-clock';
import { FakeTeams } from '../../teams/fake-teams';
import type { RunningRt } from './rt-server';

/** The desk channel, in Slack. */
export const DESK = 'C0DESK';
/** So often a ticket system is asked for news; the tests let that time pass at will. */
const ASK_EVERY_MS = 15_000;

/**
 * The whole bot with its real content, as `start` would assemble it: Slack with a desk channel, Teams, and a real
 * Request Tracker for its tickets. Time is real; only the platforms' own limits are on clocks that are moved.
 */
export class Office {
  private closed = false;

  private constructor(
    readonly slack: FakeSlack,
    readonly teams: FakeTeams,
    readonly bot: Bot,
    readonly store: Store,
    readonly url: string,
    private readonly teamsClock: TeamsClock,
    private readonly shut: () => Promise<void>,
  ) {}

  static async open(expert: Expert, rt: RunningRt): Promise<Office> {
    const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-office-'));
    const store = await openEmbeddedStore(join(folder, 'store.sqlite'));
    const slackSide = await FakeSlack.start();
    const teamsClock = new TeamsClock();
    const teamsSide = new FakeTeams({ clock: teamsClock.now, botToken: TEAMS_TOKEN });
    await teamsSide.listen();
    const late = new LateBot();
    const tools = { bot: late, desk: late, safe: store, log: createLog('silent') };
    const slack = openSlack(slackSide, tools);
    const teams = await openTeams(teamsSide, teamsClock, tools);
    const { user, password } = rt.bot;
    const bot = assembleBot({
      expert,
      store,
      channels: [slack.channel, teams.channel],
      desks: slack.desk === null ? [] : [slack.desk],
      deskTerms: { hours: null, takeWithinMinutes: 15 },
      tickets: createRt(RtSettings.parse({ RT_URL: rt.url, RT_USER: user, RT_PASSWORD: password })),
      log: tools.log,
    });
    late.bot = bot;
    const http = serverFor([...slack.routes, ...teams.routes]);
    const url = `http://127.0.0.1:${await http.listen(0, '127.0.0.1')}`;
    await bot.start();
    slack.start();
    slackSide.useHttp(`${url}${EVENTS_PATH}`);
    const shut = async () => {
      await slack.stop();
      teams.stop();
      await http.close(100);
      await bot.stop();
      await store.close();
      await slackSide.close();
      await teamsSide.close();
      rmSync(folder, { recursive: true, force: true });
    };
    return new Office(slackSide, teamsSide, bot, store, url, teamsClock, shut);
  }

  close(): Promise<void> {
    this.closed = true;
    return this.shut();
  }

  /** Lets time pass on the platforms, and news of the ticket system be asked for, until it is so. */
  async until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await isSo())) {
      if (this.closed) throw new Error('this was waited for until the test was given up');
      await this.slack.clock.advance(1_500);
      this.teamsClock.advance(1_500);
      jest.advanceTimersByTime(ASK_EVERY_MS);
      await this.bot.idle();
      await setTimeout(20);
    }
  }
}

interface Tools {
  readonly bot: BotPort;
  readonly desk: DeskPort;
  readonly safe: Store;
  readonly log: Log;
}

function openSlack(slack: FakeSlack, tools: Tools): Slack {
  return createSlack(
    {
      apiUrl: slack.apiUrl,
      workspaces: { kind: 'token', botToken: BOT_TOKEN },
      transport: { kind: 'http', signingSecret: SIGNING_SECRET },
      deskChannel: { workspace: null, channel: DESK },
    },
    { ...tools, clock: slack.clock.date },
  );
}

async function openTeams(teams: FakeTeams, clock: TeamsClock, tools: Tools): Promise<Teams> {
  const settings = settingsFor(teams);
  const framework = await frameworkOf(settings);
  return createTeams(settings, { ...tools, clock: clock.now, schedule: clock.schedule, framework });
}

function serverFor(routes: Parameters<typeof createHttpServer>[0]['routes']): HttpServer {
  return createHttpServer({
    routes,
    metrics: createHttpMetrics(new Registry()),
    onError: (error) => {
      throw error;
    },
  });
}

/** The adapters are made before the bot, which needs their channels. */
class LateBot implements BotPort, DeskPort {
  bot: Bot | null = null;
  receive: BotPort['receive'] = (incoming) => this.made().receive(incoming);
  receiveFromDesk: DeskPort['receiveFromDesk'] = (incoming) => this.made().receiveFromDesk(incoming);
  casesOf: BotPort['casesOf'] = (channel, user) => this.made().casesOf(channel, user);
  knows: BotPort['knows'] = (conversation) => this.made().knows(conversation);

  private made(): Bot {
    if (this.bot === null) throw new Error('too early');
    return this.bot;
  }
}
