import type { App } from '@slack/bolt';
import { z } from 'zod';
import { listenAtDesk } from './desk/listen';
import { listenForEvents } from './events';
import { OPEN_MESSAGES_ACTION, START_ACTION } from './home';
import { hearModal, pasteModal, PASTE_MODAL, sentModal, submissionSchema } from './inbound/hear-modal';
import { hearPress, pressBodySchema } from './inbound/hear-press';
import { EXPLAIN_SHORTCUT, hearShortcut, shortcutBodySchema } from './inbound/hear-shortcut';
import { sourceOf } from './inbound/source';
import type { ListenerTools } from './listener-tools';
import { sayOnlyToThem } from './only-to-them';
import { CHOICE_ACTIONS } from './render/question';
import { COMMAND } from './surface';

/** Everything Slack can tell the app. A listener that rejects leaves its event unacknowledged. */
export function listen(app: App, tools: ListenerTools): void {
  listenForEvents(app, tools);
  listenForHome(app, tools);
  listenForPresses(app, tools);
  listenForForms(app, tools);
  listenForShortcuts(app, tools);
  if (tools.desk !== null) listenAtDesk(app, tools.desk, tools);
}

function listenForHome(app: App, tools: ListenerTools): void {
  app.action(START_ACTION, async ({ body, context, ack }) => {
    tools.background(openForm(tools, sourceOf(context).workspace, triggerSchema.parse(body).trigger_id, ''));
    await ack();
  });
  app.action(OPEN_MESSAGES_ACTION, async ({ ack }) => ack());
}

function listenForPresses(app: App, tools: ListenerTools): void {
  app.action(CHOICE_ACTIONS, async ({ body, context, ack, respond }) => {
    const press = pressBodySchema.safeParse(body);
    const understood = press.success && (await hearPress(tools.bot, sourceOf(context), press.data));
    if (!understood)
      tools.background(
        sayOnlyToThem(respond, 'That button is from an older version of me. Please write to me instead.'),
      );
    await ack();
  });
}

const triggerSchema = z.looseObject({ trigger_id: z.string() });

function listenForForms(app: App, tools: ListenerTools): void {
  app.command(COMMAND, async ({ command, context, ack, respond }) => {
    const { workspace } = sourceOf(context);
    const opening = openForm(tools, workspace, command.trigger_id, command.text).then((opened) =>
      opened
        ? undefined
        : sayOnlyToThem(respond, `The form could not be opened in time. Please try ${COMMAND} again.`),
    );
    tools.background(opening);
    await ack();
  });
  app.view(PASTE_MODAL, async ({ body, context, ack }) => {
    const faults = await hearModal(tools.bot, sourceOf(context), submissionSchema.parse(body));
    await ack(
      faults === null
        ? { response_action: 'update', view: sentModal() }
        : { response_action: 'errors', errors: { ...faults } },
    );
  });
}

/** False when Slack refused: a trigger is good for three seconds. */
async function openForm(
  tools: ListenerTools,
  workspace: string,
  trigger: string,
  prefilled: string,
): Promise<boolean> {
  const token = await tools.tokens.tokenFor(workspace);
  if (token === null) return false;
  const answer = await tools.api.call('views.open', token, {
    trigger_id: trigger,
    view: pasteModal(prefilled),
  });
  return answer.kind === 'ok';
}

function listenForShortcuts(app: App, tools: ListenerTools): void {
  app.shortcut(EXPLAIN_SHORTCUT, async ({ body, context, ack, respond }) => {
    const outcome = await hearShortcut(tools.bot, sourceOf(context), shortcutBodySchema.parse(body));
    const told =
      outcome === 'heard'
        ? 'I am answering you in our direct messages.'
        : 'There is no text in that message for me to read.';
    tools.background(sayOnlyToThem(respond, told));
    await ack();
  });
}
