import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHANNEL_ID, inChannel, toBot, type Sent } from '../teams/activities';
import { runsOf } from '../teams/card-faults';
import { FakeTeams, type Refusal } from '../teams/fake-teams';
import { killBot, randomFrom, reaches, startBot, type RunningBot, type SoakOptions } from './soak';

export interface TeamsSoak {
  readonly seed: number;
  readonly conversations: number;
  readonly messages: number;
  readonly answered: number;
  readonly unanswered: number;
  /** Second answers that do not say that they are repetitions. */
  readonly doubled: number;
  /** Second answers that do; each needs a kill between Teams' answer and its record. */
  readonly repeated: number;
  /** Conversations whose answers stand in another order than that of the turns. */
  readonly outOfOrder: number;
  /** Answers in a conversation where nobody asked. */
  readonly astray: number;
  readonly refusedByTeams: number;
  readonly kills: number;
}

const REPEATED = 'Sent again after an interruption; you may have seen this already.';
const TENANT_OF = (number: number) => `tenant-${number % 50}`;
const THREAD = (number: number) => `${CHANNEL_ID};messageid=${number}`;

/**
 * Many people write at once to a bot that is killed again and again, over a Teams that sends activities twice
 * and out of order and refuses one send in eight. Everything random comes from the seed.
 */
export async function soakTeams(options: SoakOptions): Promise<TeamsSoak> {
  const random = randomFrom(options.seed);
  const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-soak-'));
  const teams = new FakeTeams({ clock: () => new Date(), chaos: chaosOf(random) });
  await teams.listen();
  const crowd = new Crowd(teams, options, random);
  let kills = 0;
  try {
    for (let run = 0; run <= options.kills; run += 1) {
      const isLast = run === options.kills;
      const bot = await startBot('teams-bot-process.ts', folder);
      await crowd.write(bot.port, isLast ? 1 : (run + 1) / (options.kills + 1));
      if (isLast) await finish(bot, crowd);
      else {
        await killBot(bot);
        kills += 1;
      }
    }
    return { ...judge(teams, options), kills };
  } finally {
    await teams.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const REFUSALS: readonly Refusal[] = [
  { status: 429, retryAfter: 1 },
  { status: 412, code: 'PreconditionFailed' },
  { status: 502, code: 'ServiceError' },
];

function chaosOf(random: (below: number) => number): () => Refusal | null {
  return () => (random(8) === 0 ? (REFUSALS[random(REFUSALS.length)] ?? null) : null);
}

/** Waits for the answers that are still due, then lets the bot end by itself. */
async function finish({ child }: RunningBot, crowd: Crowd): Promise<void> {
  await reaches(() => crowd.answered.size, crowd.expected);
  child.send('drain');
  await once(child, 'exit');
}

/** What everybody has to say, and Teams' own habit of saying it again. */
class Crowd {
  private unsent: Sent[] = [];
  readonly expected: number;
  /** The different answers so far. */
  readonly answered = new Set<string | undefined>();

  constructor(
    private readonly teams: FakeTeams,
    options: SoakOptions,
    private readonly random: (below: number) => number,
  ) {
    for (let message = 0; message < options.messages; message += 1) {
      for (let number = 1; number <= options.conversations; number += 1) {
        this.unsent.push(messageOf(number, message));
      }
    }
    this.expected = this.unsent.length;
    this.shuffleNearby();
    teams.posts.on('posted', (message: unknown) => this.answered.add(runsOf(message).at(-1)));
  }

  /** Sends until the given part of everything was accepted; what was not accepted is sent again later. */
  async write(port: number, part: number): Promise<void> {
    const most = Math.round(this.expected * (1 - part));
    const writers = Array.from({ length: 32 }, () => this.writeOn(port, most));
    await Promise.all(writers);
  }

  private async writeOn(port: number, most: number): Promise<void> {
    while (this.unsent.length > most) {
      const activity = this.unsent.shift();
      if (activity === undefined) return;
      const copies = this.random(5) === 0 ? 2 : 1;
      const sent = Array.from({ length: copies }, () => this.send(port, activity));
      const accepted = (await Promise.all(sent)).some(Boolean);
      if (!accepted) this.unsent.push(activity);
    }
  }

  private async send(port: number, activity: Sent): Promise<boolean> {
    try {
      const { status } = await this.teams.send(`http://127.0.0.1:${port}`, activity, null);
      return status === 200;
    } catch {
      return false;
    }
  }

  /** Messages overtake each other, also within a conversation. */
  private shuffleNearby(): void {
    const { unsent } = this;
    for (let at = unsent.length - 1; at > 0; at -= 1) {
      const other = Math.max(0, at - this.random(unsent.length >> 1));
      const [here, there] = [unsent[at], unsent[other]];
      if (here && there) [unsent[at], unsent[other]] = [there, here];
    }
  }
}

function messageOf(number: number, message: number): Sent {
  const activity = inChannel(`${number}-${message}`, String(number), toBot(textOf(number, message)));
  return {
    ...activity,
    channelData: { tenant: { id: TENANT_OF(number) } },
    conversation: { conversationType: 'channel', tenantId: TENANT_OF(number), id: THREAD(number) },
  };
}

function textOf(number: number, message: number): string {
  return `message ${message} of ${number}`;
}

function judge(teams: FakeTeams, options: SoakOptions): Omit<TeamsSoak, 'kills'> {
  const counts = { answered: 0, doubled: 0, repeated: 0, outOfOrder: 0, astray: 0 };
  for (let number = 1; number <= options.conversations; number += 1) {
    const answers = teams.messagesIn(THREAD(number)).map(runsOf);
    const firsts = new Map<string, number>();
    for (const runs of answers) {
      const [turn = '', text = ''] = (runs.at(-1) ?? '').split(/: (.*)/);
      const isOurs = /^message \d+ of \d+$/.test(text) && text.endsWith(` of ${number}`);
      if (!isOurs) counts.astray += 1;
      else if (!firsts.has(text)) firsts.set(text, Number(turn));
      else if (runs[0] === REPEATED) counts.repeated += 1;
      else counts.doubled += 1;
    }
    counts.answered += firsts.size;
    const turns = [...firsts.values()];
    if (turns.some((turn, index) => turn !== index + 1)) counts.outOfOrder += 1;
  }
  const { seed, conversations } = options;
  const messages = conversations * options.messages;
  return {
    seed,
    conversations,
    messages,
    unanswered: messages - counts.answered,
    refusedByTeams: teams.calls.filter(({ status }) => status >= 400).length,
    ...counts,
  };
}
