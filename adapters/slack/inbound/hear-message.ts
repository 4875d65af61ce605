import type { BotPort, Content } from '../../../src/channel';
import { directConversation, threadConversation, type SlackAddress } from '../address';
import type { Edit } from './edit';
import { contentsOf, isFromPerson, mentions, type SlackMessageEvent } from './message';
import { hear, numbered, type Source } from './source';

/** Where a message belongs, once it was heard; null when it was not for the bot. */
export interface Heard {
  readonly conversation: string;
  readonly address: SlackAddress;
  /** Nothing was said there before. */
  readonly begun: boolean;
  readonly text: string;
}

type FromPerson = SlackMessageEvent & { readonly user: string };

/**
 * A message of a direct message, a channel or a group. The mention and the message event of one post, their
 * retries and redeliveries under a new event id all carry the same channel and ts, so they are one event.
 */
export async function hearMessage(
  bot: BotPort,
  source: Source,
  message: SlackMessageEvent,
): Promise<Heard | null> {
  const { channel } = message;
  if (channel === undefined || !isFromPerson(message, source.botUserId)) return null;
  const place = await placeOf(bot, source, channel, message);
  if (place === null) return null;
  const contents = contentsOf(message, source.botUserId);
  const addressed: readonly Content[] =
    contents.length === 0 && mentions(message, source.botUserId) ? [{ kind: 'opened' }] : contents;
  const ids = eventIdsOf(channel, message);
  let accepted = false;
  for (const [index, content] of addressed.entries()) {
    const what = { eventIds: numbered(ids, index), ...place, userName: null, content };
    accepted = (await hear(bot, what)) === 'accepted' || accepted;
  }
  return accepted ? { ...place, text: firstText(addressed) } : null;
}

/** What a person changed in a conversation that the bot knows; anywhere else nothing was begun by it. */
export async function hearEdit(
  bot: BotPort,
  source: Source,
  { message, text, eventIds }: Edit,
): Promise<void> {
  const place = await placeOf(bot, source, message.channel, message);
  if (place === null || !(await bot.knows(place.conversation))) return;
  await hear(bot, { eventIds, ...place, userName: null, content: { kind: 'edit', text } });
}

type Place = Omit<Heard, 'text'>;

function placeOf(bot: BotPort, source: Source, channel: string, message: FromPerson): Promise<Place | null> {
  return isDirect(message)
    ? directPlace(bot, source, channel, message)
    : channelPlace(bot, source, channel, message);
}

function isDirect(message: SlackMessageEvent): boolean {
  return message.channel_type === 'im' || (message.channel ?? '').startsWith('D');
}

/**
 * One conversation for a person's direct messages, and one for each thread of the assistant pane. An answer
 * typed into a thread under one of the bot's own messages goes on with what that message was about.
 */
async function directPlace(
  bot: BotPort,
  source: Source,
  channel: string,
  message: FromPerson,
): Promise<Place> {
  const thread = message.thread_ts ?? null;
  const address = { workspace: source.workspace, channel, user: message.user, thread };
  if (thread !== null && thread !== message.ts) {
    const conversation = threadConversation(source.workspace, channel, thread);
    const known = await bot.knows(conversation);
    const underOurs = message.parent_user_id !== undefined && message.parent_user_id === source.botUserId;
    if (known || !underOurs) return { conversation, address, begun: !known };
  }
  return { conversation: directConversation(source.workspace, message.user), address, begun: false };
}

/** In a channel a mention begins a thread, and what is said in that thread needs no mention. */
async function channelPlace(
  bot: BotPort,
  source: Source,
  channel: string,
  message: FromPerson,
): Promise<Place | null> {
  const thread = message.thread_ts ?? message.ts;
  const conversation = threadConversation(source.workspace, channel, thread);
  const place = {
    conversation,
    address: { workspace: source.workspace, channel, user: message.user, thread },
    begun: false,
  };
  if (mentions(message, source.botUserId)) return place;
  return message.thread_ts !== undefined && (await bot.knows(conversation)) ? place : null;
}

/** The post's own: Slack also tells of one post under several event ids. */
export function eventIdsOf(channel: string, message: SlackMessageEvent): readonly [string, ...string[]] {
  const typed =
    message.client_msg_id === undefined ? [] : [`slack:typed:${channel}:${message.client_msg_id}`];
  return [`slack:post:${channel}:${message.ts}`, ...typed];
}

function firstText(contents: readonly Content[]): string {
  const [first] = contents;
  if (first?.kind === 'text') return first.text;
  return first?.kind === 'attachment' ? first.name : '';
}
