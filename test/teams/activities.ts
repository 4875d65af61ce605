import { Activity } from '../../adapters/teams/activity';

/** Activities as Teams sends them, by the examples of its developer documentation; ids are invented. */

export const BOT_ID = '28:9d7a2f54-0000-4000-8000-0000000000b0';
export const APP_ID = '9d7a2f54-0000-4000-8000-0000000000b0';
export const TENANT = 'c0ffee00-0000-4000-8000-000000000001';
export const CHANNEL_ID = '19:5f2e7d@thread.tacv2';
export const TEAM_ID = '19:0ae1b4@thread.tacv2';

export interface Sent {
  readonly [field: string]: unknown;
}

const kim = { id: '29:kim', name: 'Kim Doe', aadObjectId: 'aad-kim' };
const bot = { id: BOT_ID, name: 'Bouncedesk' };

function base(id: string): Sent {
  return {
    type: 'message',
    id,
    channelId: 'msteams',
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
    from: kim,
    recipient: bot,
    textFormat: 'plain',
    locale: 'en-GB',
    channelData: { tenant: { id: TENANT } },
    entities: [{ type: 'clientInfo', locale: 'en-GB', platform: 'Web' }],
  };
}

export function inPersonalChat(id: string, more: Sent = {}): Sent {
  return {
    ...base(id),
    conversation: { conversationType: 'personal', tenantId: TENANT, id: 'a:1kim' },
    ...more,
  };
}

/** A message in the group chat. Mentions are the caller's. */
export function inGroupChat(id: string, more: Sent = {}): Sent {
  const conversation = {
    conversationType: 'groupChat',
    isGroup: true,
    tenantId: TENANT,
    id: '19:6b1c@thread.v2',
  };
  return { ...base(id), conversation, ...more };
}

/** A message in the thread of `root`. */
export function inChannel(id: string, root: string, more: Sent = {}): Sent {
  return {
    ...base(id),
    conversation: {
      conversationType: 'channel',
      isGroup: true,
      tenantId: TENANT,
      id: `${CHANNEL_ID};messageid=${root}`,
    },
    channelData: { tenant: { id: TENANT }, team: { id: TEAM_ID }, channel: { id: CHANNEL_ID } },
    ...more,
  };
}

export function mention(id: string, name: string): Sent {
  return { type: 'mention', mentioned: { id, name }, text: `<at>${name}</at>` };
}

/** Text with the bot's mention before it. */
export function toBot(text: string): Sent {
  return { text: `<at>Bouncedesk</at> ${text}`, entities: [mention(BOT_ID, 'Bouncedesk')] };
}

/** A button of a card pressed, as universal actions tell it. */
export function pressed(question: number, choice: string): Sent {
  return {
    type: 'invoke',
    name: 'adaptiveCard/action',
    text: undefined,
    entities: undefined,
    value: {
      action: { type: 'Action.Execute', title: 'pressed', verb: 'choose', data: { question, choice } },
      trigger: 'manual',
    },
  };
}

export function html(content: string): Sent {
  return { contentType: 'text/html', content };
}

export function parsed(sent: Sent): Activity {
  return Activity.parse(sent);
}
