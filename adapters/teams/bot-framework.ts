import type { Activity as SdkActivity } from 'botbuilder';
import type { TeamsSettings } from './settings';

/**
 * The only door to botbuilder: who sent an activity, and the token to answer with. Its HTTP client stays
 * unused, because that one repeats a failed send by itself and so posts a message twice.
 */
export interface BotFramework {
  /** Checks a bearer token against the key set that the Bot Framework publishes. */
  authenticate(claimed: ClaimedSender, authorization: string): Promise<Verdict>;
  /** The bearer token for the connector; cached until shortly before it expires. Null for the local test client. */
  token(): Promise<string | null>;
}

export interface ClaimedSender {
  readonly channelId: string;
  readonly serviceUrl: string;
}

/** unavailable: the key set could not be read, so nothing is known about the sender. */
export type Verdict = 'genuine' | 'forged' | 'unavailable';

/** Loads botbuilder, which takes a fifth of a second and 40 MB. Throws for settings the SDK cannot work with. */
export async function loadBotFramework(settings: TeamsSettings): Promise<BotFramework> {
  const sdk = await import('botbuilder');
  const { cloud } = settings;
  const credentialsFactory = new sdk.ConfigurationServiceClientCredentialFactory(credentialsOf(settings));
  const authentication = new sdk.ConfigurationBotFrameworkAuthentication(
    {
      ToBotFromChannelTokenIssuer: cloud.tokenIssuer,
      ToBotFromChannelOpenIdMetadataUrl: cloud.openIdMetadataUrl,
      ToBotFromEmulatorOpenIdMetadataUrl: cloud.openIdMetadataUrl,
      ToChannelFromBotLoginUrl: cloud.loginUrl,
      ToChannelFromBotOAuthScope: cloud.oauthScope,
    },
    credentialsFactory,
    // A key that Microsoft endorses for other channels must not speak for Teams.
    { requiredEndorsements: ['msteams'] },
  );

  const authenticate = async (claimed: ClaimedSender, authorization: string): Promise<Verdict> => {
    if (settings.appId === null || !isFromTheFramework(authorization, cloud.tokenIssuer)) return 'forged';
    try {
      await authentication.authenticateRequest(claimed as SdkActivity, authorization);
      return 'genuine';
    } catch (error) {
      return isVerdict(error) ? 'forged' : 'unavailable';
    }
  };

  const getToken = async (appId: string): Promise<string> => {
    const credentials = await credentialsFactory.createCredentials(
      appId,
      cloud.oauthScope,
      cloud.loginUrl,
      true,
    );
    if (!isTokenSource(credentials)) throw new Error('the Bot Framework gave credentials without a token');
    return credentials.getToken();
  };

  let asking: Promise<string> | null = null;
  const token = async (): Promise<string | null> => {
    if (settings.appId === null) return null;
    // The SDK keeps the token but asks again for each caller when it has expired; one question is enough.
    asking ??= getToken(settings.appId).finally(() => (asking = null));
    return asking;
  };

  return { authenticate, token };
}

function credentialsOf(settings: TeamsSettings): Record<string, string> {
  const given = {
    MicrosoftAppId: settings.appId,
    MicrosoftAppPassword: settings.appType === 'UserAssignedMSI' ? null : settings.appPassword,
    MicrosoftAppType: settings.appType,
    MicrosoftAppTenantId: settings.tenantId,
  };
  if (settings.appId === null) return {};
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}

/**
 * Sorts out what the SDK would take as well: tokens of the Emulator (of any tenant), of skills and of the
 * other channels. None of them comes from Teams. The signature is left to the SDK.
 */
function isFromTheFramework(authorization: string, issuer: string): boolean {
  const payload = /^Bearer [\w-]+\.([\w-]+)\.[\w-]+$/.exec(authorization)?.[1];
  if (payload === undefined) return false;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null && 'iss' in claims && claims.iss === issuer;
  } catch {
    return false;
  }
}

const UNAUTHORIZED = 401;

/** The SDK's verdicts carry status 401, jsonwebtoken's a name; anything else means it could not look. */
function isVerdict(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const status = 'statusCode' in error ? error.statusCode : null;
  return status === UNAUTHORIZED || /^(JsonWebToken|TokenExpired|NotBefore)Error$/.test(error.name);
}

interface TokenSource {
  getToken(): Promise<string>;
}

function isTokenSource(credentials: object): credentials is TokenSource {
  return 'getToken' in credentials && typeof credentials.getToken === 'function';
}
