import { z } from 'zod';
import type { TicketDraft } from '../../../dialogue/effect';
import { reportCase, type CaseReport } from '../../case-report';
import type { Ticket } from '../../ticket';
import type {
  LiveTicketSystem,
  OpenedTicket,
  TicketFile,
  TicketOutcome,
  TicketState,
  UpdateOutcome,
} from '../../ticket-system';
import {
  basicAuthorization,
  createCarefully,
  createHttpClient,
  outcomeOf,
  refuse,
  unlessStatus,
} from '../http-client';
import { pollTickets } from '../poll';
import { CALL_TIMEOUT_MS, HttpAddress, SecretText, SETTLE_MS } from '../settings';
import { ticketKey } from '../ticket-key';
import { documentOf, reportDocument } from './document';
import { DONE, JiraApi, PAGE, type Transition } from './jira-api';
import { newsOf } from './jira-news';

export const JiraSettings = z.object({
  JIRA_URL: HttpAddress.describe('https://COMPANY.atlassian.net'),
  JIRA_USER: z.email().describe("the mail address of the bot's own agent"),
  JIRA_TOKEN: SecretText.describe('an API token'),
  JIRA_SERVICE_DESK_ID: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
  JIRA_REQUEST_TYPE_ID: z.string().regex(/^\d{1,12}$/),
});
export type JiraSettings = z.infer<typeof JiraSettings>;

/** The names of a new site; where they differ, the site's default priority stands. */
const PRIORITIES: Readonly<Record<TicketDraft['priority'], string>> = {
  low: 'Low',
  normal: 'Medium',
  high: 'High',
  urgent: 'Highest',
};

/** Jira Service Management Cloud: the Service Desk API creates a request, the platform API does the rest. */
export function createJira(settings: JiraSettings): LiveTicketSystem {
  const authorization = basicAuthorization(settings.JIRA_USER, settings.JIRA_TOKEN);
  const api = new JiraApi(
    createHttpClient({ baseUrl: settings.JIRA_URL, headers: { authorization }, timeoutMs: CALL_TIMEOUT_MS }),
  );
  return {
    name: 'jira',
    open: (ticket) =>
      outcomeOf<TicketOutcome>(async () => {
        const reference = await openOnce(api, settings, ticket);
        return { kind: 'opened', reference, url: `${settings.JIRA_URL}/browse/${reference}` };
      }),
    comment: (ticket, { author, text }, attempt) =>
      outcomeOf(async () => {
        const key = keyOf(ticket);
        if (attempt.number > 1 && (await hasComment(api, key, attempt.key))) return { kind: 'done' };
        await api.comment(key, documentOf(`${author}:\n${text}`), {
          'sd.public.comment': { internal: true },
          [PROPERTY]: { key: attempt.key },
        });
        return { kind: 'done' };
      }),
    attach: (ticket, file) =>
      outcomeOf(async () => {
        await attachMissing(api, keyOf(ticket), [file]);
        return { kind: 'done' };
      }),
    setState: (ticket, state) => setState(api, ticket, state),
    news: { kind: 'polled', changes: (tickets, since) => outcomeOf(() => changes(api, tickets, since)) },
  };
}

/** A property of a comment that only the API shows: which update it is. */
const PROPERTY = 'bouncedesk';

async function openOnce(api: JiraApi, settings: JiraSettings, ticket: Ticket): Promise<string> {
  const label = ticketKey(ticket);
  const report = reportCase(ticket);
  const key = (await find(api, ticket, label)) ?? (await create(api, settings, report, label));
  // All of this is the same at every try, so a crash in between is mended by the next one.
  await api.edit(key, 'label', { update: { labels: [{ add: label }, { add: 'bouncedesk' }] } });
  await prioritise(api, key, ticket.draft.priority);
  await attachMissing(api, key, report.files);
  return key;
}

/** A request can't be created with a label, so one that bears none yet is known by the key in its text. */
async function find(api: JiraApi, { reference }: Ticket, label: string): Promise<string | null> {
  const candidates = await api.search(
    `labels = "${label}" OR summary ~ "\\"${reference}\\"" ORDER BY created ASC`,
  );
  const found = candidates.find(
    ({ labels, description }) =>
      labels.includes(label) || JSON.stringify(description ?? '').includes(`Key: ${label}"`),
  );
  return found?.key ?? null;
}

/** The search index is some seconds behind: a create whose answer was lost is looked for only after a while. */
function create(api: JiraApi, settings: JiraSettings, report: CaseReport, label: string): Promise<string> {
  return createCarefully(SETTLE_MS, () =>
    api.createRequest({
      serviceDeskId: settings.JIRA_SERVICE_DESK_ID,
      requestTypeId: settings.JIRA_REQUEST_TYPE_ID,
      isAdfRequest: true,
      requestFieldValues: { summary: report.subject, description: reportDocument(report, label) },
    }),
  );
}

/** A site may have other priorities, or none on its screens: then its own default stands. */
async function prioritise(api: JiraApi, key: string, priority: TicketDraft['priority']): Promise<void> {
  const fields = { priority: { name: PRIORITIES[priority] } };
  await unlessStatus(
    400,
    () => api.edit(key, 'priority', { fields }),
    () => undefined,
  );
}

async function attachMissing(api: JiraApi, key: string, files: readonly TicketFile[]): Promise<void> {
  const there = await api.fileNames(key);
  for (const file of files) if (!there.has(file.name)) await api.attach(key, file);
}

async function hasComment(api: JiraApi, key: string, update: string): Promise<boolean> {
  const Ours = z.object({ key: z.literal(update) });
  return (await api.comments(key)).some(({ properties }) =>
    properties?.some((property) => property.key === PROPERTY && Ours.safeParse(property.value).success),
  );
}

function setState(api: JiraApi, ticket: OpenedTicket, state: TicketState): Promise<UpdateOutcome> {
  return outcomeOf(async () => {
    const key = keyOf(ticket);
    if ((await api.isDone(key)) === (state === 'solved')) return { kind: 'done' };
    const transition = chosen(await api.transitions(key), state);
    if (transition === undefined) throw refuse('state-no-transition');
    await api.transition(key, transition.id);
    return { kind: 'done' };
  });
}

/** Several may lead there; one that gives the case up is not what "solved" means. */
function chosen(transitions: readonly Transition[], state: TicketState): Transition | undefined {
  const fitting = transitions.filter(({ to }) => (to.statusCategory.key === DONE) === (state === 'solved'));
  return fitting.find(({ to }) => !/cancel|declin|reject|duplicate/i.test(to.name)) ?? fitting[0];
}

async function changes(api: JiraApi, tickets: readonly OpenedTicket[], since: string) {
  const [us, done] = await Promise.all([api.ownId(), api.doneStatuses()]);
  return pollTickets({
    tickets,
    since,
    size: PAGE,
    idOf: keyOf,
    lastChanges: (asked) => api.lastChanges(asked.map(keyOf)),
    newsOf: (ticket, from) => newsOf(api, { us, done }, keyOf(ticket), ticket.reference, from),
  });
}

function keyOf({ opened }: OpenedTicket): string {
  if (!/^[A-Z][A-Z0-9_]{1,30}-\d{1,12}$/.test(opened.reference)) throw refuse('reference-not-valid');
  return opened.reference;
}
