import { z } from 'zod';
import { reportCase, reportText } from '../../case-report';
import type { Ticket } from '../../ticket';
import type {
  Attempt,
  LiveTicketSystem,
  OpenedTicket,
  TicketOutcome,
  UpdateOutcome,
} from '../../ticket-system';
import { preformatted } from '../html';
import { basicAuthorization, createHttpClient, outcomeOf, refuse, unlessStatus } from '../http-client';
import { pollTickets } from '../poll';
import { CALL_TIMEOUT_MS, HttpAddress, SecretText } from '../settings';
import { ticketKey } from '../ticket-key';
import { PAGE, ZendeskApi, type Fields } from './zendesk-api';
import { newsOf } from './zendesk-news';

export const ZendeskSettings = z.object({
  ZENDESK_URL: HttpAddress.describe('https://COMPANY.zendesk.com'),
  ZENDESK_USER: z.email().describe("the mail address of the bot's own agent"),
  ZENDESK_TOKEN: SecretText.describe('an API token'),
});
export type ZendeskSettings = z.infer<typeof ZendeskSettings>;

/** Zendesk Support over its Ticketing API (developer.zendesk.com/api-reference/ticketing). */
export function createZendesk(settings: ZendeskSettings): LiveTicketSystem {
  const { ZENDESK_URL, ZENDESK_USER, ZENDESK_TOKEN } = settings;
  const authorization = basicAuthorization(`${ZENDESK_USER}/token`, ZENDESK_TOKEN);
  const api = new ZendeskApi(
    createHttpClient({ baseUrl: ZENDESK_URL, headers: { authorization }, timeoutMs: CALL_TIMEOUT_MS }),
  );
  return {
    name: 'zendesk',
    open: (ticket) =>
      outcomeOf<TicketOutcome>(async () => {
        const reference = await openOnce(api, ticket);
        return { kind: 'opened', reference, url: `${ZENDESK_URL}/agent/tickets/${reference}` };
      }),
    comment: (ticket, { author, text }, attempt) =>
      addOnce(api, ticket, attempt, () =>
        Promise.resolve({ html_body: preformatted(`${author}:\n${text}`), public: false }),
      ),
    attach: (ticket, file, attempt) =>
      addOnce(api, ticket, attempt, async () => ({
        html_body: preformatted(`A file: ${file.name}`),
        public: false,
        uploads: [await api.upload(file)],
      })),
    setState: (ticket, state) =>
      outcomeOf(async () => {
        await api.update(idOf(ticket), 'state', { status: state });
        return { kind: 'done' };
      }),
    news: {
      kind: 'polled',
      changes: (tickets, since) =>
        outcomeOf(async () => {
          const us = await api.ownId();
          return pollTickets({
            tickets,
            since,
            size: PAGE,
            idOf,
            lastChanges: (asked) => api.lastChanges(asked.map(idOf)),
            newsOf: (ticket, from) => newsOf(api, us, idOf(ticket), ticket.reference, from),
          });
        }),
    },
  };
}

async function openOnce(api: ZendeskApi, ticket: Ticket): Promise<string> {
  const key = ticketKey(ticket);
  const found = await api.byExternalId(key);
  if (found !== null) return found;
  const fields = await fieldsOf(api, key, ticket);
  // Zendesk knows the key of an earlier try, still under way, and answers 400 because the uploads differ.
  return unlessStatus(
    400,
    () => api.create(key, fields),
    async () => {
      const created = await api.byExternalId(key);
      if (created === null) throw refuse('create-not-valid');
      return created;
    },
  );
}

async function fieldsOf(api: ZendeskApi, key: string, ticket: Ticket): Promise<Fields> {
  const report = reportCase(ticket);
  const uploads: string[] = [];
  for (const file of report.files) uploads.push(await api.upload(file));
  return {
    external_id: key,
    subject: report.subject,
    type: 'incident',
    priority: ticket.draft.priority,
    tags: ['bouncedesk'],
    // Not public: nobody outside the helpdesk is sent the case.
    comment: { html_body: preformatted(reportText(report)), public: false, uploads },
  };
}

/** The key of an update is kept in its audit, as metadata that only the API shows. */
function addOnce(
  api: ZendeskApi,
  ticket: OpenedTicket,
  attempt: Attempt,
  comment: () => Promise<Fields>,
): Promise<UpdateOutcome> {
  return outcomeOf(async () => {
    const id = idOf(ticket);
    if (attempt.number > 1 && (await isThere(api, id, attempt.key))) return { kind: 'done' };
    await api.update(id, 'comment', {
      comment: await comment(),
      metadata: { bouncedesk: attempt.key },
    });
    return { kind: 'done' };
  });
}

async function isThere(api: ZendeskApi, id: string, key: string): Promise<boolean> {
  const { audits } = await api.auditsOf(id);
  return audits.some(({ metadata }) => metadata?.custom?.['bouncedesk'] === key);
}

function idOf({ opened }: OpenedTicket): string {
  if (!/^\d{1,18}$/.test(opened.reference)) throw refuse('reference-not-valid');
  return opened.reference;
}
