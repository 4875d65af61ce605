import { HTTPReceiver, type InstallationStore } from '@slack/bolt';
import type { SlackConfig } from '../../../src/config';
import type { Route } from '../../../src/http/route';
import { CALL_TIMEOUT_MS } from '../limits';
import type { Log } from '../../../src/log';
import { sdkLogger } from '../sdk-logger';
import { BOT_SCOPES } from '../surface';

export const INSTALL_PATH = '/slack/install';
export const REDIRECT_PATH = '/slack/oauth_redirect';

type OauthSettings = Extract<SlackConfig['workspaces'], { readonly kind: 'oauth' }>;

/** The page that begins an installation and the one Slack sends the person back to. No event comes in here. */
export function installPages(
  oauth: OauthSettings,
  store: InstallationStore,
  apiUrl: string,
  log: Log,
): readonly Route[] {
  const pages = new HTTPReceiver({
    signingSecret: '',
    signatureVerification: false,
    endpoints: [],
    logger: sdkLogger(log),
    clientId: oauth.clientId,
    clientSecret: oauth.clientSecret,
    stateSecret: oauth.stateSecret,
    installationStore: store,
    scopes: [...BOT_SCOPES],
    installerOptions: {
      installPath: INSTALL_PATH,
      redirectUriPath: REDIRECT_PATH,
      clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 1 }, timeout: CALL_TIMEOUT_MS },
    },
  });
  const handle: Route['handle'] = (request, response) => pages.requestListener(request, response);
  return [INSTALL_PATH, REDIRECT_PATH].map((path) => ({ method: 'GET', path, handle }));
}
