import { z } from 'zod';

/**
 * The parts of a Bot Framework activity that this adapter reads (Bot Framework Activity schema 3.2, and what
 * Teams adds in channelData). Parsed once, after the sender was authenticated; unknown fields are dropped.
 */

const Account = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  aadObjectId: z.string().nullish(),
  role: z.string().nullish(),
});
export type Account = z.infer<typeof Account>;

const Conversation = z.object({
  id: z.string().min(1),
  conversationType: z.string().nullish(),
  tenantId: z.string().nullish(),
});

const Entity = z.object({
  type: z.string().nullish(),
  text: z.string().nullish(),
  mentioned: z.object({ id: z.string().nullish(), name: z.string().nullish() }).nullish(),
});
export type Entity = z.infer<typeof Entity>;

const Attachment = z.object({
  contentType: z.string().nullish(),
  contentUrl: z.string().nullish(),
  name: z.string().nullish(),
  content: z.unknown().optional(),
});
export type Attachment = z.infer<typeof Attachment>;

const ChannelData = z.object({
  tenant: z.object({ id: z.string().nullish() }).nullish(),
  team: z.object({ id: z.string().nullish() }).nullish(),
  eventType: z.string().nullish(),
});

export const Activity = z.object({
  type: z.string().min(1),
  id: z.string().nullish(),
  /** When Teams made it; the same when it is sent again. */
  timestamp: z.string().nullish(),
  name: z.string().nullish(),
  action: z.string().nullish(),
  channelId: z.string().min(1),
  serviceUrl: z.url({ protocol: /^https?$/ }),
  from: Account,
  recipient: Account,
  conversation: Conversation,
  replyToId: z.string().nullish(),
  text: z.string().nullish(),
  attachments: z.array(Attachment).nullish(),
  entities: z.array(Entity).nullish(),
  membersAdded: z.array(Account).nullish(),
  channelData: ChannelData.nullish(),
  value: z.unknown().optional(),
});
export type Activity = z.infer<typeof Activity>;

/** The tenants an activity claims to come from; more than one when its fields disagree. */
export function tenantsOf(activity: Activity): readonly string[] {
  const claimed = [activity.conversation.tenantId, activity.channelData?.tenant?.id];
  return [...new Set(claimed.flatMap((tenant) => (tenant ? [tenant.toLowerCase()] : [])))];
}
