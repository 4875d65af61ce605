import type { SlackAddress } from '../address';
import type { SlackAnswer, SlackWebApi } from './web-api';

/** Channel ids of direct messages, by workspace and person. Slack gives the same one each time it is asked. */
export type DirectChannels = Map<string, string>;

const MANY = 10_000;

/** The channel to post in; a way in that has none (shortcut, command, Home) ends in the person's direct messages. */
export async function openDirectChannel(
  api: SlackWebApi,
  known: DirectChannels,
  token: string,
  address: SlackAddress,
): Promise<{ readonly kind: 'ok'; readonly channel: string } | Exclude<SlackAnswer, { kind: 'ok' }>> {
  const person = `${address.workspace}/${address.user}`;
  const channel = address.channel ?? known.get(person);
  if (channel !== undefined) return { kind: 'ok', channel };
  const answer = await api.call('conversations.open', token, { users: address.user });
  if (answer.kind !== 'ok') return answer;
  const opened = idOf(answer.body['channel']);
  if (opened === null) return { kind: 'refused', error: 'no_channel_opened' };
  if (known.size >= MANY) known.clear();
  known.set(person, opened);
  return { kind: 'ok', channel: opened };
}

function idOf(channel: unknown): string | null {
  return typeof channel === 'object' && channel !== null && 'id' in channel && typeof channel.id === 'string'
    ? channel.id
    : null;
}
