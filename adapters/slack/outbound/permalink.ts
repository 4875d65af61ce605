import { readAddress } from '../address';
import type { TokenSource } from './tokens';
import type { SlackWebApi } from './web-api';

/** Where a thread in a channel can be opened. Direct messages have no address: nobody else can open them. */
export async function permalink(
  { api, tokens }: { readonly api: SlackWebApi; readonly tokens: TokenSource },
  address: string,
): Promise<string | null> {
  const { workspace, channel, thread } = readAddress(address);
  if (channel === null || channel.startsWith('D') || thread === null) return null;
  const token = await tokens.tokenFor(workspace);
  if (token === null) return null;
  const answer = await api.call('chat.getPermalink', token, { channel, message_ts: thread });
  const link = answer.kind === 'ok' ? answer.body['permalink'] : null;
  return typeof link === 'string' ? link : null;
}
