import { directConversation } from '../../adapters/slack/address';
import { renderReply } from '../../adapters/slack/render/message';
import { BOT_TOKEN, FakeSlack, SIGNING_SECRET } from '../slack/fake-slack/fake-slack';
import { buttonsOf, shownText } from '../slack/fake-slack/screen';
import {
  HttpTransport,
  type Acknowledgement,
  type Envelope,
  type Transport,
} from '../slack/fake-slack/outgoing';
import { TEAM, type FakeMessage } from '../slack/fake-slack/workspace';
import {
  happens,
  oneOf,
  type Action,
  type Line,
  type Platform,
  type Sent,
  type Shown,
  type Trouble,
} from './line';
import { Durations } from './measures';

/** Slack's minutes are seconds here. */
const RETRIES_AFTER_MS = [1_000, 5_000, 15_000];
const TICK_MS = 100;
/** What Slack gave up on while no replica answered comes again under a new id. */
const AGAIN_MS = 5_000;
const LONGEST_DELAY_MS = 2_000;
const LOOK_MS = 1_000;

/** People in the direct messages of a workspace on loopback, which signs what it sends and sends it to any replica. */
export class SlackPlatform implements Platform {
  readonly name = 'Slack';
  readonly acknowledged = new Durations();
  private balanced: Balanced | null = null;
  private readonly lines = new Map<string, SlackLine>();
  private readonly timers: NodeJS.Timeout[];

  private constructor(
    readonly slack: FakeSlack,
    private readonly trouble: Trouble,
  ) {
    slack.echoes = false;
    slack.outgoing.retriesAfterMs = RETRIES_AFTER_MS;
    slack.outgoing.mishaps = {
      delayMs: () => (trouble.reorders && happens(trouble, 3) ? trouble.random(LONGEST_DELAY_MS) : 0),
      losesAnswer: () => happens(trouble, trouble.duplicateOneIn * 2),
      comesAgain: () => happens(trouble, trouble.duplicateOneIn),
    };
    this.timers = [
      setInterval(() => void slack.clock.advance(TICK_MS), TICK_MS),
      setInterval(() => this.sendAgain(), AGAIN_MS),
    ];
    this.followMessages();
  }

  static async open(trouble: Trouble): Promise<SlackPlatform> {
    return new SlackPlatform(await FakeSlack.start(), trouble);
  }

  get environment(): Readonly<Record<string, string>> {
    return {
      SLACK_API_URL: this.slack.apiUrl,
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
    };
  }

  get requests(): number {
    return this.balanced?.requests ?? 0;
  }

  get duplicates(): number {
    return this.balanced?.duplicates ?? 0;
  }

  connect(urls: readonly string[]): void {
    this.balanced = new Balanced(urls, this.trouble, this.acknowledged);
    this.slack.outgoing.transport = this.balanced;
  }

  openLine(person: number): Line {
    const user = `U${String(person).padStart(6, '0')}`;
    const line = new SlackLine(this.slack, user);
    this.lines.set(this.slack.workspace.directChannel(user).id, line);
    return line;
  }

  faults(): readonly string[] {
    return this.slack.server.refusals;
  }

  async close(): Promise<void> {
    this.timers.forEach(clearInterval);
    this.balanced?.close();
    await this.slack.close();
  }

  private sendAgain(): void {
    const { outgoing } = this.slack;
    for (const envelope of outgoing.unacknowledged.splice(0)) void outgoing.sendAnew(envelope);
  }

  /** A message is noted as it is posted: once its question is answered it reads differently. */
  private followMessages(): void {
    const { workspace } = this.slack;
    const add = workspace.addMessage.bind(workspace);
    workspace.addMessage = (message) => {
      const added = add(message);
      if (added.bot) this.lines.get(added.channel)?.show(added);
      return added;
    };
  }
}

/** Sends each event to a replica at random, and some to another one at the same time. */
class Balanced implements Transport {
  requests = 0;
  duplicates = 0;
  private readonly ways: readonly HttpTransport[];

  constructor(
    urls: readonly string[],
    private readonly trouble: Trouble,
    private readonly acknowledged: Durations,
  ) {
    this.ways = urls.map((url) => new HttpTransport(`${url}/slack/events`, SIGNING_SECRET));
  }

  async send(...[envelope, retry]: Parameters<Transport['send']>): Promise<Acknowledgement> {
    const way = oneOf(this.trouble.random, this.ways);
    const others = this.ways.filter((other) => other !== way);
    if (others.length > 0 && happens(this.trouble, this.trouble.duplicateOneIn)) {
      this.duplicates += 1;
      void this.measured(oneOf(this.trouble.random, others), envelope, retry);
    }
    return this.measured(way, envelope, retry);
  }

  close(): void {
    for (const way of this.ways) way.close();
  }

  private async measured(
    way: HttpTransport,
    envelope: Envelope,
    retry: Parameters<Transport['send']>[1],
  ): Promise<Acknowledgement> {
    this.requests += 1;
    const began = performance.now();
    const answer = await way.send(envelope, retry);
    if (answer.acknowledged) this.acknowledged.add(performance.now() - began);
    return answer;
  }
}

class SlackLine implements Line {
  readonly shown: Shown[] = [];
  private readonly messages: FakeMessage[] = [];
  private wake: () => void = () => undefined;

  constructor(
    private readonly slack: FakeSlack,
    private readonly user: string,
  ) {}

  show(message: FakeMessage): void {
    const labels = buttonsOf(message.blocks).map(({ text }) => text.text);
    this.messages.push(message);
    this.shown.push({ text: textOf(message.blocks), labels, at: performance.now() });
    this.wake();
  }

  /** Slack sends a message until it is acknowledged; a press it sends once, and shows the person a warning. */
  async send(action: Action): Promise<Sent> {
    if (action.kind === 'say') {
      const { outcome } = await this.slack.say({ user: this.user, text: action.text });
      return outcome.acknowledged ? 'certain' : 'late';
    }
    const message = this.messages[action.answer];
    if (message === undefined || !buttonsOf(message.blocks).some(({ text }) => text.text === action.label))
      return 'gone';
    const { acknowledged } = await this.slack.press(this.user, message, action.label);
    return acknowledged ? 'certain' : 'unsure';
  }

  async changed(): Promise<void> {
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, LOOK_MS);
      this.wake = () => {
        clearTimeout(limit);
        resolve();
      };
    });
  }

  render(...[reply]: Parameters<Line['render']>): readonly string[] {
    return renderReply(reply, directConversation(TEAM, this.user)).map(({ blocks }) => textOf(blocks));
  }
}

/** All that is read of a message, its buttons too. */
function textOf(blocks: readonly unknown[]): string {
  return [shownText(blocks), ...buttonsOf(blocks).map(({ text }) => `[${text.text}]`)].join('\n');
}
