import type { IncomingMessage } from 'node:http';
import { isLocalCaller } from '../../src/http/caller';
import { tenantsOf, type Activity } from './activity';
import type { BotFramework } from './bot-framework';
import { allowedTenants, type TeamsSettings } from './settings';

export type Admission =
  | { readonly kind: 'admitted' }
  | { readonly kind: 'refused'; readonly status: 401 | 403 | 503; readonly reason: string };

/** Decides whose activities are heard. Everything in the activity is a claim until this says admitted. */
export type Gate = (request: IncomingMessage, activity: Activity) => Promise<Admission>;

export function createGate(settings: TeamsSettings, framework: BotFramework): Gate {
  const tenants = allowedTenants(settings);
  return async (request, activity) => {
    if (activity.channelId !== 'msteams') return refuse(403, 'another-channel');
    const { authorization } = request.headers;
    if (authorization === undefined || settings.appId === null)
      return admitLocal(settings, request, activity);
    const verdict = await framework.authenticate(activity, authorization);
    if (verdict === 'unavailable') return refuse(503, 'no-key-set');
    if (verdict === 'forged') return refuse(401, 'bad-token');
    return tenants === null || isOf(tenants, activity) ? { kind: 'admitted' } : refuse(403, 'another-tenant');
  };
}

/** The local test client signs nothing, so it must be on this machine, and so must what the bot answers to. */
function admitLocal(settings: TeamsSettings, request: IncomingMessage, activity: Activity): Admission {
  if (!settings.local) return refuse(401, 'unsigned');
  const isOurs =
    isLocalCaller(request) && request.headers.origin === undefined && isLoopback(activity.serviceUrl);
  return isOurs ? { kind: 'admitted' } : refuse(401, 'unsigned-and-not-local');
}

/** An activity that names two tenants must be allowed for both. */
function isOf(tenants: ReadonlySet<string>, activity: Activity): boolean {
  const claimed = tenantsOf(activity);
  return claimed.length > 0 && claimed.every((tenant) => tenants.has(tenant));
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function refuse(status: 401 | 403 | 503, reason: string): Admission {
  return { kind: 'refused', status, reason };
}
