import type { Form } from '../../src/bounce/failure';
import type { Expected } from './facts-of';
import { plain, read } from './facts-of';

type Row = readonly [name: string, form: Form, text: string, expected: Expected];

const REPLY_LINES: readonly Row[] = [
  [
    'a bare reply line',
    'reply-line',
    '550 5.1.1 <ada@lovelace.example>: Recipient address rejected: User unknown',
    { replyCode: '550', enhancedStatusCode: '5.1.1', finalRecipient: 'ada@lovelace.example' },
  ],
  ['an en dash', 'reply-line', '550 – Requested action not taken: mailbox unavailable', { replyCode: '550' }],
  [
    'continuations on lines',
    'reply-line',
    '550-5.7.1 The first half of\n550-5.7.1 the sentence and\n550 5.7.1 its end. k7-20 - gsmtp',
    { diagnosticCode: '550-5.7.1 The first half of the sentence and its end. k7-20 - gsmtp' },
  ],
  [
    'continuations flattened into one line',
    'reply-line',
    '550-5.7.25 [192.0.2.34] The sending IP has no 550-5.7.25 PTR record. 550 5.7.25 Please fix that.',
    {
      enhancedStatusCode: '5.7.25',
      remoteIp: '192.0.2.34',
      diagnosticCode: '550-5.7.25 [192.0.2.34] The sending IP has no PTR record. Please fix that.',
    },
  ],
  [
    'the enhanced code before the reply code',
    'reply-line',
    "5.1.0 - Unknown address error 550-'Mailbox is inactive'",
    { replyCode: '550', enhancedStatusCode: '5.1.0' },
  ],
  [
    'a code at the end of qmail words',
    'reply-line',
    '553 sorry, not in my rcpthosts (#5.7.1)',
    { enhancedStatusCode: '5.7.1' },
  ],
  [
    'a wrapper that hides the true code',
    'reply-line',
    '554 5.0.350 Remote server returned an error -> 550 5.7.23 SPF validation failed',
    { replyCode: '554', enhancedStatusCode: '5.7.23' },
  ],
  [
    'a server that knows the new address',
    'reply-line',
    '551 User not local; please try <grace@navy.example>',
    { newAddress: 'grace@navy.example' },
  ],
  [
    'a size limit',
    'reply-line',
    '552 5.3.4 Message size exceeds the maximum of 25 MB',
    { sizeLimitBytes: 26_214_400 },
  ],
  [
    'when to try again',
    'reply-line',
    '450 4.7.1 Greylisted, please try again in 5 minutes',
    { retryAfterSeconds: 300 },
  ],
  [
    'a help page',
    'reply-line',
    '550 5.1.1 No such user. See https://mail.example.com/help?p=NoSuchUser.',
    { helpUrl: 'https://mail.example.com/help?p=NoSuchUser' },
  ],
  [
    'the blocklist answer is no sender',
    'reply-line',
    '554 5.7.1 Listed: 127.0.0.4, client 198.51.100.9',
    { remoteIp: '198.51.100.9' },
  ],
  [
    'inside a sentence',
    'reply-line',
    'Since Monday every mail to them comes back with "550 5.7.1 Access denied" - what now?',
    { replyCode: '550', enhancedStatusCode: '5.7.1', diagnosticCode: '550 5.7.1 Access denied' },
  ],
  [
    'a German sentence around a code, with words in quotes before it',
    'reply-line',
    'Die Mail kam zurück: „Adresse geändert, neue Adresse: eva@neu.example“ (Code 551)',
    { replyCode: '551', newAddress: 'eva@neu.example' },
  ],
  [
    'quoted by a mail program',
    'report-text',
    'they say\n> bob@shop.example: host mx.shop.example[192.0.2.9] said: 553 5.7.2\n>  Sender is listed; see https://shop.example/list\n',
    { finalRecipient: 'bob@shop.example', remoteMta: 'mx.shop.example', enhancedStatusCode: '5.7.2' },
  ],
];

const REPORTS: readonly Row[] = [
  [
    'Postfix, wrapped',
    'report-text',
    '<ann@corp.example>: host mx1.corp.example[198.51.100.7] said: 550 5.2.1\n    <ann@corp.example>: Account disabled (in reply to RCPT TO\n    command)',
    {
      finalRecipient: 'ann@corp.example',
      remoteMta: 'mx1.corp.example',
      remoteIp: '198.51.100.7',
      replyCode: '550',
      enhancedStatusCode: '5.2.1',
      diagnosticCode: '550 5.2.1 <ann@corp.example>: Account disabled',
      phase: 'rcpt-to',
      refusedBy: 'remote-server',
    },
  ],
  [
    'Postfix without a reply',
    'report-text',
    '<info@nowhere.example>: Host or domain name not found. Name service error for\n    name=nowhere.example type=MX: Host not found',
    { finalRecipient: 'info@nowhere.example' },
  ],
  [
    'Postfix that was not let in',
    'report-text',
    '<j@far.example>: host mx.far.example[192.0.2.4] refused to talk to me: 421 4.7.0 Too\n    many connections',
    { replyCode: '421', phase: 'connect', remoteMta: 'mx.far.example' },
  ],
  [
    'Exim',
    'report-text',
    '  tom@club.example\n    host mail.club.example [203.0.113.8]\n    SMTP error from remote mail server after end of data:\n    554 5.7.1 Spam message rejected',
    {
      finalRecipient: 'tom@club.example',
      remoteMta: 'mail.club.example',
      remoteIp: '203.0.113.8',
      phase: 'data',
      replyCode: '554',
    },
  ],
  [
    'Exim without a reply',
    'report-text',
    '  tom@club.example\n    lowest numbered MX record points to local host',
    { finalRecipient: 'tom@club.example', diagnosticCode: 'lowest numbered MX record points to local host' },
  ],
  [
    'sendmail with its session',
    'report-text',
    '   ----- The following addresses had permanent fatal errors -----\n<kim@isp.example>\n    (reason: 552-5.7.0 Our system found an illegal attachment. Please)\n\n   ----- Transcript of session follows -----\n... while talking to mx.isp.example.:\n>>> DATA\n<<< 552-5.7.0 Our system found an illegal attachment. Please\n<<< 552 5.7.0 visit https://isp.example/blocked now\n554 5.0.0 Service unavailable\n',
    {
      finalRecipient: 'kim@isp.example',
      remoteMta: 'mx.isp.example',
      replyCode: '552',
      enhancedStatusCode: '5.7.0',
      phase: 'data',
      helpUrl: 'https://isp.example/blocked',
      diagnosticCode:
        '552-5.7.0 Our system found an illegal attachment. Please visit https://isp.example/blocked now',
    },
  ],
  [
    'qmail with a reply',
    'report-text',
    '<lee@old.example>:\n192.0.2.33 does not like recipient.\nRemote host said: 550 no mailbox here\nGiving up on 192.0.2.33.\n',
    { finalRecipient: 'lee@old.example', remoteIp: '192.0.2.33', replyCode: '550', phase: 'rcpt-to' },
  ],
  [
    'qmail in its own words',
    'report-text',
    "<lee@old.example>:\nSorry, I couldn't find any host named old.example. (#5.1.2)\n",
    { finalRecipient: 'lee@old.example', enhancedStatusCode: '5.1.2' },
  ],
  [
    'Courier',
    'report-text',
    '<lee@old.example>:\n    mx.old.example [192.0.2.50]:\n>>> RCPT TO:<lee@old.example>\n<<< 550 User unknown.\n',
    { finalRecipient: 'lee@old.example', remoteMta: 'mx.old.example', replyCode: '550', phase: 'rcpt-to' },
  ],
  [
    'Yahoo names the phase below',
    'report-text',
    '<zoe@mail.example>:\nRemote host said:\n550 5.1.1 unknown user\n[RCPT_TO]\n',
    { finalRecipient: 'zoe@mail.example', replyCode: '550', phase: 'rcpt-to' },
  ],
  [
    'Exchange with the remote host below the recipient',
    'report-text',
    "Diagnostic information for administrators:\n\nGenerating server: EX01.home.example\n\nmax@away.example\nmx.away.example\nRemote Server returned '550 5.7.1 Message refused'\n",
    {
      finalRecipient: 'max@away.example',
      reportingMta: 'EX01.home.example',
      remoteMta: 'mx.away.example',
      refusedBy: 'remote-server',
      diagnosticCode: '550 5.7.1 Message refused',
    },
  ],
  [
    'Exchange in German, refused at home',
    'report-text',
    'Diagnoseinformationen für Administratoren:\n\nGenerierender Server: EX02.haus.example\n\nmax@haus.example\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n',
    {
      finalRecipient: 'max@haus.example',
      reportingMta: 'EX02.haus.example',
      refusedBy: 'own-server',
      enhancedStatusCode: '5.1.1',
    },
  ],
  [
    'Exchange with the older inner form',
    'report-text',
    'Generating server: EX03.home.example\n\nmax@away.example\n#< mx.away.example #5.7.1 smtp;530 5.7.1 Client was not authenticated> #SMTP#\n',
    { remoteMta: 'mx.away.example', replyCode: '530', enhancedStatusCode: '5.7.1' },
  ],
  [
    'the card of Exchange Online',
    'report-text',
    'Original Message Details\nSender Address:\tme@home.example\nRecipient Address:\tyou@away.example\n\nError Details\nError:\t554 5.4.14 Hop count exceeded\nMessage rejected by:\tgw.away.example\n',
    {
      sender: 'me@home.example',
      finalRecipient: 'you@away.example',
      remoteMta: 'gw.away.example',
      enhancedStatusCode: '5.4.14',
    },
  ],
  [
    'OpenSMTPD',
    'report-text',
    'the following list of recipients:\n\nivy@green.example: 550 5.2.2 Mailbox full\n',
    { finalRecipient: 'ivy@green.example', replyCode: '550', enhancedStatusCode: '5.2.2' },
  ],
  [
    'Domino',
    'report-text',
    'Your message\n\n  Subject: Invoice\n\nwas not delivered to:\n\n  kay@notes.example\n\nbecause:\n\n  User Kay not listed in Domino Directory\n',
    { finalRecipient: 'kay@notes.example', diagnosticCode: 'User Kay not listed in Domino Directory' },
  ],
  [
    'a recipient inside a sentence',
    'reply-line',
    'There was an error delivering your mail to <ron@dfly.example>.\n\nmx.dfly.example [192.0.2.61] did not like our RCPT TO:\n550 5.1.1 <ron@dfly.example>: User unknown\n',
    { finalRecipient: 'ron@dfly.example', remoteMta: 'mx.dfly.example', phase: 'rcpt-to' },
  ],
  [
    'fields of RFC 3464 as text',
    'report-text',
    'Reporting-MTA: dns; out.home.example\n\nFinal-Recipient: rfc822; pat@away.example\nAction: failed\nStatus: 5.0.0\nRemote-MTA: dns; mx.away.example\nDiagnostic-Code: smtp; 550 5.2.2 over\n quota\n',
    {
      finalRecipient: 'pat@away.example',
      reportingMta: 'out.home.example',
      remoteMta: 'mx.away.example',
      enhancedStatusCode: '5.2.2',
      diagnosticCode: '550 5.2.2 over quota',
      action: 'failed',
    },
  ],
  [
    'the same, commented out',
    'report-text',
    '  # Final-Recipient: rfc822; pat@away.example\n  # Action: delayed\n  # Diagnostic-Code: smtp; 451 4.3.0 later\n',
    { finalRecipient: 'pat@away.example', action: 'delayed', replyCode: '451' },
  ],
  [
    'Postfix that reached nobody',
    'report-text',
    '<sam@away.example>: connect to\n    mx.away.example[192.0.2.60]:25: No route to host',
    { finalRecipient: 'sam@away.example', remoteMta: 'mx.away.example', remoteIp: '192.0.2.60' },
  ],
  [
    'a host that spoke of an error itself',
    'report-text',
    '<sam@away.example>: host mx.away.example[192.0.2.60] refused to talk to me: 421\n    4.4.2 mx.away.example Error: too slow for me',
    {
      finalRecipient: 'sam@away.example',
      remoteMta: 'mx.away.example',
      replyCode: '421',
      enhancedStatusCode: '4.4.2',
    },
  ],
  [
    'qmail, refused after the message',
    'report-text',
    '<lee@old.example>:\n192.0.2.33 failed after I sent the message.\nRemote host said: 554 5.7.1 no thanks\n',
    { finalRecipient: 'lee@old.example', remoteMta: '192.0.2.33', replyCode: '554', phase: 'data' },
  ],
  [
    'GMX',
    'report-text',
    'The following address failed:\n\n"uli@berg.example":\nSMTP error from remote server after RCPT command:\nhost: mx.berg.example\n5.2.2 mailbox of uli is full\n',
    { finalRecipient: 'uli@berg.example', remoteMta: 'mx.berg.example', enhancedStatusCode: '5.2.2' },
  ],
  [
    'a name server answers about a domain',
    'report-text',
    "Your message wasn't delivered to ada@typo.example because the domain typo.example couldn't be found.\n\nThe response was:\n\nDNS Error: DNS type 'mx' lookup of typo.example responded with code NXDOMAIN\n",
    { finalRecipient: 'ada@typo.example' },
  ],
  [
    'Exchange Online that names who gave the error',
    'report-text',
    "mx.away.example rejected your message to the following email addresses:\n\nPat Hill (pat@away.example)<mailto:pat@away.example>\n\nmx.away.example gave this error:\nNo such mailbox\n\nRemote server returned '550 5.1.1 No such mailbox'\n",
    { finalRecipient: 'pat@away.example', remoteMta: 'mx.away.example', replyCode: '550' },
  ],
  [
    'Exchange in a German sentence',
    'report-text',
    "Ihre Nachricht ist zu groß und kann nicht an pat@away.example gesendet werden. Remote Server returned '550 5.2.3 message too large'",
    { finalRecipient: 'pat@away.example', enhancedStatusCode: '5.2.3' },
  ],
  [
    'Gmail in French, without a code',
    'report-text',
    "** Boîte pleine **\n\nVotre message n'a pas pu être remis à eva@loin.example : sa boîte est pleine.\n",
    { finalRecipient: 'eva@loin.example' },
  ],
  [
    'OpenSMTPD that goes on trying',
    'report-text',
    'A message is delayed for more than 4 hours for the following\nlist of recipients:\n\nivy@green.example: No MX found for domain\n\nPlease note that this is only a warning.\n',
    { finalRecipient: 'ivy@green.example', diagnosticCode: 'No MX found for domain' },
  ],
  [
    'a Chinese sentence without blanks',
    'reply-line',
    '退信原因：收件人邮箱地址（ming@yuan.example）不存在\nhost mx.yuan.example said: 550 User not found',
    { finalRecipient: 'ming@yuan.example', remoteMta: 'mx.yuan.example' },
  ],
  [
    'fields without a host beside one',
    'report-text',
    'Final-Recipient: rfc822; pat@away.example\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: X-Postfix; host mx.away.example[192.0.2.60] said: 552\n    storage is full (in reply to RCPT TO command)\n',
    { remoteMta: 'mx.away.example', remoteIp: '192.0.2.60', replyCode: '552', refusedBy: 'remote-server' },
  ],
  [
    'a notification of a sending service, nested in another',
    'report-text',
    '{"Type":"Notification","Message":"{\\"notificationType\\":\\"Bounce\\",\\"bounce\\":{\\"bouncedRecipients\\":[{\\"emailAddress\\":\\"uma@away.example\\",\\"action\\":\\"failed\\",\\"status\\":\\"5.1.1\\",\\"diagnosticCode\\":\\"smtp; 550 5.1.1 user unknown\\"}]}}"}',
    {
      finalRecipient: 'uma@away.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      action: 'failed',
      diagnosticCode: '550 5.1.1 user unknown',
    },
  ],
];

const LOGS: readonly Row[] = [
  [
    'Postfix',
    'log-line',
    'Nov  3 10:00:01 out postfix/smtp[77]: 4F1A2B3C: to=<sam@away.example>, relay=mx.away.example[192.0.2.70]:25, delay=1, dsn=5.1.1, status=bounced (host mx.away.example[192.0.2.70] said: 550 5.1.1 unknown (in reply to RCPT TO command))',
    {
      finalRecipient: 'sam@away.example',
      remoteMta: 'mx.away.example',
      remoteIp: '192.0.2.70',
      replyCode: '550',
      action: 'failed',
      refusedBy: 'remote-server',
      diagnosticCode: '550 5.1.1 unknown',
    },
  ],
  [
    'Postfix, deferred without a reply',
    'log-line',
    'to=<sam@away.example>, relay=none, delay=30, dsn=4.4.1, status=deferred (connect to mx.away.example[192.0.2.70]:25: Connection timed out)',
    {
      finalRecipient: 'sam@away.example',
      enhancedStatusCode: '4.4.1',
      action: 'delayed',
      refusedBy: 'own-server',
    },
  ],
  [
    'Postfix that refuses a client',
    'log-line',
    'postfix/smtpd[9]: NOQUEUE: reject: RCPT from pc.example[198.51.100.3]: 504 5.5.2 <pc>: Helo command rejected: need fully-qualified hostname; from=<a@pc.example> to=<b@here.example> proto=SMTP helo=<pc>',
    {
      sender: 'a@pc.example',
      finalRecipient: 'b@here.example',
      replyCode: '504',
      remoteIp: '198.51.100.3',
      phase: 'rcpt-to',
    },
  ],
  [
    'Exim',
    'log-line',
    '2026-11-03 10:00:01 1xAbCd-0000Ef-1G ** sam@away.example R=dnslookup T=remote_smtp H=mx.away.example [192.0.2.70]: SMTP error from remote mail server after RCPT TO:<sam@away.example>: 550 no such user',
    { finalRecipient: 'sam@away.example', remoteMta: 'mx.away.example', replyCode: '550', phase: 'rcpt-to' },
  ],
  [
    'sendmail',
    'log-line',
    'sendmail[12]: q1: to=<sam@away.example>, delay=00:00:02, mailer=esmtp, relay=mx.away.example. [192.0.2.70], dsn=5.1.1, stat=User unknown',
    {
      finalRecipient: 'sam@away.example',
      remoteMta: 'mx.away.example',
      enhancedStatusCode: '5.1.1',
      diagnosticCode: 'User unknown',
    },
  ],
];

const PROGRAMS: readonly Row[] = [
  [
    'Outlook',
    'client-dialog',
    "The message could not be sent because one of the recipients was rejected by the server. The rejected e-mail address was 'flo@away.example'. Account: 'home', Server: 'smtp.home.example', Protocol: SMTP, Server Response: '550 5.7.1 Unable to relay', Port: 25, Secure(SSL): No, Server Error: 550, Error Number: 0x800CCC79",
    {
      finalRecipient: 'flo@away.example',
      remoteMta: 'smtp.home.example',
      refusedBy: 'client-dialog',
      diagnosticCode: '550 5.7.1 Unable to relay',
    },
  ],
  [
    'Outlook in German',
    'client-dialog',
    "Die Nachricht konnte nicht gesendet werden. Server: 'smtp.haus.example', Serverantwort: '530 5.7.0 Authentication required', Anschluss: 25, Fehlernummer: 0x800CCC79",
    { replyCode: '530', remoteMta: 'smtp.haus.example', diagnosticCode: '530 5.7.0 Authentication required' },
  ],
  [
    'Thunderbird, which leaves the reply code out',
    'client-dialog',
    'An error occurred while sending mail. The mail server responded: 5.7.1 <flo@away.example>: Relay access denied. Please check the message recipient "flo@away.example" and try again.',
    { enhancedStatusCode: '5.7.1', finalRecipient: 'flo@away.example', refusedBy: 'client-dialog' },
  ],
  [
    'nodemailer',
    'exception',
    "Error: Can't send mail - all recipients were rejected: 550 5.1.1 <flo@away.example> user unknown\n    at SMTPConnection._formatError (/app/smtp-connection/index.js:784:19)\n  code: 'EENVELOPE',\n  responseCode: 550 }",
    { replyCode: '550', enhancedStatusCode: '5.1.1', finalRecipient: 'flo@away.example' },
  ],
  [
    'smtplib with recipients',
    'exception',
    "smtplib.SMTPRecipientsRefused: {'flo@away.example': (550, b'5.7.1 relay not permitted')}",
    {
      finalRecipient: 'flo@away.example',
      replyCode: '550',
      enhancedStatusCode: '5.7.1',
      diagnosticCode: '550 5.7.1 relay not permitted',
    },
  ],
  [
    'PHP',
    'exception',
    'Swift_TransportException: Expected response code 250 but got code "552", with message "552 5.3.4 Error: too big"',
    { replyCode: '552', enhancedStatusCode: '5.3.4' },
  ],
  [
    'JavaMail',
    'exception',
    'com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <flo@away.example>: unknown',
    { replyCode: '550', finalRecipient: 'flo@away.example' },
  ],
  [
    'an SMTP session',
    'transcript',
    'S: 220 mx.away.example ESMTP\nC: EHLO home.example\nS: 250 ok\nC: MAIL FROM:<me@home.example>\nS: 250 ok\nC: RCPT TO:<flo@away.example>\nS: 550 5.1.1 no such user\nC: DATA\nS: 503 need RCPT\n',
    { sender: 'me@home.example', finalRecipient: 'flo@away.example', replyCode: '550', phase: 'rcpt-to' },
  ],
];

const MANGLED: readonly Row[] = [
  [
    'entities of a forum',
    'reply-line',
    '550 5.1.1 &lt;ada@lovelace.example&gt;&#58; User unknown',
    { finalRecipient: 'ada@lovelace.example' },
  ],
  [
    'BBCode',
    'reply-line',
    '550 5.1.1 [email]ada@lovelace.example[/email] User unknown',
    { finalRecipient: 'ada@lovelace.example' },
  ],
  [
    'links written twice by a chat',
    'reply-line',
    '550 5.1.1 <mailto:ada@lovelace.example|ada@lovelace.example>: see <https://help.example/x?p=1|help.example>',
    { finalRecipient: 'ada@lovelace.example' },
  ],
  [
    'a fence',
    'reply-line',
    '```\n550 5.7.1 Relaying denied\n```',
    { replyCode: '550', diagnosticCode: '550 5.7.1 Relaying denied' },
  ],
  [
    'quoted-printable left raw',
    'report-text',
    '<ada@lovelace.example>: host =\nmx.lovelace.example[192.0.2.90] said:=20\n554 5.7.1 Client host rejected: =\nAccess denied\n',
    {
      remoteMta: 'mx.lovelace.example',
      replyCode: '554',
      diagnosticCode: '554 5.7.1 Client host rejected: Access denied',
    },
  ],
  [
    'HTML source',
    'reply-line',
    '<html><body><p>The server said:</p><p>550 5.1.1 <b>User unknown</b></p></body></html>',
    { replyCode: '550', enhancedStatusCode: '5.1.1' },
  ],
];

describe.each([
  ['reply lines', REPLY_LINES],
  ['reports', REPORTS],
  ['logs', LOGS],
  ['programs', PROGRAMS],
  ['mangled', MANGLED],
] as const)('%s', (_group, rows) => {
  test.each(rows)('%s', (_name, form, text, expected) => {
    const reading = read(text);
    expect(reading.form).toBe(form);
    expect(plain(reading.failures[0])).toMatchObject(expected);
  });
});

test.each([
  ['a question', 'Can you tell me why the VPN is slow today?'],
  ['a price and a room', 'We paid 550 euros for room 451, is that too much?'],
  ['a telephone number', 'Call me at 503-203-1539 please'],
  ['an FTP error', 'ftplib.error_perm: 550 Failed to change directory'],
  ['a web page', 'HTTP/1.1 404 Not Found'],
])('%s holds no failure and is all the person own words', (_name, text) => {
  const reading = read(text);
  expect(reading.failures).toEqual([]);
  expect(reading.ownWords).toBe(text);
});

test('what a name server says is no word of the other side', () => {
  const [failure] = read(
    "<ada@typo.example>: DNS Error: DNS type 'mx' lookup of typo.example responded with code NXDOMAIN",
  ).failures;
  expect(failure?.facts.remoteMta).toBeUndefined();
});

test('several recipients of one report are several failures, each with its own reply', () => {
  const reading = read(
    '<a@x.example>: host mx.x.example[192.0.2.1] said: 550 5.1.1 unknown\n\n<b@y.example>: host mx.y.example[192.0.2.2] said: 552 5.2.2 full\n',
  );
  expect(reading.failures.map((failure) => [failure.facts.finalRecipient?.value, failure.reply])).toEqual([
    ['a@x.example', '550 5.1.1 unknown'],
    ['b@y.example', '552 5.2.2 full'],
  ]);
  expect(reading.failures[0]?.report).not.toContain('full');
});

test('a person own words are kept apart from what the machine wrote', () => {
  const reading = read('Why does this happen only with her?\n\n550 5.7.1 Access denied\n\nI tried it twice.');
  expect(reading.failures[0]?.reply).toBe('550 5.7.1 Access denied');
  expect(reading.ownWords).toBe('Why does this happen only with her?\nI tried it twice.');
});
