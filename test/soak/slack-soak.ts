import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeSlack, shownText } from '../slack/fake-slack/fake-slack';
import type { Mishap } from '../slack/fake-slack/server';

export interface SoakOptions {
  readonly conversations: number;
  /** In each conversation. */
  readonly messages: number;
  /** How often the bot is killed with SIGKILL while it works. */
  readonly kills: number;
  readonly seed: number;
}

export interface SoakResult {
  readonly seed: number;
  readonly expected: number;
  /** Messages with exactly one answer. */
  readonly answeredOnce: number;
  readonly doubled: number;
  /** Conversations whose answers don't stand in the order of their turns. */
  readonly outOfOrder: number;
  readonly killed: number;
  readonly refusedBySlack: readonly string[];
}

const FAILURES: readonly Mishap[] = [
  { kind: 'status', status: 429, retryAfter: 1 },
  { kind: 'status', status: 503, done: true },
  { kind: 'status', status: 500 },
  { kind: 'hang-up', done: true },
];

/**
 * Many people write at once to a bot that is killed again and again, over a Slack that delivers events twice
 * and out of order and lets one call in eight fail, half of those after it did what was asked. Everything
 * random comes from the seed. Slack's clock runs with the real one here.
 */
export async function soakSlack(options: SoakOptions): Promise<SoakResult> {
  const random = randomFrom(options.seed);
  const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-soak-'));
  const slack = await FakeSlack.start();
  slack.echoes = false;
  slack.outgoing.deliverTwice = () => random(4) === 0;
  slack.server.trouble = ({ method }) =>
    method.startsWith('chat.') && random(8) === 0 ? (FAILURES[random(FAILURES.length)] ?? null) : null;
  const ticking = setInterval(() => void slack.clock.advance(100), 100);
  let bot = await startBot(folder, slack.apiUrl, 0);
  slack.useHttp(`http://127.0.0.1:${bot.port}/slack/events`);
  let killed = 0;
  try {
    const writing = writeAll(slack, options, random);
    const expected = options.conversations * options.messages;
    for (let kill = 1; kill <= options.kills; kill += 1) {
      await answersReach(slack, (expected * kill) / (options.kills + 2));
      await killBot(bot.child);
      killed += 1;
      bot = await startBot(folder, slack.apiUrl, bot.port);
    }
    await writing;
    await answersReach(slack, expected);
    return { ...judge(slack, options), killed };
  } finally {
    clearInterval(ticking);
    await killBot(bot.child);
    await slack.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startBot(
  folder: string,
  apiUrl: string,
  port: number,
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const loader = join(__dirname, '..', 'run-typescript.cjs');
  const script = join(__dirname, 'slack-bot-process.ts');
  const env = { ...process.env, COMPILED: folder };
  const child = fork(script, [folder, apiUrl, String(port)], { execArgv: ['-r', loader], env });
  const [message] = (await firstMessage(child)) as [{ port: number }];
  return { child, port: message.port };
}

async function killBot(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** People write their messages one after another; a message is sent again until Slack has its acknowledgement. */
async function writeAll(
  slack: FakeSlack,
  options: SoakOptions,
  random: (below: number) => number,
): Promise<void> {
  const people = Array.from({ length: options.conversations }, (_, n) => `U${n}`);
  await Promise.all(
    people.map(async (user) => {
      for (let n = 1; n <= options.messages; n += 1) {
        const said = await slack.say({ user, text: `message ${n}` });
        let { acknowledged } = said.outcome;
        while (!acknowledged) {
          await new Promise((resolve) => setTimeout(resolve, 50 + random(200)));
          const [payload = {}] = said.payloads;
          ({ acknowledged } = await slack.sendEvent({
            ...payload,
            event_id: `Again${user}-${n}-${random(1_000_000)}`,
          }));
        }
      }
    }),
  );
}

function answerCount(slack: FakeSlack): number {
  return slack.workspace.messages.filter((message) => message.bot).length;
}

async function answersReach(slack: FakeSlack, goal: number): Promise<void> {
  while (answerCount(slack) < goal) await new Promise((resolve) => setTimeout(resolve, 25));
}

/** The scripted bot repeats what was said with the number of its turn. */
function judge(slack: FakeSlack, options: SoakOptions): Omit<SoakResult, 'killed'> {
  let answeredOnce = 0;
  let doubled = 0;
  let outOfOrder = 0;
  for (let person = 0; person < options.conversations; person += 1) {
    const answers = slack
      .botSaid(slack.workspace.directChannel(`U${person}`).id)
      .map(({ blocks }) => shownText(blocks));
    for (let n = 1; n <= options.messages; n += 1) {
      const times = answers.filter((answer) => answer.endsWith(`: message ${n}`)).length;
      if (times === 1) answeredOnce += 1;
      if (times > 1) doubled += 1;
    }
    const turns = answers.map((answer) => Number(answer.split(':')[0]));
    if (turns.some((turn, index) => turn !== index + 1)) outOfOrder += 1;
  }
  const expected = options.conversations * options.messages;
  return {
    seed: options.seed,
    expected,
    answeredOnce,
    doubled,
    outOfOrder,
    refusedBySlack: slack.server.refusals,
  };
}

/** Linear congruential (Numerical Recipes). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Rejects when the process ends without a word. */
function firstMessage(child: ChildProcess): Promise<unknown[]> {
  const silent = once(child, 'exit').then(([code]) => {
    throw new Error(`the process ended with ${String(code)}`);
  });
  return Promise.race([once(child, 'message'), silent]);
}
