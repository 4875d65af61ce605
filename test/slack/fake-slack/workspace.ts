import type { FakeClock } from './fake-clock';

/** A workspace on paper: its channels, messages, files and views. It knows no network. */
export interface FakeMessage {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  text: string;
  blocks: readonly unknown[];
  readonly thread: string | null;
  readonly bot: boolean;
  readonly metadata: unknown;
  readonly files: readonly FakeFile[];
  /** A reply that is shown in the channel too. */
  readonly broadcast?: boolean;
  edited: boolean;
}

export interface FakeFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: Buffer;
  readonly mode: string;
  readonly mimetype: string;
  /** The size Slack states; what is sent may differ. */
  readonly size: number;
  /** Where Slack says that it is, when that is not Slack. */
  readonly url?: string;
}

/** Seen by one person only. */
export interface Ephemeral {
  readonly user: string;
  readonly text: string;
  readonly channel?: string;
  readonly thread?: string | null;
}

export interface Upload {
  readonly name: string;
  readonly length: number;
  bytes: Buffer | null;
}

export interface FakeChannel {
  readonly id: string;
  readonly kind: 'im' | 'channel' | 'group' | 'mpim';
  /** With an im: the person. */
  readonly person: string | null;
  botIsMember: boolean;
  archived: boolean;
}

export const TEAM = 'T0FAKE001';
export const APP_ID = 'A0FAKE001';
export const BOT_USER = 'U0BOT0001';
export const BOT_ID = 'B0BOT0001';

export class Workspace {
  readonly channels = new Map<string, FakeChannel>();
  readonly messages: FakeMessage[] = [];
  readonly files = new Map<string, FakeFile>();
  readonly homes = new Map<string, unknown>();
  readonly modals = new Map<string, { readonly view: Record<string, unknown>; readonly user: string }>();
  readonly ephemerals: Ephemeral[] = [];
  /** What people are called; who is not in here has an account name only. */
  readonly people = new Map<string, string>();
  /** Files for which a place was asked: their bytes may come, and then they may be shared once. */
  readonly uploads = new Map<string, Upload>();
  readonly statuses: { readonly channel: string; readonly thread: string; readonly status: string }[] = [];
  readonly titles = new Map<string, string>();
  readonly prompts = new Map<string, readonly unknown[]>();
  readonly #byId = new Map<string, FakeMessage>();
  readonly #byPlace = new Map<string, FakeMessage[]>();
  #counter = 0;

  constructor(private readonly clock: FakeClock) {}

  nextId(prefix: string): string {
    this.#counter += 1;
    return `${prefix}${String(this.#counter).padStart(8, '0')}`;
  }

  /** A person's direct messages with the bot; the same each time. */
  directChannel(person: string): FakeChannel {
    const known = this.channels.get(`D${person}`);
    return known ?? this.addChannel(`D${person}`, 'im', person);
  }

  addChannel(id: string, kind: FakeChannel['kind'], person: string | null = null): FakeChannel {
    const channel: FakeChannel = { id, kind, person, botIsMember: true, archived: false };
    this.channels.set(id, channel);
    return channel;
  }

  addMessage(message: Omit<FakeMessage, 'ts' | 'edited'>): FakeMessage {
    this.#counter += 1;
    const ts = `${Math.floor(this.clock.now() / 1_000)}.${String(this.#counter % 1_000_000).padStart(6, '0')}`;
    const added: FakeMessage = { ...message, ts, edited: false };
    this.messages.push(added);
    this.#byId.set(`${message.channel}/${ts}`, added);
    const place = `${message.channel}/${message.thread ?? ''}`;
    const there = this.#byPlace.get(place) ?? [];
    there.push(added);
    this.#byPlace.set(place, there);
    return added;
  }

  message(channel: string, ts: string): FakeMessage | undefined {
    return this.#byId.get(`${channel}/${ts}`);
  }

  /** At the top of a channel, or the replies in one thread; oldest first. */
  read(channel: string, thread: string | null): readonly FakeMessage[] {
    return this.#byPlace.get(`${channel}/${thread ?? ''}`) ?? [];
  }
}
