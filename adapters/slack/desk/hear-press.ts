import { writeMessageRef } from '../address';
import { pressIds, type PressBody } from '../inbound/hear-press';
import type { Source } from '../inbound/source';
import { DESK_DOUBLE_CLICK_MS } from '../limits';
import { readDeskPress } from './card';
import { agentOf, isOurs, tell, type DeskEars } from './ears';

/** What came of a press on a card: the bot was told, the form is to be opened, or the card is not ours any more. */
export type PressOutcome =
  | { readonly kind: 'told' }
  | { readonly kind: 'reply'; readonly thread: string; readonly reference: string }
  | { readonly kind: 'stale' };

export async function hearDeskPress(ears: DeskEars, source: Source, body: PressBody): Promise<PressOutcome> {
  const [{ value, action_ts: actionTs }] = body.actions;
  const press = readDeskPress(value);
  const { channel_id: channel, message_ts: ts } = body.container;
  const thread = writeMessageRef({ channel, ts });
  if (press === null || !isOurs(ears, thread)) return { kind: 'stale' };
  const { action, reference } = press;
  if (action === 'reply') return { kind: 'reply', thread, reference };
  const agent = await agentOf(ears, source, body.user);
  ears.whereabouts.pressed(thread, agent.id);
  await tell(ears, {
    eventIds: pressIds(
      `slack:desk:${channel}:${ts}:${action}:${body.user.id}`,
      actionTs,
      DESK_DOUBLE_CLICK_MS,
    ),
    thread,
    reference,
    agent,
    act: { kind: 'pressed', action },
  });
  return { kind: 'told' };
}
