import { z } from 'zod';
import { tenantsOf, type Activity } from '../activity';
import type { Place } from '../connector';
import type { DeskChannel, TeamsSettings } from '../settings';
import { channelOf } from './thread';

/** Where values outlive the process: by key, as the bot's store keeps them. */
export interface Safe {
  kept(key: string): Promise<string | null>;
  keep(key: string, value: string): Promise<void>;
}

/** How the desk channel is reached. */
export interface DeskPlace {
  readonly channelId: string;
  /** Null as long as nothing tells it: a bot of many tenants that has not heard from the channel yet. */
  read(): Promise<Place | null>;
  /** Takes from an activity where the desk is reached: Teams moves service URLs. */
  learn(activity: Activity): Promise<void>;
}

const KEY = 'teams-desk-place';

const Learnt = z.object({
  channelId: z.string(),
  serviceUrl: z.string(),
  tenantId: z.string(),
  botId: z.string(),
});
type Learnt = z.infer<typeof Learnt>;

/** What the local test client, which has no tenants, is said to be in. */
const NO_TENANT = 'none';

export function createDeskPlace(channel: DeskChannel, settings: TeamsSettings, safe: Safe): DeskPlace {
  const tenant = (channel.tenantId ?? settings.tenantId)?.toLowerCase() ?? null;
  let known: string | null = null;

  const learnt = async (): Promise<Learnt | null> => {
    known = await safe.kept(KEY);
    const parsed = known === null ? null : Learnt.parse(JSON.parse(known));
    return parsed?.channelId === channel.id ? parsed : null;
  };

  const keep = async (news: Learnt): Promise<void> => {
    const text = JSON.stringify(news);
    if (text === known) return;
    await safe.keep(KEY, text);
    known = text;
  };

  return {
    channelId: channel.id,
    async read() {
      const place = (await learnt()) ?? assumed(settings, tenant);
      if (place === null) return null;
      const { serviceUrl, tenantId, botId } = place;
      return { serviceUrl, tenantId, botId, userId: null };
    },
    async learn(activity) {
      const claimed = tenantsOf(activity)[0] ?? NO_TENANT;
      // What is heard elsewhere in the tenant is the second best: good until the channel itself is heard.
      if (channelOf(activity) !== channel.id) {
        const isOfTenant = settings.local || claimed === tenant;
        if (!isOfTenant || known !== null || (await learnt()) !== null) return;
      }
      const { serviceUrl, recipient } = activity;
      await keep({ channelId: channel.id, serviceUrl, tenantId: claimed, botId: recipient.id });
    },
  };
}

/**
 * Before anything was heard: the public address that Microsoft names for this case ("Proactive messages"), and
 * the ids that follow from the registration.
 */
function assumed({ appId, cloud }: TeamsSettings, tenantId: string | null) {
  if (appId === null || tenantId === null) return null;
  return { serviceUrl: cloud.serviceUrl, tenantId, botId: `28:${appId}` };
}
