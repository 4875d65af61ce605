import { z } from 'zod';
import type { BotPort } from '../../../src/channel';
import { DOUBLE_CLICK_MS } from '../limits';
import { readPress } from '../render/question';
import { hear, type Source } from './source';

/** The parts of a block_actions request that are read (reference/interaction-payloads/block_actions-payload). */
export const pressBodySchema = z.looseObject({
  user: z.looseObject({ id: z.string(), name: z.string().optional() }),
  container: z.looseObject({
    channel_id: z.string(),
    message_ts: z.string(),
    thread_ts: z.string().optional(),
  }),
  message: z.looseObject({ thread_ts: z.string().optional() }).optional(),
  actions: z.tuple([z.looseObject({ value: z.string(), action_ts: z.string() })], z.unknown()),
});
export type PressBody = z.infer<typeof pressBodySchema>;

/** A press of a choice. False when the button is of a kind that is no longer understood. */
export async function hearPress(bot: BotPort, source: Source, body: PressBody): Promise<boolean> {
  const [action] = body.actions;
  const press = readPress(action.value);
  if (press === null) return false;
  const { channel_id: channel, message_ts: message, thread_ts: inContainer } = body.container;
  await hear(bot, {
    eventIds: pressIds(
      `slack:press:${channel}:${message}:${press.question}:${press.choice}:${body.user.id}`,
      action.action_ts,
      DOUBLE_CLICK_MS,
    ),
    conversation: press.conversation,
    address: {
      workspace: source.workspace,
      channel,
      user: body.user.id,
      thread: inContainer ?? body.message?.thread_ts ?? null,
    },
    userName: body.user.name ?? null,
    content: { kind: 'choice', question: press.question, choice: press.choice },
  });
  return true;
}

/**
 * A retry and the second half of a double click are the same press; the same button pressed again later is a
 * new one, and is answered. Each press takes the slot of its moment and the next one, so that two presses
 * close together always share one.
 */
export function pressIds(button: string, actionTs: string, doubleClickMs: number): readonly [string, string] {
  const slot = Math.floor((Number(actionTs) * 1_000) / doubleClickMs);
  return [`${button}@${slot}`, `${button}@${slot + 1}`];
}
