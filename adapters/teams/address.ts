import { z } from 'zod';
import { tenantsOf, type Activity } from './activity';

/**
 * Where a conversation is answered. Everything a proactive message needs (Teams: "send proactive messages"),
 * renewed by each activity because Teams moves service URLs.
 */
const Address = z
  .object({
    serviceUrl: z.string(),
    tenantId: z.string(),
    /** With `;messageid=ROOT` for a thread of a channel. Null: the personal chat with the user, not opened yet. */
    conversationId: z.string().nullable(),
    botId: z.string(),
    userId: z.string(),
  })
  .readonly();
export type Address = z.infer<typeof Address>;

const CHANNEL = 'teams';
/** The local test client sends no tenant. */
const NO_TENANT = 'none';

export function writeAddress(address: Address): string {
  return JSON.stringify(address);
}

/** Throws for a string that writeAddress did not write. */
export function readAddress(text: string): Address {
  return Address.parse(JSON.parse(text));
}

export function addressOf(activity: Activity): Address {
  return {
    serviceUrl: activity.serviceUrl,
    tenantId: tenantOf(activity),
    conversationId: threadOf(activity),
    botId: activity.recipient.id,
    userId: activity.from.id,
  };
}

/** The personal chat of the person who acts, wherever the act took place. */
export function personalAddressOf(activity: Activity): Address {
  const inPersonalChat = isPersonal(activity);
  return { ...addressOf(activity), conversationId: inPersonalChat ? activity.conversation.id : null };
}

/**
 * The bot's name for a conversation. A personal chat is named after the person and not after Teams' id, so
 * that what begins at a message in a channel can go on there before the chat was ever opened.
 */
export function conversationOf(activity: Activity): string {
  return isPersonal(activity)
    ? personalConversationOf(activity)
    : `${CHANNEL}:${tenantOf(activity)}:${threadOf(activity)}`;
}

export function personalConversationOf(activity: Activity): string {
  return `${CHANNEL}:${tenantOf(activity)}:personal:${userOf(activity).id}`;
}

export function userOf(activity: Activity): { readonly id: string; readonly name: string | null } {
  return { id: activity.from.aadObjectId ?? activity.from.id, name: activity.from.name ?? null };
}

/** Older clients leave conversationType out for a personal chat. */
export function isPersonal(activity: Activity): boolean {
  const kind = activity.conversation.conversationType;
  return kind === 'personal' || (!kind && !activity.conversation.id.startsWith('19:'));
}

function tenantOf(activity: Activity): string {
  return tenantsOf(activity)[0] ?? NO_TENANT;
}

/**
 * A post in a channel carries `;messageid=` in its conversation id. Where it is missing, the post itself is
 * the root: a reply sent without it would start a new post instead of answering (botframework-sdk#6626).
 * What is no post, such as the bot's arrival, belongs to no thread.
 */
function threadOf(activity: Activity): string {
  const { id, conversationType } = activity.conversation;
  const isPost = activity.type === 'message' || activity.type === 'messageUpdate';
  if (conversationType !== 'channel' || !isPost || id.includes(';messageid=')) return id;
  const root = activity.replyToId ?? activity.id;
  return root ? `${id};messageid=${root}` : id;
}
