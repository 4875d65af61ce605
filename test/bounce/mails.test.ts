import type { Expected } from './facts-of';
import { plain, read } from './facts-of';

/** The header of an invented report; `type` is its Content-Type and what else is needed. */
function report(type: string, body: string): string {
  return `Return-Path: <>\nFrom: MAILER-DAEMON@out.home.example\nTo: me@home.example\nSubject: Undelivered Mail Returned to Sender\nDate: Tue, 3 Nov 2026 10:00:00 +0000\nMessage-ID: <r1@out.home.example>\nMIME-Version: 1.0\n${type}\n\n${body}`;
}

const ORIGINAL =
  '\n--b\nContent-Type: message/rfc822\n\nFrom: me@home.example\nTo: you@away.example\nSubject: 550 5.7.1 was yesterday\n\nsecret plans: 554 5.7.9 do not read\n--b--\n';

function multipart(...parts: readonly string[]): string {
  return report(
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    parts.map((part) => `--b\n${part}`).join('\n') + ORIGINAL,
  );
}

const FIELDS =
  'Content-Type: message/delivery-status\n\nReporting-MTA: dns; out.home.example\n\nFinal-Recipient: rfc822; you@away.example\nAction: failed\nStatus: 5.0.0\nRemote-MTA: dns; mx.away.example (192.0.2.77)\nDiagnostic-Code: smtp; 550 5.1.1 no such user here\n';

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

const you: Expected = { finalRecipient: 'you@away.example', sender: 'me@home.example' };

const ROWS: readonly (readonly [string, string, Expected])[] = [
  [
    'a report with fields',
    multipart('Content-Type: text/plain\n\nCould not deliver.\n', FIELDS),
    {
      ...you,
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      remoteMta: 'mx.away.example',
      remoteIp: '192.0.2.77',
      action: 'failed',
    },
  ],
  [
    'fields in base64',
    multipart(
      'Content-Type: text/plain\n\nCould not deliver.\n',
      `Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n${base64('Final-Recipient: rfc822; you@away.example\nAction: delayed\nStatus: 4.4.1\n')}\n`,
    ),
    { ...you, action: 'delayed', enhancedStatusCode: '4.4.1' },
  ],
  [
    'a nested child part with alternatives, as Gmail sends',
    multipart(
      'Content-Type: multipart/related; boundary="r"\n\n--r\nContent-Type: multipart/alternative; boundary="a"\n\n--a\nContent-Type: text/plain\n\n** Address not found **\n\nYour message wasn\'t delivered to you@away.example because the address couldn\'t be found.\n\nThe response from the remote server was:\n\n550 5.1.1 no such user here\n--a\nContent-Type: text/html\n\n<p>Address not found</p>\n--a--\n--r--\n',
      FIELDS,
    ),
    { ...you, replyCode: '550', enhancedStatusCode: '5.1.1' },
  ],
  [
    'quoted-printable text with a soft break inside the reply',
    report(
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable',
      '<you@away.example>: host mx.away.example[192.0.2.77] said: 552 5.2.2 Mail=\nbox f=C3=BCll (in reply to RCPT TO command)\n',
    ),
    { ...you, diagnosticCode: '552 5.2.2 Mailbox füll', remoteMta: 'mx.away.example', phase: 'rcpt-to' },
  ],
  [
    'HTML only',
    report(
      'Content-Type: text/html; charset=utf-8',
      '<html><head><style>p{color:#550}</style></head><body><p>Your message to <b>you@away.example</b> couldn&#39;t be delivered.</p><p>Error:</p><p>550 5.7.124 Sender not in the allowed&#45;senders list</p></body></html>',
    ),
    { ...you, replyCode: '550', enhancedStatusCode: '5.7.124' },
  ],
  [
    'plain text with the original below a line',
    report(
      'Content-Type: text/plain',
      '  you@away.example\n    Unrouteable address\n\n------ This is a copy of the message, including all the headers. ------\n\nReturn-path: <me@home.example>\nSubject: 554 5.7.1 not this\n',
    ),
    { ...you, diagnosticCode: 'Unrouteable address' },
  ],
  [
    'a recipient that stands only in the header',
    report(
      'X-Failed-Recipients: you@away.example\nContent-Type: text/plain',
      'The mail system was told: 550 5.2.1 disabled\n',
    ),
    { ...you, replyCode: '550', enhancedStatusCode: '5.2.1' },
  ],
  [
    'a missing boundary parameter',
    report(
      'Content-Type: multipart/report; report-type=delivery-status',
      `--zz\nContent-Type: text/plain\n\nsorry\n--zz\n${FIELDS}--zz--\n`,
    ),
    { ...you, replyCode: '550' },
  ],
  [
    'cut off in the middle',
    multipart('Content-Type: text/plain\n\nCould not deliver.\n', FIELDS).slice(0, 790),
    { finalRecipient: 'you@away.example', action: 'failed' },
  ],
  [
    'a spool file for a final recipient',
    multipart(
      'Content-Type: text/plain\n\n  you@away.example\n    mailbox is full\n',
      'Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; |/usr/bin/deliver\nAction: failed\nStatus: 5.0.0\n',
    ),
    { ...you, diagnosticCode: 'mailbox is full' },
  ],
];

test.each(ROWS)('%s', (_name, mail, expected) => {
  const reading = read(mail);
  expect(reading.form).toBe('mail');
  expect(reading.failures).toHaveLength(1);
  expect(plain(reading.failures[0])).toMatchObject(expected);
  expect(JSON.stringify(reading)).not.toMatch(/secret plans|5\.7\.9|was yesterday|not this/);
});

test('the place of a value in an encoded part covers its encoded lines', () => {
  const encoded = base64('<you@away.example>: host mx.away.example[192.0.2.7] said: 550 5.1.1 nobody\n');
  const mail = report('Content-Type: text/plain\nContent-Transfer-Encoding: base64', encoded);
  const place = read(mail).failures[0]?.facts.replyCode?.place;
  expect(mail.slice(place?.start, place?.end)).toBe(encoded);
});

test.each([
  ['iso-2022-jp', 'エラー', Buffer.from('1b244225282569213c1b2842', 'hex')],
  ['shift_jis', '宛先不明', Buffer.from([0x88, 0xb6, 0x90, 0xe6, 0x95, 0x73, 0x96, 0xbe])],
  [
    'koi8-r',
    'Пользователь не найден',
    Buffer.from([
      0xf0, 0xcf, 0xcc, 0xd8, 0xda, 0xcf, 0xd7, 0xc1, 0xd4, 0xc5, 0xcc, 0xd8, 0x20, 0xce, 0xc5, 0x20, 0xce,
      0xc1, 0xca, 0xc4, 0xc5, 0xce,
    ]),
  ],
  ['iso-8859-1', 'Empfänger ungültig', Buffer.from('Empfänger ungültig', 'latin1')],
])('text in %s is decoded, and guessed where the charset is missing', (charset, text, bytes) => {
  const decoded = new TextDecoder(charset).decode(bytes);
  const head = (type: string) => Buffer.from(report(type, '<you@away.example>: 550 5.1.1 '), 'latin1');
  for (const type of [`Content-Type: text/plain; charset=${charset}`, 'Content-Type: text/plain']) {
    const reading = read(new Uint8Array(Buffer.concat([head(type), bytes, Buffer.from('\n')])));
    expect(reading.failures[0]?.reply).toBe(`550 5.1.1 ${decoded}`);
  }
  expect(decoded).toBe(text);
});

test('UTF-8 that was read as Western text is put right', () => {
  expect(read('550 5.1.1 EmpfÃ¤nger ungÃ¼ltig').failures[0]?.reply).toBe('550 5.1.1 Empfänger ungültig');
});

test.each([
  [
    'an absence note',
    'From: bob@away.example\nTo: me@home.example\nSubject: Out of office\nDate: Tue, 3 Nov 2026 10:00:00 +0000\nAuto-Submitted: auto-replied\n\nI am back on Monday.\n',
    'automatic-reply',
  ],
  [
    'a read receipt',
    'From: bob@away.example\nTo: me@home.example\nSubject: Read: plans\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=m\n\n--m\nContent-Type: text/plain\n\nRead.\n--m\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n--m--\n',
    'read-receipt',
  ],
  [
    'an abuse report',
    'From: fbl@away.example\nTo: me@home.example\nSubject: complaint\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=m\n\n--m\nContent-Type: text/plain\n\nSomeone complained.\n--m\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--m--\n',
    'abuse-report',
  ],
] as const)('%s is no failure', (_name, mail, kind) => {
  const reading = read(mail);
  expect(reading.otherKind).toBe(kind);
  expect(reading.failures).toEqual([]);
});

test('an NDR of Exchange is a failure although it calls itself an automatic reply', () => {
  const mail = multipart('Content-Type: text/plain\n\nDelivery has failed.\n', FIELDS).replace(
    'MIME-Version',
    'Auto-Submitted: auto-replied\nMIME-Version',
  );
  expect(read(mail).otherKind).toBeNull();
});

test('a bounce somebody forwards is read, with his own words beside it', () => {
  const inner = multipart('Content-Type: text/plain\n\nCould not deliver.\n', FIELDS);
  const mail = `From: me@home.example\nTo: desk@home.example\nSubject: help\nDate: Tue, 3 Nov 2026 11:00:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=f\n\n--f\nContent-Type: text/plain\n\nWhat is this?\n--f\nContent-Type: message/rfc822\n\n${inner}\n--f--\n`;
  const reading = read(mail);
  expect(plain(reading.failures[0])).toMatchObject({ ...you, replyCode: '550' });
  expect(reading.ownWords).toBe('What is this?');
});

test('a mail source below own words is found', () => {
  const reading = read(`Here it is:\n\n${multipart('Content-Type: text/plain\n\nsorry\n', FIELDS)}`);
  expect(reading.form).toBe('mail');
  expect(reading.ownWords).toBe('Here it is:');
});

test('every mail of an mbox is read', () => {
  const mail = multipart('Content-Type: text/plain\n\nsorry\n', FIELDS);
  const mbox = `From MAILER-DAEMON Tue Nov  3 10:00:00 2026\n${mail}\nFrom MAILER-DAEMON Tue Nov  3 10:00:01 2026\n${mail.replaceAll('you@', 'them@')}`;
  expect(read(mbox).failures.map((failure) => failure.facts.finalRecipient?.value)).toEqual([
    'you@away.example',
    'them@away.example',
  ]);
});
