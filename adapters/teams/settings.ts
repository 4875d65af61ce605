/** What the adapter is told at start; the environment names are those of the Bot Framework. */
export interface TeamsSettings {
  /** MicrosoftAppId; null only with `local`. */
  readonly appId: string | null;
  /** MicrosoftAppPassword; null for a managed identity. */
  readonly appPassword: string | null;
  /** MicrosoftAppType. */
  readonly appType: 'SingleTenant' | 'UserAssignedMSI' | 'MultiTenant';
  /** MicrosoftAppTenantId; null only for MultiTenant. */
  readonly tenantId: string | null;
  /** TEAMS_TENANTS: who may talk to the bot. Empty: the registration's own tenant, or anybody for MultiTenant. */
  readonly tenants: readonly string[];
  /** TEAMS_LOCAL: unsigned activities are taken from this machine. */
  readonly local: boolean;
  /** DESK_TEAMS_CHANNEL: where the agents of the helpdesk work; null: not in Teams. */
  readonly deskChannel: DeskChannel | null;
  readonly cloud: Cloud;
}

/** A channel of a team. */
export interface DeskChannel {
  /** `19:…@thread.tacv2`. */
  readonly id: string;
  /** Null where only the id was set: then it is in the registration's tenant. */
  readonly tenantId: string | null;
}

/** Who signs what Teams sends, and where tokens come from; the defaults are those of the public cloud. */
export interface Cloud {
  /** ToBotFromChannelTokenIssuer. */
  readonly tokenIssuer: string;
  /** ToBotFromChannelOpenIdMetadataUrl. */
  readonly openIdMetadataUrl: string;
  /** ToChannelFromBotLoginUrl. */
  readonly loginUrl: string;
  /** ToChannelFromBotOAuthScope. */
  readonly oauthScope: string;
  /** Where a message is sent as long as no activity has told a nearer place ("Proactive messages"). */
  readonly serviceUrl: string;
}

/** Microsoft: "Authentication with the Bot Connector API". */
export const PUBLIC_CLOUD: Cloud = {
  tokenIssuer: 'https://api.botframework.com',
  openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  loginUrl: 'https://login.microsoftonline.com/botframework.com',
  oauthScope: 'https://api.botframework.com',
  serviceUrl: 'https://smba.trafficmanager.net/teams/',
};

/** Lower case; null when every tenant may come. */
export function allowedTenants(settings: TeamsSettings): ReadonlySet<string> | null {
  const named = settings.tenants.length > 0 ? settings.tenants : [settings.tenantId ?? ''].filter(Boolean);
  const open = named.length === 0 || (settings.appType === 'MultiTenant' && settings.tenants.length === 0);
  return open ? null : new Set(named.map((tenant) => tenant.toLowerCase()));
}
