import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plain, read, type Expected } from './facts-of';

/**
 * Reports, dialogs, exceptions and log lines of our own making in the shape that each product gives them, and
 * the facts a person reads from them. A fact that a row does not name is not in the text.
 */
const FOLDER = join(__dirname, '../fixtures/products');

const ROWS: readonly (readonly [string, Expected])[] = [
  ['android.txt', { finalRecipient: 'otto@see.example', replyCode: '554', enhancedStatusCode: '5.7.1' }],
  [
    'apple-mail.txt',
    {
      replyCode: '553',
      enhancedStatusCode: '5.7.1',
      remoteMta: 'smtp.werkstatt.example',
      action: 'failed',
      refusedBy: 'client-dialog',
    },
  ],
  ['biglobe.eml', { finalRecipient: 'fuyu@mxr.biglobe.example', action: 'failed' }],
  [
    'charset-ja-missing.eml',
    {
      finalRecipient: 'sora@kobo.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      remoteMta: 'mx.kobo.example',
      remoteIp: '192.0.2.71',
      action: 'failed',
      refusedBy: 'remote-server',
      phase: 'rcpt-to',
    },
  ],
  [
    'charset-ja-wrong.eml',
    {
      finalRecipient: 'sora@kobo.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      remoteMta: 'mx.kobo.example',
      remoteIp: '192.0.2.71',
      action: 'failed',
      refusedBy: 'remote-server',
      phase: 'rcpt-to',
    },
  ],
  [
    'charset-ru-missing.eml',
    {
      finalRecipient: 'oleg@masterskaya.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      remoteMta: 'mx.masterskaya.example',
      remoteIp: '192.0.2.73',
      action: 'failed',
      refusedBy: 'remote-server',
      phase: 'rcpt-to',
    },
  ],
  [
    'charset-ru-wrong.eml',
    {
      finalRecipient: 'oleg@masterskaya.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      remoteMta: 'mx.masterskaya.example',
      remoteIp: '192.0.2.73',
      action: 'failed',
      refusedBy: 'remote-server',
      phase: 'rcpt-to',
    },
  ],
  [
    'charset-zh-missing.eml',
    {
      finalRecipient: 'li.na@zuofang.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      remoteMta: 'mx.zuofang.example',
      remoteIp: '192.0.2.72',
      action: 'failed',
      refusedBy: 'remote-server',
      phase: 'rcpt-to',
    },
  ],
  [
    'charset-zh-wrong.eml',
    {
      finalRecipient: 'li.na@zuofang.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      remoteMta: 'mx.zuofang.example',
      remoteIp: '192.0.2.72',
      action: 'failed',
      refusedBy: 'remote-server',
      phase: 'rcpt-to',
    },
  ],
  [
    'docomo.eml',
    {
      finalRecipient: 'neko-to-inu@docomo.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      remoteMta: 'mfsmax.docomo.example',
      reportingMta: 'out7.werkstatt.example',
      action: 'failed',
      refusedBy: 'remote-server',
      phase: 'rcpt-to',
    },
  ],
  [
    'domino.eml',
    {
      finalRecipient: 'vera.lang@notes.example',
      enhancedStatusCode: '5.1.1',
      reportingMta: 'hub.notes.example',
      action: 'failed',
      refusedBy: 'own-server',
    },
  ],
  [
    'dotnet.txt',
    {
      finalRecipient: 'otto@see.example',
      enhancedStatusCode: '5.7.1',
      action: 'failed',
      refusedBy: 'client-dialog',
    },
  ],
  [
    'exchange-es.txt',
    {
      finalRecipient: 'marta.ruiz@taller.example',
      replyCode: '552',
      enhancedStatusCode: '5.2.2',
      remoteMta: 'mx.taller.example',
      reportingMta: 'EX01.fabrica.example',
      action: 'failed',
      refusedBy: 'remote-server',
    },
  ],
  [
    'exchange-fr.txt',
    {
      finalRecipient: 'paul.morel@atelier.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.10',
      reportingMta: 'EX01.usine.example',
      action: 'failed',
      refusedBy: 'own-server',
    },
  ],
  [
    'exchange-it.txt',
    {
      finalRecipient: 'luca.neri@bottega.example',
      replyCode: '550',
      enhancedStatusCode: '5.3.4',
      reportingMta: 'EX01.fabbrica.example',
      action: 'failed',
      refusedBy: 'own-server',
    },
  ],
  [
    'exchange-ja.txt',
    {
      finalRecipient: 'sora@kobo.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.10',
      reportingMta: 'EX01.kojo.example',
      action: 'failed',
      refusedBy: 'own-server',
    },
  ],
  [
    'exchange-nl.txt',
    {
      finalRecipient: 'jan.bos@werkplaats.example',
      replyCode: '550',
      enhancedStatusCode: '5.7.1',
      remoteMta: 'mx.werkplaats.example',
      reportingMta: 'EX01.fabriek.example',
      action: 'failed',
      refusedBy: 'remote-server',
    },
  ],
  [
    'exchange-pl.txt',
    {
      finalRecipient: 'ewa@warsztat.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      reportingMta: 'EX01.fabryka.example',
      action: 'failed',
      refusedBy: 'own-server',
    },
  ],
  [
    'exchange-pt.txt',
    {
      finalRecipient: 'rui.costa@oficina.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      reportingMta: 'EX01.fabrica.example',
      action: 'failed',
      refusedBy: 'own-server',
    },
  ],
  [
    'exchange-ru.txt',
    {
      finalRecipient: 'oleg@masterskaya.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      reportingMta: 'EX01.zavod.example',
      action: 'failed',
      refusedBy: 'own-server',
    },
  ],
  [
    'exchange-zh.txt',
    {
      finalRecipient: 'li.na@zuofang.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      reportingMta: 'EX01.gongchang.example',
      action: 'failed',
      refusedBy: 'own-server',
    },
  ],
  [
    'exim-defer-log.txt',
    {
      finalRecipient: 'otto@see.example',
      remoteMta: 'mx.see.example',
      remoteIp: '192.0.2.61',
      action: 'delayed',
      refusedBy: 'remote-server',
    },
  ],
  [
    'exim-reject-log.txt',
    {
      finalRecipient: 'otto@see.example',
      remoteIp: '198.51.100.7',
      action: 'failed',
      refusedBy: 'own-server',
      phase: 'rcpt-to',
    },
  ],
  [
    'exim-warning.eml',
    {
      finalRecipient: 'tom@ferne.example',
      replyCode: '451',
      enhancedStatusCode: '4.7.1',
      remoteMta: 'mx.ferne.example',
      remoteIp: '192.0.2.51',
      action: 'delayed',
      refusedBy: 'remote-server',
      phase: 'rcpt-to',
    },
  ],
  [
    'ezweb-filter.eml',
    { finalRecipient: 'haru@ezweb.example', replyCode: '550', action: 'failed', phase: 'rcpt-to' },
  ],
  ['ezweb.eml', { finalRecipient: 'haru@ezweb.example', action: 'failed' }],
  [
    'gmail-old-delay.eml',
    { finalRecipient: 'rita@garten.example', remoteMta: 'mx1.garten.example', action: 'delayed' },
  ],
  [
    'gmail-old.eml',
    {
      finalRecipient: 'rita@garten.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      remoteMta: 'mx1.garten.example',
      remoteIp: '192.0.2.31',
      action: 'failed',
      refusedBy: 'remote-server',
      phase: 'rcpt-to',
    },
  ],
  [
    'groupwise.eml',
    { finalRecipient: 'kurt.holm@gw.rathaus.example', replyCode: '550', action: 'failed', phase: 'rcpt-to' },
  ],
  [
    'icloud.eml',
    {
      finalRecipient: 'pia@insel.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.7',
      remoteMta: 'mx.insel.example',
      remoteIp: '198.51.100.20',
      reportingMta: 'ms77.mac.example',
      action: 'failed',
      refusedBy: 'remote-server',
    },
  ],
  ['iphone.txt', { finalRecipient: 'otto@see.example', action: 'failed', refusedBy: 'client-dialog' }],
  [
    'javamail.txt',
    {
      finalRecipient: 'otto@see.example',
      replyCode: '550',
      enhancedStatusCode: '5.7.1',
      action: 'failed',
      refusedBy: 'client-dialog',
    },
  ],
  [
    'messagelabs.eml',
    {
      finalRecipient: 'olga@hafen.example',
      replyCode: '552',
      enhancedStatusCode: '5.2.2',
      remoteMta: 'mail.hafen.example',
      reportingMta: 'server-7.bemta-7.messagelabs.example',
      action: 'failed',
      refusedBy: 'remote-server',
    },
  ],
  [
    'nodemailer.txt',
    {
      finalRecipient: 'otto@see.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      action: 'failed',
      refusedBy: 'client-dialog',
    },
  ],
  ['notes-old.eml', { finalRecipient: 'vera.lang@notes.example', action: 'failed' }],
  [
    'outlook-auth.txt',
    { replyCode: '530', enhancedStatusCode: '5.7.0', action: 'failed', refusedBy: 'client-dialog' },
  ],
  ['outlook-connect.txt', { action: 'failed', refusedBy: 'client-dialog' }],
  [
    'outlook-recipient.txt',
    {
      finalRecipient: 'otto@see.example',
      replyCode: '550',
      enhancedStatusCode: '5.7.1',
      remoteMta: 'smtp.werkstatt.example',
      action: 'failed',
      refusedBy: 'client-dialog',
    },
  ],
  [
    'phpmailer.txt',
    {
      finalRecipient: 'otto@see.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      action: 'failed',
      refusedBy: 'client-dialog',
    },
  ],
  [
    'postfix-bounced-log.txt',
    {
      finalRecipient: 'otto@see.example',
      replyCode: '550',
      enhancedStatusCode: '5.1.1',
      remoteMta: 'mx.see.example',
      remoteIp: '192.0.2.61',
      action: 'failed',
      refusedBy: 'remote-server',
      phase: 'rcpt-to',
    },
  ],
  [
    'sendmail-warning.eml',
    {
      finalRecipient: 'tom@ferne.example',
      enhancedStatusCode: '4.4.1',
      remoteMta: 'mx.ferne.example',
      reportingMta: 'out.werkstatt.example',
      action: 'delayed',
      refusedBy: 'remote-server',
    },
  ],
  [
    'sendmail-log.txt',
    {
      finalRecipient: 'otto@see.example',
      enhancedStatusCode: '5.1.1',
      remoteMta: 'mx.see.example',
      remoteIp: '192.0.2.61',
      action: 'failed',
      refusedBy: 'remote-server',
    },
  ],
  [
    'ses-sns.txt',
    {
      finalRecipient: 'lea@bergwerk.example',
      replyCode: '552',
      enhancedStatusCode: '5.2.2',
      remoteMta: '192.0.2.41',
      remoteIp: '192.0.2.41',
      reportingMta: 'a7-77.smtp-out.eu-west-1.amazonses.example',
      action: 'failed',
    },
  ],
  [
    'ses.eml',
    {
      finalRecipient: 'lea@bergwerk.example',
      replyCode: '550',
      enhancedStatusCode: '5.4.4',
      reportingMta: 'a7-77.smtp-out.eu-west-1.amazonses.example',
      action: 'failed',
    },
  ],
  [
    'smtplib-auth.txt',
    { replyCode: '535', enhancedStatusCode: '5.7.8', action: 'failed', refusedBy: 'client-dialog' },
  ],
  [
    'smtplib.txt',
    {
      finalRecipient: 'otto@see.example',
      replyCode: '554',
      enhancedStatusCode: '5.7.1',
      action: 'failed',
      refusedBy: 'client-dialog',
    },
  ],
  [
    'thunderbird-de.txt',
    {
      finalRecipient: 'otto@see.example',
      enhancedStatusCode: '5.1.1',
      action: 'failed',
      refusedBy: 'client-dialog',
    },
  ],
];

/** Beside these, readings hold the reply itself and whom the report went back to. */
const COMPARED = [
  'finalRecipient',
  'replyCode',
  'enhancedStatusCode',
  'remoteMta',
  'remoteIp',
  'reportingMta',
  'action',
  'refusedBy',
  'phase',
] as const;

test.each(ROWS)('%s', (name, expected) => {
  const { failures } = read(new Uint8Array(readFileSync(join(FOLDER, name))));
  expect(failures).toHaveLength(1);
  const facts = plain(failures[0]);
  const seen = COMPARED.flatMap((fact) =>
    (facts[fact] ?? null) === null ? [] : [[fact, facts[fact]] as const],
  );
  expect(Object.fromEntries(seen)).toEqual(expected);
});

test('what a mislabelled text says is read all the same', () => {
  const reply = (name: string) => read(new Uint8Array(readFileSync(join(FOLDER, name)))).failures[0]?.reply;
  expect(reply('charset-ja-missing.eml')).toBe(reply('charset-ja-wrong.eml'));
  expect(reply('charset-zh-missing.eml')).toBe('550 5.1.1 收件人不存在，请检查邮件地址');
  expect(reply('charset-zh-wrong.eml')).toBe('550 5.1.1 收件人不存在，请检查邮件地址');
  expect(reply('charset-ru-missing.eml')).toBe(reply('charset-ru-wrong.eml'));
});
