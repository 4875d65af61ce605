import { z } from 'zod';
import { isFromPerson, messageSchema, textOf, type SlackMessageEvent } from './message';

const changeSchema = z.looseObject({
  type: z.literal('message'),
  subtype: z.literal('message_changed'),
  channel: z.string(),
  channel_type: z.string().optional(),
  message: messageSchema,
  previous_message: messageSchema.optional(),
});

/** A person changed the words of a message of theirs. */
export interface Edit {
  /** As it reads now, and with the place that the change was told of. */
  readonly message: SlackMessageEvent & { readonly user: string; readonly channel: string };
  readonly text: string;
  /** As it read before; null when Slack does not say. */
  readonly before: string | null;
  /** At least one; of a change told twice they are the same. */
  readonly eventIds: readonly [string, ...string[]];
}

/**
 * Null for every other event. Slack also calls it a change when a link gets its preview, a thread its first
 * answer, or the bot updates a message of its own; nobody said anything new then.
 */
export function readEdit(event: unknown, botUserId: string | null): Edit | null {
  const change = changeSchema.safeParse(event);
  if (!change.success) return null;
  const { channel, channel_type, message: changed, previous_message: previous } = change.data;
  const message = { ...changed, channel, ...(channel_type === undefined ? {} : { channel_type }) };
  if (!isFromPerson(message, botUserId) || message.edited?.user !== message.user) return null;
  const text = textOf(message, botUserId);
  const before = previous === undefined ? null : textOf(previous, botUserId);
  if (text === '' || text === before) return null;
  return { message, text, before, eventIds: [`slack:edit:${channel}:${message.ts}@${message.edited.ts}`] };
}
