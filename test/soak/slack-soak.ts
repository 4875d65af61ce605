import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeSlack } from '../slack/fake-slack/fake-slack';
import { shownText } from '../slack/fake-slack/screen';
import type { Mishap } from '../slack/fake-slack/server';
import { killBot, randomFrom, reaches, startBot, type SoakOptions } from './soak';

export interface SlackSoak {
  readonly seed: number;
  readonly conversations: number;
  readonly messages: number;
  /** What befell the events: sent again for want of an answer, sent again under a new id, overtaken. */
  readonly trouble: {
    readonly answersLost: number;
    readonly comingAgain: number;
    /** Retries with Slack's headers, those after a kill too. */
    readonly retries: number;
    /** Conversations in which a later message was heard before an earlier one. */
    readonly overtaken: number;
    /** Calls of the bot that failed, by how. */
    readonly failedCalls: Readonly<Record<string, number>>;
    readonly kills: number;
  };
  readonly answeredOnce: number;
  readonly unanswered: number;
  readonly doubled: number;
  /** Conversations whose answers don't stand in the order of their turns. */
  readonly outOfOrder: number;
  /** Calls that Slack found wrong. */
  readonly refusedBySlack: readonly string[];
}

const SCRIPT = 'slack-bot-process.ts';

const FAILURES: Readonly<Record<string, Mishap>> = {
  '429 with Retry-After': { kind: 'status', status: 429, retryAfter: 1 },
  '503 after it was done': { kind: 'status', status: 503, done: true },
  500: { kind: 'status', status: 500 },
  'line cut after it was done': { kind: 'hang-up', done: true },
};

/** Slack's minutes are seconds here. */
const RETRIES_AFTER_MS = [0, 1_000, 5_000];

/**
 * Many people write at once to a bot that is killed again and again, over a Slack that loses answers, delivers
 * events twice and out of order and lets one call in eight fail, half of those after it did what was asked.
 * Everything random comes from the seed. Slack's clock runs with the real one here.
 */
export async function soakSlack(options: SoakOptions): Promise<SlackSoak> {
  const random = randomFrom(options.seed);
  const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-soak-'));
  const slack = await FakeSlack.start();
  const trouble = makeTrouble(slack, random);
  const ticking = setInterval(() => void slack.clock.advance(100), 100);
  const redelivering = setInterval(() => redeliver(slack), 1_000);
  let bot = await startBot(SCRIPT, folder, slack.apiUrl);
  const transport = slack.useHttp(`http://127.0.0.1:${bot.port}/slack/events`);
  const answers = () => answerCount(slack);
  const expected = options.conversations * options.messages;
  let kills = 0;
  try {
    const writing = writeAll(slack, options, random);
    while (kills < options.kills) {
      await reaches(answers, (expected * (kills + 1)) / (options.kills + 2));
      await killBot(bot);
      kills += 1;
      bot = await startBot(SCRIPT, folder, slack.apiUrl, String(bot.port));
    }
    await writing;
    await reaches(answers, expected);
    const { retries } = transport;
    return {
      ...judge(slack, options),
      trouble: { ...trouble(), retries, overtaken: overtaken(slack), kills },
    };
  } finally {
    clearInterval(ticking);
    clearInterval(redelivering);
    await killBot(bot);
    await slack.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns what it did so far. */
function makeTrouble(slack: FakeSlack, random: (below: number) => number) {
  const did = { answersLost: 0, comingAgain: 0 };
  const failedCalls: Record<string, number> = {};
  const oneIn = (many: number, tell: () => void) => {
    const happens = random(many) === 0;
    if (happens) tell();
    return happens;
  };
  slack.echoes = false;
  slack.outgoing.retriesAfterMs = RETRIES_AFTER_MS;
  slack.outgoing.mishaps = {
    delayMs: () => (random(3) === 0 ? random(2_000) : 0),
    losesAnswer: () => oneIn(8, () => (did.answersLost += 1)),
    comesAgain: () => oneIn(6, () => (did.comingAgain += 1)),
  };
  slack.server.trouble = ({ method }) => {
    if (!method.startsWith('chat.') || random(8) > 0) return null;
    const [name, mishap] = Object.entries(FAILURES)[random(4)] ?? [];
    if (name === undefined || mishap === undefined) return null;
    failedCalls[name] = (failedCalls[name] ?? 0) + 1;
    return mishap;
  };
  return () => ({ ...did, failedCalls });
}

/** Each person writes without waiting for an answer; some begin a little later than others. */
async function writeAll(
  slack: FakeSlack,
  options: SoakOptions,
  random: (below: number) => number,
): Promise<void> {
  const people = Array.from({ length: options.conversations }, (_, n) => `U${n}`);
  await Promise.all(
    people.map(async (user) => {
      const said: Promise<unknown>[] = [];
      for (let n = 1; n <= options.messages; n += 1) {
        await pause(random(3_000));
        said.push(slack.say({ user, text: `message ${n}` }));
      }
      await Promise.all(said);
    }),
  );
}

/** What Slack gave up on while the bot was away comes again under a new id, as it does in life. */
function redeliver(slack: FakeSlack): void {
  for (const envelope of slack.outgoing.unacknowledged.splice(0)) void slack.outgoing.sendAnew(envelope);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function answerCount(slack: FakeSlack): number {
  return slack.workspace.messages.filter((message) => message.bot).length;
}

/** What the bot said to a person; the scripted one repeats what was said with the number of its turn. */
function answersTo(slack: FakeSlack, person: string): readonly { turn: number; message: number }[] {
  const { id } = slack.workspace.directChannel(person);
  return slack.botSaid(id).map(({ blocks }) => {
    const [, turn, message] = /^(\d+): message (\d+)$/.exec(shownText(blocks)) ?? [];
    return { turn: Number(turn), message: Number(message) };
  });
}

function judge(slack: FakeSlack, options: SoakOptions): Omit<SlackSoak, 'trouble'> {
  const counts = { answeredOnce: 0, unanswered: 0, doubled: 0, outOfOrder: 0 };
  for (let person = 0; person < options.conversations; person += 1) {
    const answers = answersTo(slack, `U${person}`);
    for (let n = 1; n <= options.messages; n += 1) {
      const times = answers.filter(({ message }) => message === n).length;
      if (times === 0) counts.unanswered += 1;
      else if (times === 1) counts.answeredOnce += 1;
      else counts.doubled += 1;
    }
    if (answers.some(({ turn }, index) => turn !== index + 1)) counts.outOfOrder += 1;
  }
  const { seed, conversations } = options;
  const messages = conversations * options.messages;
  return { seed, conversations, messages, ...counts, refusedBySlack: slack.server.refusals };
}

/** Conversations in which a later message was heard before an earlier one. */
function overtaken(slack: FakeSlack): number {
  const people = [...slack.workspace.channels.values()].flatMap(({ person }) => person ?? []);
  return people.filter((person) =>
    answersTo(slack, person).some(({ message }, index, all) => message < (all[index - 1]?.message ?? 0)),
  ).length;
}
