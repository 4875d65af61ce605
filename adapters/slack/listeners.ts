import type { App, Context } from '@slack/bolt';
import { z } from 'zod';
import type { BotPort } from '../../src/channel';
import { directConversation, userKey } from './address';
import type { DeskEars } from './desk/ears';
import { hearThread, hearThreadEdit } from './desk/hear-thread';
import { listenAtDesk } from './desk/listen';
import { homeView, OPEN_MESSAGES_ACTION, START_ACTION } from './home';
import { readEdit, type Edit } from './inbound/edit';
import { hearEdit, hearMessage } from './inbound/hear-message';
import { hearModal, pasteModal, PASTE_MODAL, sentModal, submissionSchema } from './inbound/hear-modal';
import { hearPress, pressBodySchema } from './inbound/hear-press';
import { EXPLAIN_SHORTCUT, hearShortcut, shortcutBodySchema } from './inbound/hear-shortcut';
import { messageSchema, type SlackMessageEvent } from './inbound/message';
import { hear, sourceOf, type Source } from './inbound/source';
import type { Names } from './names';
import { sayOnlyToThem } from './only-to-them';
import type { TokenSource } from './outbound/tokens';
import type { SlackWebApi } from './outbound/web-api';
import type { Pane } from './pane';
import { CHOICE_ACTIONS } from './render/question';
import { COMMAND } from './surface';

export interface ListenerTools {
  readonly bot: BotPort;
  readonly api: SlackWebApi;
  readonly tokens: TokenSource;
  readonly pane: Pane;
  readonly names: Names;
  /** Null where no desk channel is set. */
  readonly desk: DeskEars | null;
  /** Forgets an installation. */
  uninstalled(workspace: string): Promise<void>;
  /** Does it without holding up the acknowledgement; a failure is logged. */
  background(work: Promise<unknown>): void;
}

/** Everything Slack can tell the app. A listener that rejects leaves its event unacknowledged. */
export function listen(app: App, tools: ListenerTools): void {
  listenForMessages(app, tools);
  listenForHome(app, tools);
  listenForPresses(app, tools);
  listenForForms(app, tools);
  listenForShortcuts(app, tools);
  listenForRemoval(app, tools);
  if (tools.desk !== null) listenAtDesk(app, tools.desk, tools);
}

const envelopeSchema = z.looseObject({ event_id: z.string(), api_app_id: z.string().optional() });

function listenForMessages(app: App, tools: ListenerTools): void {
  const onMessage = async ({ event, body, context }: { event: unknown; body: unknown; context: Context }) => {
    const message = messageSchema.safeParse(event);
    if (!message.success) return;
    const { event_id: eventId } = envelopeSchema.parse(body);
    const source = sourceOf(context);
    const edit = readEdit(event, eventId, source.botUserId);
    if (edit === null) await onSaid(tools, source, eventId, message.data);
    else await onEdited(tools, source, edit);
  };
  app.event('message', onMessage);
  app.event('app_mention', onMessage);
}

/** What is said in the thread of a card is the desk's; it is asked first, and an employee's is what is left. */
async function onSaid(
  tools: ListenerTools,
  source: Source,
  eventId: string,
  message: SlackMessageEvent,
): Promise<void> {
  const { bot, desk, pane, names } = tools;
  if (desk !== null && (await hearThread(desk, source, eventId, message))) return;
  const nameOf = (user: string) => names.known(source.workspace, user);
  const heard = await hearMessage(bot, source, eventId, message, nameOf);
  if (heard !== null) tools.background(pane.working(heard));
}

async function onEdited({ bot, desk, names }: ListenerTools, source: Source, edit: Edit): Promise<void> {
  if (desk !== null && (await hearThreadEdit(desk, source, edit))) return;
  await hearEdit(bot, source, edit, (user) => names.known(source.workspace, user));
}

const homeOpenedSchema = z.looseObject({ user: z.string(), channel: z.string(), tab: z.string().optional() });

function listenForHome(app: App, tools: ListenerTools): void {
  app.event('app_home_opened', async ({ event, body, context }) => {
    const opened = homeOpenedSchema.parse(event);
    const { workspace } = sourceOf(context);
    if (opened.tab === 'home') {
      const appId = envelopeSchema.parse(body).api_app_id ?? '';
      tools.background(publishHome(tools, workspace, opened.user, appId));
      return;
    }
    tools.background(tools.pane.suggest(workspace, opened.channel));
    await greet(tools.bot, workspace, opened.user, opened.channel);
  });
  app.action(START_ACTION, async ({ body, context, ack }) => {
    tools.background(openForm(tools, sourceOf(context).workspace, triggerSchema.parse(body).trigger_id, ''));
    await ack();
  });
  app.action(OPEN_MESSAGES_ACTION, async ({ ack }) => ack());
}

async function publishHome(
  tools: ListenerTools,
  workspace: string,
  user: string,
  appId: string,
): Promise<void> {
  const token = await tools.tokens.tokenFor(workspace);
  if (token === null) return;
  const cases = await tools.bot.casesOf('slack', userKey(workspace, user));
  const messagesUrl = `https://slack.com/app_redirect?app=${encodeURIComponent(appId)}&team=${encodeURIComponent(workspace)}`;
  await tools.api.call('views.publish', token, { user_id: user, view: homeView(cases, messagesUrl) });
}

/** Said once in a person's direct messages, and never again when they come back to them. */
async function greet(bot: BotPort, workspace: string, user: string, channel: string): Promise<void> {
  const conversation = directConversation(workspace, user);
  if (await bot.knows(conversation)) return;
  await hear(bot, {
    eventIds: [`slack:opened:${conversation}`],
    conversation,
    address: { workspace, channel, user, thread: null },
    userName: null,
    content: { kind: 'opened' },
  });
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

const revokedSchema = z.looseObject({ tokens: z.looseObject({ bot: z.array(z.string()).optional() }) });

function listenForRemoval(app: App, tools: ListenerTools): void {
  app.event('app_uninstalled', ({ context }) => tools.uninstalled(sourceOf(context).workspace));
  app.event('tokens_revoked', async ({ event, context }) => {
    const { tokens } = revokedSchema.parse(event);
    if ((tokens.bot ?? []).length > 0) await tools.uninstalled(sourceOf(context).workspace);
  });
}
