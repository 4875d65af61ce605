import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeClock } from './fake-clock';
import { HttpTransport, Outgoing, type Acknowledgement } from './outgoing';
import { buttonsOf, type FakeButton } from './screen';
import { FakeServer, UPLOADS } from './server';
import { ResponseUrls, Triggers } from './short-lived';
import { SocketTransport } from './socket-mode';
import { typed } from './typed-text';
import { describe, describeMessage, type Args, type Answer } from './web-methods';
import {
  APP_ID,
  BOT_ID,
  BOT_USER,
  TEAM,
  Workspace,
  type Ephemeral,
  type FakeFile,
  type FakeMessage,
} from './workspace';

export const BOT_TOKEN = 'xoxb-fake-bot-token';
export const APP_TOKEN = 'xapp-fake-app-token';
export const SIGNING_SECRET = 'fake-signing-secret';

interface ManifestPart {
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: { readonly event_subscriptions: { readonly bot_events: readonly string[] } };
}

export interface Said {
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | null;
  readonly outcome: Acknowledgement;
  /** The payloads of its events, to have them delivered again. */
  readonly payloads: readonly Record<string, unknown>[];
}

export interface Post {
  readonly user: string;
  readonly text: string;
  readonly channel?: string;
  readonly thread?: string;
  readonly files?: readonly FakeFile[];
  /** Fields of the event that only some messages have. */
  readonly event?: Record<string, unknown>;
  /** Another installation than the first workspace's. */
  readonly installation?: Installation;
}

export interface Installation {
  readonly team: string;
  /** The app is installed for the whole organisation. */
  readonly enterprise?: string;
}

/**
 * A Slack of our own on loopback: the Web API, Events over signed HTTP or Socket Mode, and people who write
 * and press. Only what the app's manifest asks for is granted and delivered.
 */
export class FakeSlack {
  readonly clock = new FakeClock();
  readonly workspace = new Workspace(this.clock);
  readonly outgoing = new Outgoing(this.clock);
  readonly server: FakeServer;
  readonly socket: SocketTransport;
  /** Tokens beside the one of the first workspace. */
  readonly tokens = new Map<string, readonly string[]>();
  /** Whether the app is told of its own messages, as it is in life. */
  echoes = true;
  /** Files that the app may see but not read: a page comes in their place. */
  readonly signInPages = new Set<string>();
  /** Another host than Slack's, named as the address for the bytes of files. */
  uploadHost: string | null = null;
  readonly manifest: ManifestPart;
  #http: HttpTransport | null = null;
  readonly #triggers = new Triggers(this.clock);
  readonly #responses = new ResponseUrls(this.clock);
  readonly #responders: (() => void)[] = [];
  #events = 0;

  private constructor() {
    const path = join(__dirname, '..', '..', '..', 'manifest.json');
    this.manifest = JSON.parse(readFileSync(path, 'utf8')) as ManifestPart;
    this.tokens.set(BOT_TOKEN, this.manifest.oauth_config.scopes.bot);
    this.server = new FakeServer(this.#world(), this.clock);
    this.socket = new SocketTransport(this.server.server);
  }

  static async start(port = 0): Promise<FakeSlack> {
    const slack = new FakeSlack();
    await slack.server.listen(port);
    return slack;
  }

  get apiUrl(): string {
    return `${this.server.url}/api/`;
  }

  /** The app's address for events. */
  useHttp(url: string, secret = SIGNING_SECRET): HttpTransport {
    this.#http?.close();
    this.#http = new HttpTransport(url, secret);
    this.outgoing.transport = this.#http;
    return this.#http;
  }

  async useSocketMode(): Promise<void> {
    await this.socket.connected();
    this.outgoing.transport = this.socket;
  }

  async close(): Promise<void> {
    this.#http?.close();
    this.socket.close();
    await this.server.close();
  }

  /** A person writes; without a channel, to the bot. */
  async say(post: Post): Promise<Said> {
    const channel = post.channel ?? this.workspace.directChannel(post.user).id;
    const { text, blocks } = typed(post.text);
    const message = this.workspace.addMessage({
      channel,
      user: post.user,
      bot: false,
      text,
      blocks,
      thread: post.thread ?? null,
      metadata: null,
      files: post.files ?? [],
    });
    const payloads = this.#eventsOf(message, post.event ?? {}).map((event) =>
      this.eventPayload(event, post.installation),
    );
    const outcomes = await Promise.all(payloads.map((payload) => this.sendEvent(payload)));
    const outcome = outcomes[0] ?? { acknowledged: true, status: null, body: '' };
    return { channel, ts: message.ts, thread: message.thread, outcome, payloads };
  }

  /** A person changes what they wrote. */
  async edit(message: FakeMessage, input: string): Promise<readonly Record<string, unknown>[]> {
    const before = this.#asReply(message);
    const { text, blocks } = typed(input);
    Object.assign(message, { text, blocks, edited: true });
    const after = { ...this.#asReply(message), edited: { user: message.user, ts: this.#wholeNow() } };
    return this.#sendChange(message, after, before);
  }

  /** Slack adds the preview of a link: a change of a message that nobody made. */
  unfurl(message: FakeMessage): Promise<readonly Record<string, unknown>[]> {
    const before = this.#asReply(message);
    return this.#sendChange(message, { ...before, attachments: [{ text: 'a preview' }] }, before);
  }

  async #sendChange(
    message: FakeMessage,
    after: Record<string, unknown>,
    before: Record<string, unknown>,
  ): Promise<readonly Record<string, unknown>[]> {
    const event = this.#eventsOf(message, {})[0];
    if (event === undefined) return [];
    const { channel, channel_type: type } = event;
    const payload = this.eventPayload({
      type: 'message',
      subtype: 'message_changed',
      hidden: true,
      channel,
      channel_type: type,
      ts: this.#preciseNow(),
      event_ts: this.#preciseNow(),
      message: after,
      previous_message: before,
    });
    await this.sendEvent(payload);
    return [payload];
  }

  sendEvent(payload: Record<string, unknown>): Promise<Acknowledgement> {
    return this.outgoing.send({ kind: 'events_api', payload, retried: true });
  }

  eventPayload(
    event: Record<string, unknown>,
    { team, enterprise }: Installation = { team: TEAM },
  ): Record<string, unknown> {
    this.#events += 1;
    return {
      token: 'verification',
      team_id: team,
      ...(enterprise === undefined ? {} : { enterprise_id: enterprise }),
      api_app_id: APP_ID,
      type: 'event_callback',
      event_id: `Ev${String(this.#events).padStart(9, '0')}`,
      event_time: Math.floor(this.clock.now() / 1_000),
      authorizations: [
        {
          enterprise_id: enterprise ?? null,
          team_id: team,
          user_id: BOT_USER,
          is_bot: true,
          is_enterprise_install: enterprise !== undefined,
        },
      ],
      event,
    };
  }

  /** Presses the button with this label on a message as it is now. */
  press(user: string, message: FakeMessage, label: string): Promise<Acknowledgement> {
    const button = buttonsOf(message.blocks).find((candidate) => candidate.text.text === label);
    if (button === undefined) throw new Error(`no button ${label}`);
    return this.pressButton(user, message, button);
  }

  pressButton(user: string, message: FakeMessage, button: FakeButton): Promise<Acknowledgement> {
    return this.interact({
      type: 'block_actions',
      user: this.#userOf(user),
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: message.channel,
        is_ephemeral: false,
        ...(message.thread === null ? {} : { thread_ts: message.thread }),
      },
      channel: { id: message.channel },
      message: describeMessage(message),
      actions: [{ ...button, action_ts: this.#preciseNow() }],
    });
  }

  pressHome(user: string, actionId: string): Promise<Acknowledgement> {
    return this.interact({
      type: 'block_actions',
      user: this.#userOf(user),
      container: { type: 'view', view_id: 'VHOME' },
      view: this.workspace.homes.get(user) ?? {},
      actions: [{ type: 'button', action_id: actionId, block_id: 'b', action_ts: this.#preciseNow() }],
    });
  }

  useShortcut(user: string, message: FakeMessage, callbackId: string): Promise<Acknowledgement> {
    return this.interact({
      type: 'message_action',
      callback_id: callbackId,
      user: this.#userOf(user),
      channel: { id: message.channel, name: 'general' },
      message_ts: message.ts,
      action_ts: this.#preciseNow(),
      response_url: this.responseUrl(user),
      message: { ...describeMessage(message), ...this.#filesOf(message) },
    });
  }

  command(user: string, command: string, text: string): Promise<Acknowledgement> {
    const payload = {
      token: 'verification',
      team_id: TEAM,
      channel_id: this.workspace.directChannel(user).id,
      user_id: user,
      user_name: user.toLowerCase(),
      command,
      text,
      api_app_id: APP_ID,
      is_enterprise_install: 'false',
      trigger_id: this.trigger(user),
      response_url: this.responseUrl(user),
    };
    return this.outgoing.send({ kind: 'slash_commands', payload, retried: false });
  }

  /** Sends a form that is open, with what was filled in by block. */
  async submit(
    user: string,
    viewId: string,
    filled: Readonly<Record<string, unknown>>,
  ): Promise<Acknowledgement> {
    const modal = this.workspace.modals.get(viewId);
    if (modal === undefined) throw new Error('no such form');
    const values = Object.fromEntries(
      inputsOf(modal.view).map(([block, action]) => [block, { [action]: filled[block] ?? { value: null } }]),
    );
    const view = { ...modal.view, id: viewId, hash: 'h1', state: { values } };
    return this.interact({ type: 'view_submission', user: this.#userOf(user), view });
  }

  openHome(user: string, tab: 'home' | 'messages'): Promise<Acknowledgement> {
    const channel = this.workspace.directChannel(user).id;
    return this.sendEvent(
      this.eventPayload({ type: 'app_home_opened', user, channel, tab, event_ts: this.#preciseNow() }),
    );
  }

  interact(payload: Record<string, unknown>): Promise<Acknowledgement> {
    const envelope = {
      token: 'verification',
      api_app_id: APP_ID,
      team: { id: TEAM, domain: 'fake' },
      enterprise: null,
      is_enterprise_install: false,
      trigger_id: this.trigger(String((payload['user'] as { id?: string }).id)),
    };
    return this.outgoing.send({
      kind: 'interactive',
      payload: { ...envelope, response_url: this.responseUrl('?'), ...payload },
      retried: false,
    });
  }

  /** Resolves when something was said to one person only. */
  async responded(): Promise<void> {
    if (this.workspace.ephemerals.length === 0)
      await new Promise<void>((resolve) => this.#responders.push(resolve));
  }

  trigger(user: string): string {
    const id = this.workspace.nextId('trigger.');
    this.#triggers.give(id, user);
    return id;
  }

  upload(name: string, bytes: Buffer | string, more: Partial<FakeFile> = {}): FakeFile {
    const content = Buffer.from(bytes);
    const file: FakeFile = {
      id: this.workspace.nextId('F'),
      name,
      bytes: content,
      mode: 'hosted',
      mimetype: 'text/plain',
      size: content.length,
      ...more,
    };
    this.workspace.files.set(file.id, file);
    return file;
  }

  /** What the bot said at a place, oldest first. */
  botSaid(channel: string, thread: string | null = null): readonly FakeMessage[] {
    return this.workspace.read(channel, thread).filter((message) => message.bot);
  }

  #eventsOf(message: FakeMessage, more: Record<string, unknown>): readonly Record<string, unknown>[] {
    const channel = this.workspace.channels.get(message.channel);
    if (channel === undefined) throw new Error(`no channel ${message.channel}`);
    const event = {
      ...describeMessage(message),
      channel: message.channel,
      event_ts: message.ts,
      team: TEAM,
      ...(message.bot ? {} : { client_msg_id: `client-${message.channel}-${message.ts}` }),
      ...this.#parentOf(message),
      ...this.#filesOf(message),
      ...more,
    };
    const name = {
      im: 'message.im',
      channel: 'message.channels',
      group: 'message.groups',
      mpim: 'message.mpim',
    }[channel.kind];
    const asked = this.manifest.settings.event_subscriptions.bot_events;
    const kinds = { im: 'im', channel: 'channel', group: 'group', mpim: 'mpim' };
    const plain =
      asked.includes(name) && channel.botIsMember ? [{ ...event, channel_type: kinds[channel.kind] }] : [];
    const mentioned = message.text.includes(`<@${BOT_USER}>`) && channel.kind !== 'im' && !message.bot;
    return [
      ...plain,
      ...(mentioned && asked.includes('app_mention') ? [{ ...event, type: 'app_mention' }] : []),
    ];
  }

  #asReply(message: FakeMessage): Record<string, unknown> {
    return { ...describeMessage(message), ...this.#parentOf(message), ...this.#filesOf(message) };
  }

  #parentOf({ channel, thread }: FakeMessage): Record<string, unknown> {
    return thread === null ? {} : { parent_user_id: this.workspace.message(channel, thread)?.user };
  }

  #filesOf(message: FakeMessage): Record<string, unknown> {
    if (message.files.length === 0) return {};
    return { subtype: 'file_share', files: message.files.map((file) => describe(file, this.#fileUrl(file))) };
  }

  #userOf(id: string): Record<string, unknown> {
    return { id, name: id.toLowerCase(), username: id.toLowerCase(), team_id: TEAM };
  }

  #fileUrl(file: FakeFile): string {
    return file.url ?? `${this.server.url}/files-pri/${file.id}`;
  }

  responseUrl(user: string): string {
    const id = this.workspace.nextId('R');
    this.#responses.give(id, user);
    return `${this.server.url}/response/${id}`;
  }

  /** Slack tells the moment of a change in whole seconds. */
  #wholeNow(): string {
    return `${Math.floor(this.clock.now() / 1_000)}.000000`;
  }

  #preciseNow(): string {
    return (this.clock.now() / 1_000).toFixed(6);
  }

  #world() {
    return {
      workspace: this.workspace,
      clock: this.clock,
      fileUrl: (file: FakeFile) => this.#fileUrl(file),
      isSignInPage: (id: string) => this.signInPages.has(id),
      takeTrigger: (trigger: string) => this.#triggers.take(trigger),
      posted: (message: FakeMessage) => this.#echo(message, {}),
      changed: (message: FakeMessage) =>
        this.#echo(message, {
          subtype: 'message_changed',
          hidden: true,
          message: describeMessage(message),
          user: undefined,
        }),
      toldOnly: (ephemeral: Ephemeral) => this.#tellOnly(ephemeral),
      uploadUrl: (id: string) => `${this.uploadHost ?? this.server.url}${UPLOADS}${id}`,
      scopesOf: (token: string) => this.tokens.get(token) ?? null,
      openConnection: (token: string) => this.#openConnection(token),
      installed: (args: Args) => this.#installed(args),
      respond: (id: string, body: unknown) => this.#respond(id, body),
    };
  }

  #echo(message: FakeMessage, more: Record<string, unknown>): void {
    if (!this.echoes) return;
    for (const event of this.#eventsOf(message, more)) void this.sendEvent(this.eventPayload(event));
  }

  #openConnection(token: string): Answer {
    if (token !== APP_TOKEN) return { ok: false, error: 'invalid_auth' };
    const path = this.socket.ticket();
    return path === null
      ? { ok: false, error: 'too_many_websockets' }
      : { ok: true, url: `${this.server.url.replace('http:', 'ws:')}${path}` };
  }

  /** The code names what is installed: `T…` a workspace, `E…` a whole organisation. */
  #installed(args: Args): Answer {
    const code = args['code'] ?? '';
    const token = `xoxb-of-${code}`;
    this.tokens.set(token, this.manifest.oauth_config.scopes.bot);
    const organisation = code.startsWith('E');
    return {
      ok: true,
      access_token: token,
      token_type: 'bot',
      scope: this.manifest.oauth_config.scopes.bot.join(','),
      bot_user_id: BOT_USER,
      app_id: APP_ID,
      team: organisation ? null : { id: code, name: 'Installed' },
      enterprise: organisation ? { id: code, name: 'Organisation' } : null,
      is_enterprise_install: organisation,
      authed_user: { id: 'U0ADMIN' },
    };
  }

  #respond(id: string, body: unknown): boolean {
    const user = this.#responses.use(id);
    if (user === null) return false;
    const text = typeof body === 'object' && body !== null && 'text' in body ? String(body.text) : '';
    this.#tellOnly({ user, text });
    return true;
  }

  #tellOnly(ephemeral: Ephemeral): void {
    this.workspace.ephemerals.push(ephemeral);
    for (const tell of this.#responders.splice(0)) tell();
  }
}

function inputsOf(view: Record<string, unknown>): readonly (readonly [string, string])[] {
  return (view['blocks'] as { type: string; block_id: string; element?: { action_id: string } }[])
    .filter((block) => block.type === 'input')
    .map((block) => [block.block_id, block.element?.action_id ?? ''] as const);
}

export { BOT_ID, BOT_USER };
