import { z } from 'zod';

/** What is needed to answer: which installation's token, and the place. Stored with the conversation. */
const addressSchema = z.object({
  /** The workspace (T…), or the organisation (E…) where the app was installed for all of it. */
  workspace: z.string(),
  /** Null: the person's direct messages, whose channel is not known yet. */
  channel: z.string().nullable(),
  user: z.string(),
  /** The thread's root. Null: at the top of the channel. */
  thread: z.string().nullable(),
});
export type SlackAddress = z.infer<typeof addressSchema>;

export function writeAddress(address: SlackAddress): string {
  return JSON.stringify(address);
}

/** Throws when it is not one of ours: an address is only ever read back from our own store. */
export function readAddress(text: string): SlackAddress {
  return addressSchema.parse(JSON.parse(text));
}

/** The person's direct messages with the bot: one conversation, whichever way in was taken. */
export function directConversation(workspace: string, user: string): string {
  return `slack:${workspace}:dm:${user}`;
}

/** A thread: in a channel, a group, or the assistant pane. */
export function threadConversation(workspace: string, channel: string, thread: string): string {
  return `slack:${workspace}:${channel}:${thread}`;
}

/** User ids are unique within a workspace only; cases of one must never show in another. */
export function userKey(workspace: string, user: string): string {
  return `${workspace}/${user}`;
}

export function workspaceOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

/** Slack's own id of somebody whom userKey names. */
export function userOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

export function writeMessageRef(ref: MessageRef): string {
  return `${ref.channel}:${ref.ts}`;
}

export function readMessageRef(text: string): MessageRef | null {
  const colon = text.indexOf(':');
  return colon <= 0 ? null : { channel: text.slice(0, colon), ts: text.slice(colon + 1) };
}
