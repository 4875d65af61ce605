import type { Activity } from '../activity';

/**
 * A thread of the desk channel, as Teams names it in a conversation's id: the channel, and the card that began
 * it. All that updating the card needs is in it.
 */

const ROOT = ';messageid=';

export function threadAt(channelId: string, root: string): string {
  return `${channelId}${ROOT}${root}`;
}

export function rootOf(thread: string): string {
  return thread.slice(thread.indexOf(ROOT) + ROOT.length);
}

export function channelOf(activity: Activity): string {
  return activity.conversation.id.split(ROOT)[0] ?? '';
}

/** Null for what stands in no thread. What names no root itself is about the message that it answers. */
export function threadOf(activity: Activity): string | null {
  const { id } = activity.conversation;
  if (id.includes(ROOT)) return id;
  return activity.replyToId ? threadAt(id, activity.replyToId) : null;
}
