import type { BotPort, Channel, Incoming } from '../../src/channel';
import type { Desk, DeskPort } from '../../src/desk';
import type { Route } from '../../src/http/route';
import type { Log } from '../../src/log';
import { readAddress } from './address';
import { loadBotFramework, type BotFramework } from './bot-framework';
import { createConnector, type Connector } from './connector';
import { createDeskDoor } from './desk/desk-door';
import { createDeskPlace, type DeskPlace, type Safe } from './desk/desk-place';
import { createTeamsDesk } from './desk/teams-desk';
import { messagesRoute } from './endpoint';
import { createGate } from './gate';
import { createSendLimits, type SendLimits } from './send-limits';
import type { TeamsSettings } from './settings';
import { createTeamsChannel } from './teams-channel';
import { createTyping, realSchedule, type Schedule } from './typing';

export interface TeamsDeps {
  readonly bot: BotPort;
  readonly log: Log;
  /** Null where no desk is served; a desk channel in the settings is of no use then. */
  readonly desk: DeskPort | null;
  /** Where it is kept how the desk channel is reached. */
  readonly safe: Safe;
  readonly clock?: () => Date;
  readonly schedule?: Schedule;
  /** In place of botbuilder. */
  readonly framework?: BotFramework;
}

export interface Teams {
  readonly channel: Channel;
  /** Null where no desk channel is set. */
  readonly desk: Desk | null;
  readonly routes: readonly Route[];
  /** Asks for the bot's token once, so that a wrong or expired secret is told at the start. */
  start(): void;
  /** Answers under way are the bot's to finish. */
  stop(): void;
}

/** Teams as a channel. Loads botbuilder; throws for a registration it cannot work with. */
export async function createTeams(settings: TeamsSettings, deps: TeamsDeps): Promise<Teams> {
  const clock = deps.clock ?? (() => new Date());
  const schedule = deps.schedule ?? realSchedule;
  const framework = deps.framework ?? (await loadBotFramework(settings));
  const connector = createConnector(() => framework.token());
  const limits = createSendLimits();
  const typing = createTyping(schedule);
  const typingDeps = { bot: deps.bot, connector, limits, clock };
  const sending = { connector, limits, clock, token: () => framework.token(), local: settings.local };
  const desk = deskOf(settings, deps);
  return {
    channel: createTeamsChannel({
      ...sending,
      onDelivery: (conversation) => typing.end(conversation),
    }),
    desk: desk === null ? null : createTeamsDesk({ ...sending, place: desk.place }),
    routes: [
      messagesRoute({
        gate: createGate(settings, framework),
        bot: deps.bot,
        desk:
          desk === null
            ? null
            : createDeskDoor({ ...desk, clock, knows: (conversation) => deps.bot.knows(conversation) }),
        connector,
        schedule,
        log: deps.log,
        onAccepted: (incoming) =>
          typing.begin(incoming.conversation, () => {
            showTyping(typingDeps, incoming).catch((error: unknown) =>
              deps.log.debug('teams-typing-not-shown', { error }),
            );
          }),
      }),
    ],
    start: () => void checkToken(framework, deps.log),
    stop: () => typing.stop(),
  };
}

interface DeskSide {
  readonly port: DeskPort;
  readonly place: DeskPlace;
}

function deskOf(settings: TeamsSettings, { desk, safe }: TeamsDeps): DeskSide | null {
  if (desk === null || settings.deskChannel === null) return null;
  return { port: desk, place: createDeskPlace(settings.deskChannel, settings, safe) };
}

interface TypingDeps {
  readonly bot: BotPort;
  readonly connector: Connector;
  readonly limits: SendLimits;
  readonly clock: () => Date;
}

/** A courtesy: it takes no room from answers, and when it fails nobody is told. */
async function showTyping(deps: TypingDeps, incoming: Incoming): Promise<void> {
  const address = readAddress(incoming.address);
  if (address.conversationId === null) return;
  if (deps.limits.admit(incoming.conversation, address.tenantId, deps.clock().getTime()) > 0) return;
  if (await isWithHuman(deps.bot, incoming)) return;
  await deps.connector.showTyping(address, address.conversationId);
}

/** The bot will be silent, so it does not pretend to be at work. */
async function isWithHuman(bot: BotPort, { channel, conversation, user }: Incoming): Promise<boolean> {
  const cases = await bot.casesOf(channel, user.id);
  return cases.some((one) => one.conversation === conversation && one.state === 'with-human');
}

/**
 * An expired secret silences the bot for everybody (microsoft-teams-apps-faqplus#142): say so loudly and
 * early. What is to be answered waits in the outbox until the secret is renewed.
 */
async function checkToken(framework: BotFramework, log: Log): Promise<void> {
  try {
    await framework.token();
  } catch (error) {
    log.error('teams-registration-refused', { error });
  }
}
