import type { BotPort, Incoming } from '../../../src/channel';
import { userKey, writeAddress, type SlackAddress } from '../address';

/** Where an event came from. */
export interface Source {
  readonly workspace: string;
  readonly botUserId: string | null;
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
): Promise<'accepted' | 'duplicate'> {
  return bot.receive({
    channel: 'slack',
    eventIds: what.eventIds,
    conversation: what.conversation,
    address: writeAddress(what.address),
    user: { id: userKey(what.address.workspace, what.address.user), name: what.userName },
    content: what.content,
  });
}

/** The same ids for the n-th thing of one event: a message with several files is heard file by file. */
export function numbered(ids: readonly [string, ...string[]], index: number): readonly [string, ...string[]] {
  if (index === 0) return ids;
  const [first, ...rest] = ids;
  return [`${first}#${index}`, ...rest.map((id) => `${id}#${index}`)];
}
