import { z } from 'zod';
import type { TicketDraft } from '../../../dialogue/effect';
import { reportCase, reportText } from '../../case-report';
import type { Ticket } from '../../ticket';
import type {
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
import { PAGE, ServiceNowApi, type Fields, type Incident } from './servicenow-api';
import { ENDED, newsOf, timeOf } from './servicenow-news';

export const ServiceNowSettings = z.object({
  SERVICENOW_URL: HttpAddress.describe('https://COMPANY.service-now.com'),
  SERVICENOW_USER: z.string().min(1).describe("the bot's own user, with the role itil"),
  SERVICENOW_PASSWORD: SecretText,
  SERVICENOW_CLOSE_CODE: z
    .string()
    .min(1)
    .default('Solution provided')
    .describe('one that your instance has'),
});
export type ServiceNowSettings = z.infer<typeof ServiceNowSettings>;

/** The priority of an incident follows from its impact and urgency, 1 being the highest. */
const PRIORITIES: Readonly<Record<TicketDraft['priority'], Fields>> = {
  urgent: { impact: '1', urgency: '1' },
  high: { impact: '2', urgency: '1' },
  normal: { impact: '2', urgency: '2' },
  low: { impact: '3', urgency: '3' },
};
const IN_PROGRESS = '2';
const RESOLVED = '6';
const CANCELED = '8';

/** The description of an incident holds 4000 characters, its headline 160; the whole is attached. */
const DESCRIPTION_LENGTH = 3900;
const HEADLINE_LENGTH = 160;

/** ServiceNow's incidents over its Table and Attachment APIs. */
export function createServiceNow(settings: ServiceNowSettings): LiveTicketSystem {
  const { SERVICENOW_URL, SERVICENOW_USER, SERVICENOW_PASSWORD, SERVICENOW_CLOSE_CODE } = settings;
  const authorization = basicAuthorization(SERVICENOW_USER, SERVICENOW_PASSWORD);
  const api = new ServiceNowApi(
    createHttpClient({ baseUrl: SERVICENOW_URL, headers: { authorization }, timeoutMs: CALL_TIMEOUT_MS }),
  );
  return {
    name: 'servicenow',
    open: (ticket) =>
      outcomeOf<TicketOutcome>(async () => {
        const { number, sysId } = await openOnce(api, ticket);
        return {
          kind: 'opened',
          reference: number,
          url: `${SERVICENOW_URL}/nav_to.do?uri=incident.do?sys_id=${sysId}`,
        };
      }),
    comment: (ticket, { author, text }, attempt) =>
      outcomeOf(async () => {
        const sysId = await sysIdOf(api, ticket);
        const mark = `(${ticketKey(ticket)}/${attempt.key})`;
        const isThere =
          attempt.number > 1 && (await api.journal(sysId)).some(({ value }) => value.endsWith(mark));
        const note = `${author}:\n${text}\n${mark}`;
        if (!isThere) await api.change(sysId, 'comment', { work_notes: withoutCode(note) });
        return { kind: 'done' };
      }),
    attach: (ticket, file) =>
      outcomeOf(async () => {
        await attachMissing(api, await sysIdOf(api, ticket), [file]);
        return { kind: 'done' };
      }),
    setState: (ticket, state) => setState(api, SERVICENOW_CLOSE_CODE, ticket, state),
    news: {
      kind: 'polled',
      changes: (tickets, since) => outcomeOf(() => changes(api, SERVICENOW_USER, tickets, since)),
    },
  };
}

async function openOnce(
  api: ServiceNowApi,
  ticket: Ticket,
): Promise<{ readonly number: string; readonly sysId: string }> {
  const key = ticketKey(ticket);
  const report = reportCase(ticket);
  const text = reportText(report);
  const whole: TicketFile = {
    name: `${ticket.reference}-case.txt`,
    mediaType: 'text/plain',
    bytes: new TextEncoder().encode(text),
  };
  const [found] = await api.byCorrelation(key);
  const opened =
    found === undefined
      ? await createOne(api, key, fieldsOf(key, ticket, report.subject, text))
      : idsOf(found);
  await attachMissing(api, opened.sysId, [...report.files, whole]);
  return opened;
}

function fieldsOf(key: string, { draft }: Ticket, subject: string, text: string): Fields {
  return {
    short_description: subject.length <= HEADLINE_LENGTH ? subject : `…${subject.slice(1 - HEADLINE_LENGTH)}`,
    description: text.length <= DESCRIPTION_LENGTH ? text : `${text.slice(0, DESCRIPTION_LENGTH)}\n…`,
    correlation_id: key,
    correlation_display: 'bouncedesk',
    ...PRIORITIES[draft.priority],
  };
}

/** ServiceNow does not keep a correlation id unique: of two tries at the same time the younger one yields. */
async function createOne(api: ServiceNowApi, key: string, fields: Fields) {
  const created = await createCarefully(SETTLE_MS, () => api.create(fields));
  const oldest = (await api.byCorrelation(key))[0];
  if (oldest === undefined || oldest.sys_id.value === created.sys_id) {
    return { number: created.number, sysId: created.sys_id };
  }
  const kept = idsOf(oldest);
  await api.change(created.sys_id, 'withdraw', {
    state: CANCELED,
    correlation_id: '',
    work_notes: `The same case as ${kept.number}.`,
  });
  return kept;
}

function idsOf({ number, sys_id }: Incident): { readonly number: string; readonly sysId: string } {
  return { number: number.value ?? '', sysId: sys_id.value ?? '' };
}

async function attachMissing(api: ServiceNowApi, sysId: string, files: readonly TicketFile[]): Promise<void> {
  const there = await api.fileNames(sysId);
  for (const file of files) if (!there.has(file.name)) await api.attach(sysId, file);
}

/** In a journal, what stands between [code] and [/code] is shown as HTML. */
function withoutCode(text: string): string {
  return text.replace(/\[(\/?)(code)\]/gi, '[$1 $2]');
}

function setState(
  api: ServiceNowApi,
  closeCode: string,
  ticket: OpenedTicket,
  state: TicketState,
): Promise<UpdateOutcome> {
  return outcomeOf(async () => {
    const incident = await incidentOf(api, ticket);
    if (ENDED.has(incident.state.value ?? '') === (state === 'solved')) return { kind: 'done' };
    const fields: Fields =
      state === 'solved'
        ? { state: RESOLVED, close_code: closeCode, close_notes: 'The person says that it works again.' }
        : { state: IN_PROGRESS };
    const now = await api.change(idsOf(incident).sysId, 'state', fields);
    // A business rule of the instance may have put it back without an error.
    if (ENDED.has(now) !== (state === 'solved')) throw refuse('state-not-taken');
    return { kind: 'done' };
  });
}

async function changes(api: ServiceNowApi, user: string, tickets: readonly OpenedTicket[], since: string) {
  const incidents = new Map<string, Incident>();
  return pollTickets({
    tickets,
    since,
    size: PAGE,
    idOf: numberOf,
    async lastChanges(asked) {
      for (const incident of await api.byNumbers(asked.map(numberOf)))
        incidents.set(idsOf(incident).number, incident);
      return new Map(
        [...incidents].map(([number, { sys_updated_on }]) => [number, timeOf(sys_updated_on.value)]),
      );
    },
    async newsOf(ticket, from) {
      const incident = incidents.get(numberOf(ticket));
      return incident === undefined
        ? []
        : newsOf(await api.journal(idsOf(incident).sysId), incident, user, ticket.reference, from);
    },
  });
}

async function sysIdOf(api: ServiceNowApi, ticket: OpenedTicket): Promise<string> {
  return idsOf(await incidentOf(api, ticket)).sysId;
}

async function incidentOf(api: ServiceNowApi, ticket: OpenedTicket): Promise<Incident> {
  const [incident] = await api.byNumbers([numberOf(ticket)]);
  if (incident === undefined) throw refuse('ticket-not-found');
  return incident;
}

function numberOf({ opened }: OpenedTicket): string {
  if (!/^[A-Z]{2,10}\d{3,20}$/.test(opened.reference)) throw refuse('reference-not-valid');
  return opened.reference;
}
