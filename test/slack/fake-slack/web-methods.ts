import { faultOfBlocks, faultOfView } from './check-blocks';
import type { FakeClock } from './fake-clock';
import {
  APP_ID,
  BOT_ID,
  BOT_USER,
  type Ephemeral,
  type FakeFile,
  type FakeMessage,
  type Workspace,
} from './workspace';

export type Args = Readonly<Record<string, string>>;
export type Answer = Readonly<Record<string, unknown>> & { readonly ok: boolean };

/** The scope each method asks for, read from its page in the documentation; any one of a list is enough. */
export const SCOPES_ASKED: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'apps.connections.open': [],
  'oauth.v2.access': [],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.open': ['im:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'views.open': [],
  'views.publish': [],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'users.info': ['users:read'],
  'assistant.threads.setStatus': ['assistant:write'],
  'assistant.threads.setTitle': ['assistant:write'],
  'assistant.threads.setSuggestedPrompts': ['assistant:write'],
};

export interface MethodWorld {
  readonly workspace: Workspace;
  readonly clock: FakeClock;
  /** Where files are downloaded from. */
  readonly fileUrl: (file: FakeFile) => string;
  /** Uses up a trigger; the person it belongs to, or the error. */
  takeTrigger(trigger: string): { readonly user: string } | { readonly error: string };
  posted(message: FakeMessage): void;
  changed(message: FakeMessage): void;
  toldOnly(ephemeral: Ephemeral): void;
  /** Where the bytes of this upload go. */
  uploadUrl(id: string): string;
}

export type Method = (world: MethodWorld, args: Args) => Answer;

export const refuse = (error: string, detail = ''): Answer => ({ ok: false, error, detail });

export const METHODS: Readonly<Record<string, Method>> = {
  'auth.test': () => ({ ok: true, user_id: BOT_USER, bot_id: BOT_ID }),
  'chat.getPermalink': ({ workspace }, { channel = '', message_ts: ts = '' }) =>
    workspace.message(channel, ts) === undefined
      ? refuse('message_not_found')
      : {
          ok: true,
          channel,
          permalink: `https://fake.slack.com/archives/${channel}/p${ts.replace('.', '')}`,
        },
  'chat.postEphemeral': postEphemeral,
  'chat.postMessage': postMessage,
  'chat.update': update,
  'conversations.open': ({ workspace }, args) => ({
    ok: true,
    channel: { id: workspace.directChannel(args['users'] ?? '').id },
  }),
  'conversations.history': ({ workspace }, args) =>
    page([...workspace.read(args['channel'] ?? '', null)].reverse(), args),
  'conversations.replies': ({ workspace }, args) =>
    page(workspace.read(args['channel'] ?? '', args['ts'] ?? ''), args),
  'users.info': ({ workspace }, args) => {
    const id = args['user'] ?? '';
    const profile = { display_name: workspace.people.get(id) ?? '', real_name: '' };
    return { ok: true, user: { id, name: id.toLowerCase(), profile } };
  },
  'views.open': openView,
  'views.publish': publishView,
  'files.info': ({ workspace, fileUrl }, args) => {
    const file = workspace.files.get(args['file'] ?? '');
    return file === undefined ? refuse('file_not_found') : { ok: true, file: describe(file, fileUrl(file)) };
  },
  'assistant.threads.setStatus': ({ workspace }, args) => {
    workspace.statuses.push({
      channel: args['channel_id'] ?? '',
      thread: args['thread_ts'] ?? '',
      status: args['status'] ?? '',
    });
    return { ok: true };
  },
  'assistant.threads.setTitle': ({ workspace }, args) => {
    workspace.titles.set(`${args['channel_id']}/${args['thread_ts']}`, args['title'] ?? '');
    return { ok: true };
  },
  'assistant.threads.setSuggestedPrompts': ({ workspace }, args) => {
    const prompts = json(args['prompts']) as readonly unknown[];
    if (prompts.length > 4) return refuse('too_many_prompts');
    workspace.prompts.set(args['channel_id'] ?? '', prompts);
    return { ok: true };
  },
};

function postMessage(world: MethodWorld, args: Args): Answer {
  const { workspace } = world;
  const { channel = '', thread_ts: thread = null, text = '' } = args;
  const blocks = json(args['blocks'] ?? '[]') as readonly unknown[];
  const fault = faultOfPlace(workspace, channel, thread) ?? faultOfText(text, blocks);
  if (fault !== null) return refuse(fault.split(':')[0] ?? '', fault);
  const metadata = json(args['metadata']);
  const message = workspace.addMessage({
    channel,
    user: BOT_USER,
    bot: true,
    text,
    blocks,
    thread,
    metadata,
    files: [],
    broadcast: thread !== null && args['reply_broadcast'] === 'true',
  });
  world.posted(message);
  return { ok: true, channel, ts: message.ts, message: describeMessage(message) };
}

function postEphemeral(world: MethodWorld, args: Args): Answer {
  const { channel = '', text = '', user = '' } = args;
  const thread = args['thread_ts'] ?? null;
  const blocks = json(args['blocks'] ?? '[]') as readonly unknown[];
  const fault = faultOfPlace(world.workspace, channel, thread) ?? faultOfText(text, blocks);
  if (fault !== null) return refuse(fault.split(':')[0] ?? '', fault);
  if (!user.startsWith('U')) return refuse('user_not_in_channel');
  world.toldOnly({ user, text, channel, thread });
  return { ok: true, message_ts: '1.0' };
}

export function faultOfPlace(workspace: Workspace, id: string, thread: string | null): string | null {
  const channel = workspace.channels.get(id);
  if (channel === undefined) return 'channel_not_found';
  if (channel.archived) return 'is_archived';
  if (!channel.botIsMember) return 'not_in_channel';
  return thread !== null && workspace.message(id, thread) === undefined ? 'thread_not_found' : null;
}

function faultOfText(text: string, blocks: readonly unknown[]): string | null {
  if (blocks.length === 0 && text === '') return 'no_text';
  if (text.length > 40_000) return 'msg_too_long';
  return faultOfBlocks(blocks, 'message');
}

function update(world: MethodWorld, args: Args): Answer {
  const message = world.workspace.message(args['channel'] ?? '', args['ts'] ?? '');
  if (message === undefined) return refuse('message_not_found');
  if (!message.bot) return refuse('cant_update_message');
  const blocks = json(args['blocks'] ?? '[]') as readonly unknown[];
  const fault = faultOfBlocks(blocks, 'message');
  if (fault !== null) return refuse(fault.split(':')[0] ?? '', fault);
  message.text = args['text'] ?? '';
  message.blocks = blocks;
  message.edited = true;
  world.changed(message);
  return { ok: true, channel: message.channel, ts: message.ts };
}

function openView(world: MethodWorld, args: Args): Answer {
  const taken = world.takeTrigger(args['trigger_id'] ?? '');
  if ('error' in taken) return refuse(taken.error);
  const view = json(args['view'] ?? 'null') as Record<string, unknown>;
  const fault = faultOfView(view);
  if (fault !== null || view['type'] !== 'modal') return refuse('invalid_arguments', fault ?? 'type');
  const id = world.workspace.nextId('V');
  world.workspace.modals.set(id, { view, user: taken.user });
  return { ok: true, view: { id } };
}

function publishView(world: MethodWorld, args: Args): Answer {
  const view = json(args['view'] ?? 'null') as Record<string, unknown>;
  const fault = faultOfView(view);
  if (fault !== null || view['type'] !== 'home') return refuse('invalid_arguments', fault ?? 'type');
  world.workspace.homes.set(args['user_id'] ?? '', view);
  return { ok: true };
}

function page(messages: readonly FakeMessage[], args: Args): Answer {
  const from = Number(args['cursor'] ?? '0');
  const size = Math.min(Number(args['limit'] ?? '100'), 999);
  const recent = messages.filter((message) => Number(message.ts) >= Number(args['oldest'] ?? '0'));
  const shown = recent.slice(from, from + size).map((message) => {
    const described = describeMessage(message);
    return args['include_all_metadata'] === 'true'
      ? { ...described, metadata: message.metadata ?? undefined }
      : described;
  });
  const next = from + size < recent.length ? String(from + size) : '';
  return { ok: true, messages: shown, response_metadata: { next_cursor: next } };
}

export function describeMessage(message: FakeMessage): Record<string, unknown> {
  return {
    type: 'message',
    ts: message.ts,
    user: message.user,
    text: message.text,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.thread === null ? {} : { thread_ts: message.thread }),
    ...(message.bot ? { bot_id: BOT_ID, app_id: APP_ID } : {}),
    ...(message.edited ? { edited: { user: message.user, ts: message.ts } } : {}),
  };
}

export function describe(file: FakeFile, url: string): Record<string, unknown> {
  return {
    id: file.id,
    name: file.name,
    mode: file.mode,
    mimetype: file.mimetype,
    size: file.size,
    url_private: url,
    url_private_download: url,
  };
}

export function json(text: string | undefined): unknown {
  return JSON.parse(text ?? 'null');
}
