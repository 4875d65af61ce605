import { z } from 'zod';
import type { BotPort } from '../../../src/channel';
import { directConversation } from '../address';
import { contentsOf, messageSchema } from './message';
import { hear, numbered, type Source } from './source';

export const EXPLAIN_SHORTCUT = 'explain_bounce';

/** The parts of a message_action request that are read (reference/interaction-payloads/shortcuts-interaction-payload). */
export const shortcutBodySchema = z.looseObject({
  user: z.looseObject({ id: z.string(), name: z.string().optional() }),
  channel: z.looseObject({ id: z.string() }),
  action_ts: z.string(),
  message: messageSchema,
});

/** "Explain this bounce" on anybody's message: answered to the one who asked, in their direct messages. */
export async function hearShortcut(
  bot: BotPort,
  source: Source,
  body: z.infer<typeof shortcutBodySchema>,
): Promise<'heard' | 'empty'> {
  const contents = contentsOf(body.message, source.botUserId);
  const id = `slack:shortcut:${body.channel.id}:${body.message.ts}:${body.user.id}:${body.action_ts}`;
  for (const [index, content] of contents.entries()) {
    await hear(bot, {
      eventIds: numbered([id], index),
      conversation: directConversation(source.workspace, body.user.id),
      address: { workspace: source.workspace, channel: null, user: body.user.id, thread: null },
      userName: body.user.name ?? null,
      content,
    });
  }
  return contents.length === 0 ? 'empty' : 'heard';
}
