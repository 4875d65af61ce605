import { actionIn } from './action';
import { decodePaste, isText } from './decode-paste';
import type { Failure, PasteRead, Reading } from './failure';
import type { Finding } from './finding';
import { splitMbox } from './mbox';
import { textOfHtml } from './mime/html-text';
import { looksLikeMail } from './mime/header-block';
import type { OutlookMessage } from './outlook-msg';
import { isCompoundFile, readOutlookMessage } from './outlook-msg';
import { pageOf } from './page';
import type { MailRead } from './read-mail';
import { readMail } from './read-mail';
import { readText } from './read-text';
import { nowhere, slice, type SourceText } from './source-text';
import { unmangle } from './unmangle';

/** The largest paste that is read, in bytes or UTF-16 units: a mail of 24 MB, the usual limit, in base64. */
export const LARGEST_PASTE = 32 * 1024 * 1024;

/**
 * Reads whatever a person pasted or dropped: a bare reply line, a log, a dialog, a whole mail, an mbox or an
 * Outlook file. Never throws, and takes time linear in the input.
 */
export function readPaste(input: string | Uint8Array): Reading {
  if (input.length > LARGEST_PASTE) return { kind: 'refused', reason: 'too-large' };
  if (typeof input !== 'string' && isCompoundFile(input)) {
    const message = readOutlookMessage(input);
    return message === null ? { kind: 'refused', reason: 'not-text' } : readOutlook(message);
  }
  const source = decodePaste(input);
  if (source.text.trim() === '') return { kind: 'refused', reason: 'empty' };
  return isText(source.text) ? readSource(source) : { kind: 'refused', reason: 'not-text' };
}

function readSource(source: SourceText): PasteRead {
  const start = firstCharacter(source.text);
  if (looksLikeMail(source, start)) return readMails(splitMbox(slice(source, start, source.text.length)));
  const clean = unmangle(source);
  const mailStart = clean === source ? start : firstCharacter(clean.text);
  if (clean !== source && looksLikeMail(clean, mailStart))
    return ofMail(readMail(slice(clean, mailStart, clean.text.length)));
  return readEmbedded(clean) ?? ofText(clean);
}

function firstCharacter(text: string): number {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) <= 32) at++;
  return at;
}

/** Fields that begin the header of a mail as it is stored. */
const FIRST_FIELD =
  /^(?:Return-Path|Received|Delivered-To|X-Original-To|Envelope-To|Authentication-Results):[ \t]/m;

/** A mail's source below words of the person's own. */
function readEmbedded(source: SourceText): PasteRead | null {
  const found = FIRST_FIELD.exec(source.text);
  if (found === null || !looksLikeMail(source, found.index)) return null;
  const mail = readMail(slice(source, found.index, source.text.length));
  if (mail.findings.length === 0) return null;
  return { ...ofMail(mail), ownWords: source.text.slice(0, found.index).trim() };
}

function ofText(source: SourceText): PasteRead {
  const { form, findings, ownWords } = readText(pageOf(source), false);
  return { kind: 'read', form, failures: findings.map(failureOf), ownWords, otherKind: null };
}

function readMails(mails: readonly SourceText[]): PasteRead {
  const reads = mails.map((mail) => readMail(mail));
  const [first] = reads;
  if (reads.length === 1 && first !== undefined) return ofMail(first);
  return {
    kind: 'read',
    form: 'mail',
    failures: reads.flatMap((read) => read.findings.map(failureOf)),
    ownWords: '',
    otherKind: reads.some((read) => read.findings.length > 0) ? null : (first?.otherKind ?? null),
  };
}

function ofMail(mail: MailRead): PasteRead {
  const { findings, ownWords, otherKind } = mail;
  return { kind: 'read', form: 'mail', failures: findings.map(failureOf), ownWords, otherKind };
}

function failureOf(finding: Finding): Failure {
  const { facts, action, refusedBy, phase, reply, report } = finding;
  return { facts, action: action ?? actionIn(report), refusedBy, phase, reply, report };
}

/** A saved report has no place as text; a saved mail is read like one that came by SMTP. */
function readOutlook(message: OutlookMessage): PasteRead {
  const body = message.body === '' ? textOfHtml(nowhere(message.html)).text : message.body;
  const noted = message.recipients
    .map(({ address, supplementary }) => `${address}\n${supplementary}\n`)
    .join('\n');
  const isReport = message.isReport || /mailer-daemon|postmaster/i.test(message.headers);
  const text = `Subject: ${message.subject}\n\n${body}\n\n${isReport ? noted : ''}`;
  const { findings, ownWords } = readText(pageOf(nowhere(text)), isReport);
  return { kind: 'read', form: 'mail', failures: findings.map(failureOf), ownWords, otherKind: null };
}
