import { z } from 'zod';
import type { Content } from '../../../src/channel';
import { MAX_FILES } from '../limits';
import { undoSlackText } from './message-text';
import { readRichText } from './rich-text';

const attachmentSchema = z.looseObject({
  is_share: z.boolean().optional(),
  is_msg_unfurl: z.boolean().optional(),
  text: z.string().optional(),
  message_blocks: z
    .array(z.looseObject({ message: z.looseObject({ blocks: z.array(z.unknown()) }) }))
    .optional(),
});

/** The parts of a Slack message that are read, be it in an event or in a shortcut (reference/events/message). */
export const messageSchema = z.looseObject({
  type: z.string().optional(),
  subtype: z.string().optional(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  text: z.string().nullish(),
  ts: z.string(),
  channel: z.string().optional(),
  channel_type: z.string().optional(),
  thread_ts: z.string().optional(),
  parent_user_id: z.string().optional(),
  /** With a reply that was also sent to the channel: the thread's first message. */
  root: z.looseObject({ user: z.string().optional() }).optional(),
  edited: z.looseObject({ user: z.string(), ts: z.string() }).optional(),
  client_msg_id: z.string().optional(),
  blocks: z.array(z.unknown()).nullish(),
  attachments: z.array(attachmentSchema).nullish(),
  files: z.array(z.looseObject({ id: z.string(), name: z.string().nullish() })).nullish(),
});
export type SlackMessageEvent = z.infer<typeof messageSchema>;

/** What the person sent, as they typed it: first the text, or each file with the text as the first one's caption. */
export function contentsOf(message: SlackMessageEvent, botUserId: string | null): readonly Content[] {
  const text = textOf(message, botUserId);
  const files = (message.files ?? []).slice(0, MAX_FILES);
  if (files.length === 0) {
    const called = mentions(message, botUserId) ? { mentionsBot: true } : {};
    return text === '' ? [] : [{ kind: 'text', text, ...called }];
  }
  return files.map((file, index) => attachment(file, index === 0 ? text : ''));
}

export function attachment(
  file: { readonly id: string; readonly name?: string | null | undefined },
  caption: string,
): Content {
  return { kind: 'attachment', name: file.name ?? 'file', ref: file.id, caption };
}

/** Previews that Slack adds under a link are no words of the person; a message they forwarded is. */
export function textOf(message: SlackMessageEvent, botUserId: string | null): string {
  const own = readRichText(message.blocks ?? [], botUserId) ?? undoSlackText(message.text ?? '', botUserId);
  const forwarded = (message.attachments ?? [])
    .filter((part) => part.is_share === true || part.is_msg_unfurl === true)
    .map((part) => forwardedText(part, botUserId));
  return [own, ...forwarded].filter((part) => part !== '').join('\n\n');
}

function forwardedText(part: z.infer<typeof attachmentSchema>, botUserId: string | null): string {
  const blocks = (part.message_blocks ?? []).flatMap((block) => block.message.blocks);
  return readRichText(blocks, botUserId) ?? undoSlackText(part.text ?? '', botUserId);
}

export function mentions(message: SlackMessageEvent, botUserId: string | null): boolean {
  return botUserId !== null && (message.text ?? '').includes(`<@${botUserId}`);
}

/**
 * Only what a person wrote, when they wrote it: no bot (ours or another, so that two can't talk for ever), no
 * edit, deletion, join or other notice. A message with a file has a subtype and is kept.
 */
export function isFromPerson(
  message: SlackMessageEvent,
  botUserId: string | null,
): message is SlackMessageEvent & { user: string } {
  const kept =
    message.subtype === undefined ||
    message.subtype === 'file_share' ||
    message.subtype === 'thread_broadcast';
  return (
    kept &&
    message.bot_id === undefined &&
    message.user !== undefined &&
    message.user !== 'USLACKBOT' &&
    message.user !== botUserId
  );
}
