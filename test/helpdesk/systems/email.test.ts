import type { Email } from 'postal-mime';
import { createEmail, EmailSettings } from '../../../src/helpdesk/systems/email/email';
import type { LiveTicketSystem, PushOutcome } from '../../../src/helpdesk/ticket-system';
import { aCase, asOpened } from './a-case';
import { Mailbox } from './fakes/mailbox';
import { describeTicketSystem, type FarTicket } from './ticket-system-contract';

const TOKEN = 'token-of-the-mail-server';

const mailbox = new Mailbox();
beforeAll(() => mailbox.start());
afterAll(() => mailbox.stop());

function emailAt(url: string, to = 'desk@example.com'): LiveTicketSystem {
  return createEmail(
    EmailSettings.parse({
      SMTP_URL: url,
      TICKETS_MAIL_TO: to,
      TICKETS_MAIL_FROM: 'bot@example.com',
      TICKETS_MAIL_TOKEN: TOKEN,
    }),
  );
}

function threads(reference: string): readonly FarTicket[] {
  const mails = [...mailbox.mails.values()];
  return mails
    .filter(({ subject = '', inReplyTo }) => inReplyTo === undefined && subject.endsWith(`[${reference}]`))
    .map((first) =>
      ticketOf(
        first,
        mails.filter(({ inReplyTo }) => inReplyTo === first.messageId),
      ),
    );
}

function ticketOf(first: Email, replies: readonly Email[]): FarTicket {
  const texts = replies.map(({ text = '' }) => text);
  const states = texts.filter((text) => text.startsWith('The case is '));
  const attached = [first, ...replies].flatMap(({ attachments }) => attachments);
  return {
    subject: first.subject ?? '',
    text: first.text ?? '',
    priority: headerOf(first, 'importance'),
    files: new Map(
      attached.map(({ filename, content }) => [
        filename ?? '',
        new TextDecoder().decode(content as ArrayBuffer),
      ]),
    ),
    comments: texts.filter((text) => text.startsWith('Ada:')),
    state: states.at(-1)?.includes('solved') === true ? 'solved' : 'open',
  };
}

function headerOf({ headers }: Email, name: string): string {
  return headers.find(({ key }) => key === name)?.value ?? '';
}

describeTicketSystem('email', () => ({
  system: emailAt(mailbox.url()),
  withSecret: (secret) => emailAt(mailbox.url(secret)),
  unreachable: (secret) => emailAt(`smtp://bot:${secret}@127.0.0.1:9`),
  tickets: (reference) => Promise.resolve(threads(reference)),
  highPriority: 'High',
  refusedReason: 'mail-credentials-refused',
  loseNextAnswer: () => mailbox.loseNextAnswer(),
}));

it('a mail that is sent again bears the Message-ID that the mail system has', async () => {
  const sent = mailbox.transmitted;
  await emailAt(mailbox.url()).open(aCase(5001));
  await emailAt(mailbox.url()).open(aCase(5001));
  expect(mailbox.transmitted).toBe(sent + 2);
  expect(threads('BD-5001')).toHaveLength(1);
});

it('a mailbox that does not exist is refused', async () => {
  const outcome = await emailAt(mailbox.url(), 'nobody@example.com').open(aCase(5002));
  expect(outcome).toEqual({ kind: 'refused', reason: 'mail-refused' });
});

describe('a reply by mail', () => {
  const at = '2026-11-24T09:00:00.000Z';
  let first: Email;

  beforeAll(async () => {
    const ticket = aCase(5003);
    const system = emailAt(mailbox.url());
    const outcome = await system.open(ticket);
    if (outcome.kind !== 'opened') throw new Error(outcome.reason);
    await system.comment(
      asOpened(ticket, outcome),
      { author: 'Ada', text: 'x' },
      { key: 'a b/c', number: 1 },
    );
    first = [...mailbox.mails.values()].find(({ subject = '' }) => subject.endsWith('[BD-5003]')) as Email;
  });

  function reply(lines: readonly string[], headers: readonly string[] = []): string {
    return [
      'From: Grace <grace@example.com>',
      'To: bot@example.com',
      'Message-ID: <reply-1@example.com>',
      `In-Reply-To: ${first.messageId ?? ''}`,
      ...headers,
      'Content-Type: text/plain; charset=utf-8',
      '',
      ...lines,
    ].join('\r\n');
  }

  async function receive(mail: string, authorization = `Bearer ${TOKEN}`): Promise<PushOutcome> {
    const { news } = emailAt(mailbox.url());
    if (news.kind !== 'pushed') throw new Error('mail is told, it does not ask');
    return news.receive({ headers: { authorization }, body: Buffer.from(mail) }, at);
  }

  async function whatIn(mail: string): Promise<unknown> {
    const outcome = await receive(mail);
    return outcome.kind === 'news' ? outcome.news.map(({ what }) => what) : outcome.reason;
  }

  it('is news of its case', async () => {
    expect(await receive(reply(['Try again, please. ä']))).toEqual({
      kind: 'news',
      news: [
        {
          id: 'mail-<reply-1@example.com>-0',
          reference: 'BD-5003',
          at,
          by: 'Grace',
          what: { kind: 'commented', text: 'Try again, please. ä', internal: false },
        },
      ],
    });
  });

  it('to an update is news of the case, too', async () => {
    const update = [...mailbox.mails.values()].find(({ inReplyTo }) => inReplyTo === first.messageId);
    const mail = reply(['yes']).replace(
      /In-Reply-To: .*\r\n/,
      `References: <x@y> ${update?.messageId ?? ''}\r\n`,
    );
    expect(await whatIn(mail)).toEqual([{ kind: 'commented', text: 'yes', internal: false }]);
  });

  it.each([
    ['Gmail', ['On Tue, 24 Nov 2026 at 09:00, <bot@example.com> wrote:', '', '> --- Please']],
    ['Outlook', ['________________________________', 'From: bot@example.com', 'Sent: Tuesday']],
    ['an older Outlook', ['-----Original Message-----', 'From: bot@example.com']],
    ['a program that only quotes', ['> Case', '>   Reference: BD-5003']],
    ['a program that does not mark', ['--- Please write your reply above this line. ---', 'Case']],
  ])('is read without what %s quotes', async (_, quoted) => {
    expect(await whatIn(reply(['Try again.', '', 'Done: all of it', ...quoted]))).toEqual([
      { kind: 'commented', text: 'Try again.\n\nDone: all of it', internal: false },
    ]);
  });

  it.each([
    [['#solved'], [{ kind: 'solved' }]],
    [
      ['#Solved', 'Delisted.'],
      [{ kind: 'commented', text: 'Delisted.', internal: false }, { kind: 'solved' }],
    ],
    [['#open'], [{ kind: 'reopened' }]],
    [['#taken'], [{ kind: 'taken' }]],
    [['#note', 'ask Bob'], [{ kind: 'commented', text: 'ask Bob', internal: true }]],
    [['solved #solved'], [{ kind: 'commented', text: 'solved #solved', internal: false }]],
  ])('%j is %j', async (lines, what) => {
    expect(await whatIn(reply(lines))).toEqual(what);
  });

  it('in HTML alone is read as text', async () => {
    const mail = reply(['<p>Try <b>again</b> &amp; tell</p>']).replace('text/plain', 'text/html');
    expect(await whatIn(mail)).toEqual([{ kind: 'commented', text: 'Try again & tell', internal: false }]);
  });

  it('that nobody wrote is no news', async () => {
    expect(await receive(reply(['I am away'], ['Auto-Submitted: auto-replied']))).toEqual({
      kind: 'news',
      news: [],
    });
  });

  it('of somebody outside the desk is refused', async () => {
    const mail = reply(['#solved']).replace('grace@example.com', 'grace@evil.example');
    expect(await receive(mail)).toMatchObject({
      kind: 'refused',
      status: 400,
      reason: 'sender-not-of-the-desk',
    });
  });

  it('to no mail of ours is refused', async () => {
    const mail = reply(['hello']).replace(
      /In-Reply-To: .*\r\n/,
      'In-Reply-To: <BD-5003-abc@evil.example>\r\n',
    );
    expect(await receive(mail)).toMatchObject({ kind: 'refused', status: 400, reason: 'mail-of-no-case' });
  });

  it.each(['', 'Bearer wrong', `Basic ${TOKEN}`])(
    'with the authorization %j is refused',
    async (authorization) => {
      expect(await receive(reply(['hello']), authorization)).toMatchObject({ kind: 'refused', status: 401 });
    },
  );
});
