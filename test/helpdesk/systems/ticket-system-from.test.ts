import { ticketSystemFrom, TICKET_SYSTEMS } from '../../../src/helpdesk/systems/ticket-system-from';

const SETTINGS = {
  SMTP_URL: 'smtps://bot:hunter2@mail.example.com',
  TICKETS_MAIL_TO: 'desk@example.com',
  TICKETS_MAIL_FROM: 'bot@example.com',
  RT_URL: 'https://rt.example.com/',
  RT_USER: 'bouncedesk',
  RT_PASSWORD: 'hunter2',
  JIRA_URL: 'https://example.atlassian.net',
  JIRA_USER: 'bot@example.com',
  JIRA_TOKEN: 'hunter2',
  JIRA_SERVICE_DESK_ID: '4',
  JIRA_REQUEST_TYPE_ID: '25',
  ZENDESK_URL: 'https://example.zendesk.com',
  ZENDESK_USER: 'bot@example.com',
  ZENDESK_TOKEN: 'hunter2',
  SERVICENOW_URL: 'https://example.service-now.com',
  SERVICENOW_USER: 'bouncedesk',
  SERVICENOW_PASSWORD: 'hunter2',
  WEBHOOK_URL: 'https://desk.example.com/hook/?team=mail',
  WEBHOOK_SECRET: 'hunter2-hunter2-hunter2',
};
const clock = () => new Date('2026-11-24T08:00:00.000Z');

it.each(TICKET_SYSTEMS)('TICKETS=%s builds that system from its settings', (name) => {
  const tickets = ticketSystemFrom(name, SETTINGS, clock);
  expect(tickets.kind === 'faults' ? tickets.faults : tickets.system.name).toBe(name);
});

it.each([
  ['rt', { RT_URL: '' }, ['RT_URL: is missing']],
  ['rt', { RT_PASSWORD: undefined }, ['RT_TOKEN: give RT_TOKEN, or RT_USER and RT_PASSWORD']],
  [
    'rt',
    { RT_URL: 'https://root:hunter2@rt.example.com' },
    [expect.stringMatching(/^RT_URL: keep user and password/)],
  ],
  ['jira', { JIRA_TOKEN: 'hunter2\nX: y' }, [expect.stringMatching(/^JIRA_TOKEN: /)]],
  ['zendesk', { ZENDESK_URL: 'ftp://example.zendesk.com' }, [expect.stringMatching(/^ZENDESK_URL: /)]],
  [
    'email',
    { SMTP_URL: 'hunter2', TICKETS_MAIL_TO: 'hunter2' },
    [expect.stringMatching(/^SMTP_URL: /), expect.stringMatching(/^TICKETS_MAIL_TO: /)],
  ],
  ['webhook', { WEBHOOK_SECRET: 'hunter2' }, [expect.stringMatching(/^WEBHOOK_SECRET: /)]],
] as const)('TICKETS=%s with %j tells what is wrong, and no value', (name, change, faults) => {
  const tickets = ticketSystemFrom(name, { ...SETTINGS, ...change }, clock);
  expect(tickets).toEqual({ kind: 'faults', faults });
  expect(JSON.stringify(tickets)).not.toContain('hunter2');
});
