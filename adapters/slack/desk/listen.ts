import type { App } from '@slack/bolt';
import { z } from 'zod';
import { pressBodySchema } from '../inbound/hear-press';
import { sourceOf } from '../inbound/source';
import { sayOnlyToThem } from '../only-to-them';
import type { TokenSource } from '../outbound/tokens';
import type { SlackWebApi } from '../outbound/web-api';
import { DESK_ACTIONS } from './card';
import type { DeskEars } from './ears';
import { hearDeskPress, type PressOutcome } from './hear-press';
import { hearReply, replyForm, replySchema, REPLY_FORM } from './reply-form';

export interface DeskListenerTools {
  readonly api: SlackWebApi;
  readonly tokens: TokenSource;
  /** Does it without holding up the acknowledgement; a failure is logged. */
  background(work: Promise<unknown>): void;
}

const deskPressSchema = pressBodySchema.extend({ trigger_id: z.string() });

const STALE = 'That button is from an earlier desk channel or version, and does nothing any more.';
const NOT_OPENED =
  'The form could not be opened in time. Press Reply again, or write in the thread of the card.';

/** The buttons of cards and the form behind one of them. */
export function listenAtDesk(app: App, ears: DeskEars, tools: DeskListenerTools): void {
  app.action(DESK_ACTIONS, async ({ body, context, ack, respond }) => {
    const source = sourceOf(context);
    const press = deskPressSchema.safeParse(body);
    const outcome: PressOutcome = press.success
      ? await hearDeskPress(ears, source, press.data)
      : { kind: 'stale' };
    if (outcome.kind === 'stale') tools.background(sayOnlyToThem(respond, STALE));
    if (outcome.kind === 'reply' && press.success) {
      const opening = openReplyForm(tools, source.workspace, press.data.trigger_id, outcome);
      tools.background(opening.then((opened) => opened || sayOnlyToThem(respond, NOT_OPENED)));
    }
    await ack();
  });
  app.view(REPLY_FORM, async ({ body, context, ack }) => {
    const faults = await hearReply(ears, sourceOf(context), replySchema.parse(body));
    await (faults === null ? ack() : ack({ response_action: 'errors', errors: { ...faults } }));
  });
}

async function openReplyForm(
  { api, tokens }: DeskListenerTools,
  workspace: string,
  trigger: string,
  { thread, reference }: Extract<PressOutcome, { kind: 'reply' }>,
): Promise<boolean> {
  const token = await tokens.tokenFor(workspace);
  if (token === null) return false;
  const view = replyForm(thread, reference);
  return (await api.call('views.open', token, { trigger_id: trigger, view })).kind === 'ok';
}
