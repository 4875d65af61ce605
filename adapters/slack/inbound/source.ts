import type { Context } from '@slack/bolt';
import type { BotPort, Incoming, Received } from '../../../src/channel';
import { userKey, writeAddress, type SlackAddress } from '../address';

/** Where an event came from. */
export interface Source {
  readonly workspace: string;
  readonly botUserId: string | null;
}

/** The installation an event came through: a workspace's, or an organisation's as a whole. */
export function sourceOf(context: Context): Source {
  const workspace = context.isEnterpriseInstall ? context.enterpriseId : context.teamId;
  return { workspace: workspace ?? 'unknown', botUserId: context.botUserId ?? null };
}

/** Hands on one thing a person did. The address is renewed with it. Resolves once it is durable. */
export async function hear(
  bot: BotPort,
  what: {
    readonly eventIds: readonly [string, ...string[]];
    readonly conversation: string;
    readonly address: SlackAddress;
    readonly userName: string | null;
    readonly content: Incoming['content'];
  },
): Promise<Received> {
  return bot.receive({
    channel: 'slack',
    eventIds: what.eventIds,
    conversation: what.conversation,
    address: writeAddress(what.address),
    user: { id: userKey(what.address.workspace, what.address.user), name: what.userName },
    workspace: what.address.workspace,
    content: what.content,
  });
}

/** The same ids for the n-th thing of one event: a message with several files is heard file by file. */
export function numbered(ids: readonly [string, ...string[]], index: number): readonly [string, ...string[]] {
  if (index === 0) return ids;
  const [first, ...rest] = ids;
  return [`${first}#${index}`, ...rest.map((id) => `${id}#${index}`)];
}
