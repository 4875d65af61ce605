import type { StoredConversation } from './store/records';
import type { NewJob } from './store/store';

/** What goes to one desk about a conversation is shown there in the order it happened. */
export function deskQueue(desk: string): string {
  return `desk:${desk}`;
}

/** What a case means for those that were added to it, in its order. */
export const SAME_TROUBLE = 'same-trouble';

/** A job of a conversation, due at once unless it says otherwise. */
export function job(
  { channel }: Pick<StoredConversation, 'channel'>,
  queue: string,
  at: string,
  { task, key = null, runAt = at }: Pick<NewJob, 'task'> & Partial<Pick<NewJob, 'key' | 'runAt'>>,
): NewJob {
  return { channel, queue, task, key, at, runAt };
}
