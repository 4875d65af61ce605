import type { BotPort, Channel, Incoming } from '../../src/channel';
import type { Route } from '../../src/http/route';
import type { Log } from '../../src/log';
import { readAddress } from './address';
import { loadBotFramework, type BotFramework } from './bot-framework';
import { createConnector, type Connector } from './connector';
import { messagesRoute } from './endpoint';
import { createGate } from './gate';
import { createSendLimits, type SendLimits } from './send-limits';
import type { TeamsSettings } from './settings';
import { createTeamsChannel } from './teams-channel';
import { createTyping, realSchedule, type Schedule } from './typing';

export interface TeamsDeps {
  readonly bot: BotPort;
  readonly log: Log;
  readonly clock?: () => Date;
  readonly schedule?: Schedule;
  /** In place of botbuilder. */
  readonly framework?: BotFramework;
}

export interface Teams {
  readonly channel: Channel;
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
  const typingDeps = { connector, limits, clock };
  return {
    channel: createTeamsChannel({
      connector,
      limits,
      clock,
      local: settings.local,
      onDelivery: (conversation) => typing.end(conversation),
    }),
    routes: [
      messagesRoute({
        gate: createGate(settings, framework),
        bot: deps.bot,
        connector,
        schedule,
        log: deps.log,
        onAccepted: (incoming) =>
          typing.begin(incoming.conversation, () => void showTyping(typingDeps, incoming)),
      }),
    ],
    start: () => void checkToken(framework, deps.log),
    stop: () => typing.stop(),
  };
}

interface TypingDeps {
  readonly connector: Connector;
  readonly limits: SendLimits;
  readonly clock: () => Date;
}

/** A courtesy: it takes no room from answers, and when it fails nobody is told. */
async function showTyping(deps: TypingDeps, incoming: Incoming): Promise<void> {
  const address = readAddress(incoming.address);
  if (address.conversationId === null) return;
  if (deps.limits.admit(incoming.conversation, address.tenantId, deps.clock().getTime()) > 0) return;
  await deps.connector.showTyping(address, address.conversationId);
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
