import { z } from 'zod';
import type { TicketDraft } from '../../../dialogue/effect';
import { reportCase, reportText } from '../../case-report';
import type { Ticket } from '../../ticket';
import type {
  Attempt,
  LiveTicketSystem,
  OpenedTicket,
  TicketFile,
  TicketOutcome,
  TicketState,
  UpdateOutcome,
} from '../../ticket-system';
import { basicAuthorization, createCarefully, createHttpClient, outcomeOf, refuse } from '../http-client';
import { pollTickets } from '../poll';
import { CALL_TIMEOUT_MS, HttpAddress, SecretText, SETTLE_MS } from '../settings';
import { ticketKey } from '../ticket-key';
import { PAGE, RtApi, type Fields } from './rt-api';
import { ENDED, newsOf } from './rt-news';

export const RtSettings = z
  .object({
    RT_URL: HttpAddress.describe('where RT is, without /REST/2.0'),
    RT_QUEUE: z.string().min(1).default('General'),
    RT_TOKEN: SecretText.optional().describe("an auth token of the bot's own user, in place of a password"),
    RT_USER: z.string().min(1).optional().describe("the bot's own user: what it does is not told as news"),
    RT_PASSWORD: SecretText.optional(),
  })
  .refine(({ RT_TOKEN, RT_USER, RT_PASSWORD }) => RT_TOKEN ?? (RT_USER && RT_PASSWORD), {
    message: 'give RT_TOKEN, or RT_USER and RT_PASSWORD',
    path: ['RT_TOKEN'],
  });
export type RtSettings = z.infer<typeof RtSettings>;

/** RT calls 0 low, 50 medium and 100 high; above that it sorts still higher. */
const PRIORITIES: Readonly<Record<TicketDraft['priority'], number>> = {
  low: 0,
  normal: 50,
  high: 100,
  urgent: 150,
};
const STATUSES: Readonly<Record<TicketState, string>> = { open: 'open', solved: 'resolved' };

/** Request Tracker 5 over REST2 (docs.bestpractical.com/rt/5.0.3/RT/REST2.html). */
export function createRt(settings: RtSettings): LiveTicketSystem {
  const api = new RtApi(
    createHttpClient({
      baseUrl: `${settings.RT_URL}/REST/2.0`,
      headers: { authorization: authorizationOf(settings) },
      timeoutMs: CALL_TIMEOUT_MS,
    }),
  );
  return {
    name: 'rt',
    open: (ticket) =>
      outcomeOf<TicketOutcome>(async () => {
        const reference = await openOnce(api, settings.RT_QUEUE, ticket);
        return { kind: 'opened', reference, url: `${settings.RT_URL}/Ticket/Display.html?id=${reference}` };
      }),
    comment: (ticket, { author, text }, attempt) =>
      addOnce(api, ticket, attempt, { Content: `${author}:\n${text}`, ContentType: 'text/plain' }),
    attach: (ticket, file, attempt) => addOnce(api, ticket, attempt, { Attachments: [attachmentOf(file)] }),
    setState: (ticket, state) => setState(api, ticket, state),
    news: {
      kind: 'polled',
      changes: (tickets, since) =>
        outcomeOf(() =>
          pollTickets({
            tickets,
            since,
            size: PAGE,
            idOf,
            lastChanges: (asked) => api.lastChanges(asked.map(idOf)),
            newsOf: (ticket, from) => newsOf(api, idOf(ticket), ticket.reference, from),
          }),
        ),
    },
  };
}

async function openOnce(api: RtApi, queue: string, ticket: Ticket): Promise<string> {
  const link = linkOf(ticket);
  const [found] = await api.linkedTo(link);
  if (found !== undefined) return found;
  const created = await createCarefully(SETTLE_MS, () => api.create(fieldsOf(queue, link, ticket)));
  // A slow RT may have finished an earlier try meanwhile: the younger ticket goes into the older one.
  const [oldest = created] = await api.linkedTo(link);
  if (oldest !== created) await api.change(created, 'merge', { MergeInto: Number(oldest) });
  return oldest;
}

/** A link that RT stores with the ticket and finds again as a whole: no custom field has to be set up. */
function linkOf(ticket: Ticket): string {
  return `bouncedesk:${ticketKey(ticket)}`;
}

function fieldsOf(queue: string, link: string, ticket: Ticket): Fields {
  const report = reportCase(ticket);
  return {
    Queue: queue,
    Subject: report.subject,
    Content: reportText(report),
    ContentType: 'text/plain',
    Priority: PRIORITIES[ticket.draft.priority],
    RefersTo: [link],
    Attachments: report.files.map(attachmentOf),
  };
}

function attachmentOf({ name, mediaType, bytes }: TicketFile): Fields {
  return { FileName: name, FileType: mediaType, FileContent: Buffer.from(bytes).toString('base64') };
}

/** Comments bear their key as their subject, which RT repeats in the history. */
function addOnce(api: RtApi, ticket: OpenedTicket, attempt: Attempt, fields: Fields): Promise<UpdateOutcome> {
  return outcomeOf(async () => {
    const id = idOf(ticket);
    const mark = `${ticketKey(ticket)}/${attempt.key}`;
    const isThere = attempt.number > 1 && (await api.history(id)).some(({ Data }) => Data?.trim() === mark);
    if (!isThere) await api.comment(id, { Subject: mark, ...fields });
    return { kind: 'done' };
  });
}

function setState(api: RtApi, ticket: OpenedTicket, state: TicketState): Promise<UpdateOutcome> {
  return outcomeOf(async () => {
    const id = idOf(ticket);
    await api.change(id, 'state', { Status: STATUSES[state] });
    // RT also answers 200 when its lifecycle does not allow the change.
    if (ENDED.has(await api.statusOf(id)) !== (state === 'solved')) throw refuse('state-not-taken');
    return { kind: 'done' };
  });
}

function idOf({ opened }: OpenedTicket): string {
  if (!/^\d{1,12}$/.test(opened.reference)) throw refuse('reference-not-valid');
  return opened.reference;
}

function authorizationOf({ RT_TOKEN, RT_USER = '', RT_PASSWORD = '' }: RtSettings): string {
  return RT_TOKEN === undefined ? basicAuthorization(RT_USER, RT_PASSWORD) : `token ${RT_TOKEN}`;
}
