import type { z } from 'zod';
import { storeOnly, type LiveTicketSystem, type TicketSystem } from '../ticket-system';
import { createEmail, EmailSettings } from './email/email';
import { createJira, JiraSettings } from './jira/jira';
import { createRt, RtSettings } from './rt/rt';
import { createServiceNow, ServiceNowSettings } from './servicenow/servicenow';
import { createWebhook, WebhookSettings } from './webhook/webhook';
import { createZendesk, ZendeskSettings } from './zendesk/zendesk';

/** What `TICKETS` may name. */
export const TICKET_SYSTEMS = ['none', 'email', 'rt', 'jira', 'zendesk', 'servicenow', 'webhook'] as const;
export type TicketSystemName = (typeof TICKET_SYSTEMS)[number];

export type ConfiguredTickets =
  | { readonly kind: 'store-only'; readonly system: TicketSystem }
  | { readonly kind: 'live'; readonly system: LiveTicketSystem }
  /** One line a setting that is missing or wrong; none quotes a value. */
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

/** Builds the ticket system that `TICKETS` names from its settings; it is not called yet. */
export function ticketSystemFrom(
  name: TicketSystemName,
  environment: Environment,
  clock: () => Date,
): ConfiguredTickets {
  switch (name) {
    case 'none':
      return { kind: 'store-only', system: storeOnly };
    case 'email':
      return configured(EmailSettings, environment, createEmail);
    case 'rt':
      return configured(RtSettings, environment, createRt);
    case 'jira':
      return configured(JiraSettings, environment, createJira);
    case 'zendesk':
      return configured(ZendeskSettings, environment, createZendesk);
    case 'servicenow':
      return configured(ServiceNowSettings, environment, createServiceNow);
    case 'webhook':
      return configured(WebhookSettings, environment, (settings) => createWebhook(settings, clock));
  }
}

function configured<Schema extends z.ZodType>(
  schema: Schema,
  environment: Environment,
  create: (settings: z.infer<Schema>) => LiveTicketSystem,
): ConfiguredTickets {
  // An empty line of a .env file is a setting that is not given.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return { kind: 'live', system: create(parsed.data) };
  return {
    kind: 'faults',
    faults: parsed.error.issues.map(({ path, code, message }) => {
      const setting = String(path[0] ?? 'TICKETS');
      return `${setting}: ${given[setting] === undefined && code === 'invalid_type' ? 'is missing' : message}`;
    }),
  };
}
