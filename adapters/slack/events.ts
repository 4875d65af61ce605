import type { App, Context } from '@slack/bolt';
import { z } from 'zod';
import type { BotPort } from '../../src/channel';
import { directConversation, userKey } from './address';
import { hearThread, hearThreadEdit } from './desk/hear-thread';
import { homeView } from './home';
import { readEdit, type Edit } from './inbound/edit';
import { hearEdit, hearMessage } from './inbound/hear-message';
import { messageSchema, type SlackMessageEvent } from './inbound/message';
import { hear, sourceOf, type Source } from './inbound/source';
import type { ListenerTools } from './listener-tools';

/** An event of the Events API and the envelope it came in. */
interface Told {
  readonly event: unknown;
  readonly body: unknown;
  readonly context: Context;
}

type EventListener = (tools: ListenerTools, told: Told) => Promise<void>;

/** What the app subscribes to, by the event's type. */
const LISTENERS: ReadonlyMap<string, EventListener> = new Map([
  ['message', onMessage],
  ['app_mention', onMessage],
  ['app_home_opened', onHomeOpened],
  ['app_uninstalled', onUninstalled],
  ['tokens_revoked', onRevoked],
]);

/** One listener for all: Bolt leads each event past every listener there is. */
export function listenForEvents(app: App, tools: ListenerTools): void {
  app.event(/^/, async ({ event, body, context }) => {
    await LISTENERS.get(event.type)?.(tools, { event, body, context });
  });
}

async function onMessage(tools: ListenerTools, { event, context }: Told): Promise<void> {
  const message = messageSchema.safeParse(event);
  if (!message.success) return;
  const source = sourceOf(context);
  const edit = message.data.subtype === 'message_changed' ? readEdit(event, source.botUserId) : null;
  if (edit === null) await onSaid(tools, source, message.data);
  else await onEdited(tools, source, edit);
}

/** What is said in the thread of a card is the desk's; it is asked first, and an employee's is what is left. */
async function onSaid(tools: ListenerTools, source: Source, message: SlackMessageEvent): Promise<void> {
  const { bot, desk, pane } = tools;
  if (desk !== null && (await hearThread(desk, source, message))) return;
  const heard = await hearMessage(bot, source, message);
  if (heard !== null) tools.background(pane.working(heard));
}

async function onEdited({ bot, desk }: ListenerTools, source: Source, edit: Edit): Promise<void> {
  if (desk !== null && (await hearThreadEdit(desk, source, edit))) return;
  await hearEdit(bot, source, edit);
}

const homeOpenedSchema = z.looseObject({ user: z.string(), channel: z.string(), tab: z.string().optional() });
const envelopeSchema = z.looseObject({ api_app_id: z.string().optional() });

async function onHomeOpened(tools: ListenerTools, { event, body, context }: Told): Promise<void> {
  const opened = homeOpenedSchema.parse(event);
  const { workspace } = sourceOf(context);
  if (opened.tab === 'home') {
    const appId = envelopeSchema.parse(body).api_app_id ?? '';
    tools.background(publishHome(tools, workspace, opened.user, appId));
    return;
  }
  tools.background(tools.pane.suggest(workspace, opened.channel));
  await greet(tools.bot, workspace, opened.user, opened.channel);
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

function onUninstalled(tools: ListenerTools, { context }: Told): Promise<void> {
  return tools.uninstalled(sourceOf(context).workspace);
}

const revokedSchema = z.looseObject({ tokens: z.looseObject({ bot: z.array(z.string()).optional() }) });

async function onRevoked(tools: ListenerTools, { event, context }: Told): Promise<void> {
  const { tokens } = revokedSchema.parse(event);
  if ((tokens.bot ?? []).length > 0) await tools.uninstalled(sourceOf(context).workspace);
}
