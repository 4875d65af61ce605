import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Reply } from '../../src/dialogue/reply';
import type { TranscriptEntry } from '../../src/store/records';
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

const HEADER = 'x-employee';
const LOOK_MS = 250;
const ANSWER_LIMIT_MS = 10_000;
const PAUSE_MS = 500;

type Numbered = TranscriptEntry & { readonly number: number };

/** People on the web page behind a proxy that signs them in and passes each request on to any replica. */
export class WebPlatform implements Platform {
  readonly name = 'web chat';
  readonly acknowledged = new Durations();
  readonly environment = { WEB_CHAT: 'proxy', WEB_USER_HEADER: HEADER };
  requests = 0;
  duplicates = 0;
  private urls: readonly string[] = [];
  private readonly found: string[] = [];

  constructor(readonly trouble: Trouble) {}

  connect(urls: readonly string[]): void {
    this.urls = urls;
  }

  openLine(person: number): Line {
    return new WebLine(this, `employee-${person}`);
  }

  faults(): readonly string[] {
    return this.found;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** A request to any replica; null where it failed, as the page sees it. */
  async ask(person: string, path: string, body: object | null): Promise<unknown> {
    this.requests += 1;
    try {
      const response = await fetch(`${oneOf(this.trouble.random, this.urls)}${path}`, {
        method: body === null ? 'GET' : 'POST',
        headers: { [HEADER]: person, 'content-type': 'application/json' },
        ...(body === null ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      });
      const answer: unknown = await response.json();
      if (response.status >= 400 && response.status < 500) this.found.push(`${path}: ${response.status}`);
      return response.ok ? answer : null;
    } catch {
      return null;
    }
  }
}

class WebLine implements Line {
  readonly shown: Shown[] = [];
  private readonly replies: Reply[] = [];
  private readonly conversation = randomUUID();
  private seen = 0;

  constructor(
    private readonly platform: WebPlatform,
    private readonly person: string,
  ) {}

  /** The page sends the same message until it is taken; each has an id, so that it counts once. */
  async send(action: Action): Promise<Sent> {
    const body = this.bodyOf(action);
    const { trouble, acknowledged } = this.platform;
    if (trouble.reorders && happens(trouble, 3)) await setTimeout(trouble.random(2_000));
    for (;;) {
      if (happens(trouble, trouble.duplicateOneIn)) {
        this.platform.duplicates += 1;
        void this.platform.ask(this.person, '/chat/messages', body);
      }
      const began = performance.now();
      const answer = await this.platform.ask(this.person, '/chat/messages', body);
      if (answer !== null) {
        acknowledged.add(performance.now() - began);
        return 'certain';
      }
      await setTimeout(PAUSE_MS);
    }
  }

  async changed(): Promise<void> {
    await setTimeout(LOOK_MS);
    const path = `/chat/messages?conversation=${this.conversation}&after=${this.seen}`;
    const answer = await this.platform.ask(this.person, path, null);
    if (answer === null) return;
    const { entries } = answer as { readonly entries: readonly Numbered[] };
    for (const entry of entries) this.read(entry);
  }

  render(reply: Reply): readonly string[] {
    return [JSON.stringify(reply)];
  }

  private read(entry: Numbered): void {
    this.seen = entry.number;
    if (entry.kind !== 'replied') return;
    this.replies.push(entry.reply);
    const labels = entry.reply.question?.choices.map(({ label }) => label) ?? [];
    this.shown.push({ text: JSON.stringify(entry.reply), labels, at: performance.now() });
  }

  private bodyOf(action: Action): object {
    const named = { conversation: this.conversation, id: randomUUID() };
    if (action.kind === 'say') return { ...named, text: action.text };
    const question = this.replies[action.answer]?.question;
    const choice = question?.choices.find(({ label }) => label === action.label);
    return { ...named, question: question?.id ?? 0, choice: choice?.id ?? action.label };
  }
}
