import type { Failure, Reading } from './failure';
import type { Finding } from './finding';
import { binaryOf, utf8Of } from './mime/charset';
import { looksLikeMail } from './mime/header-block';
import { pageOf } from './page';
import { readMail } from './read-mail';
import { readText } from './read-text';
import { ofPaste } from './source-text';

/** The largest paste that is read, in bytes or UTF-16 units: a mail of 24 MB, the usual limit, in base64. */
export const LARGEST_PASTE = 32 * 1024 * 1024;

/** Reads whatever a person pasted or dropped. Never throws; linear in the input. */
export function readPaste(input: string | Uint8Array): Reading {
  if (input.length > LARGEST_PASTE) return { kind: 'refused', reason: 'too-large' };
  const text = typeof input === 'string' ? input : (utf8Of(input) ?? binaryOf(input));
  if (text.trim() === '') return { kind: 'refused', reason: 'empty' };
  const source = ofPaste(text);
  if (looksLikeMail(source, 0)) {
    const mail = readMail(source);
    const failures = mail.findings.map((finding) => failureOf(finding, mail.about));
    return { kind: 'read', form: 'mail', failures, ownWords: mail.ownWords, otherKind: mail.otherKind };
  }
  const read = readText(pageOf(source), false);
  return {
    kind: 'read',
    form: read.form,
    failures: read.findings.map((finding) => failureOf(finding, '')),
    ownWords: read.findings.length === 0 ? text : '',
    otherKind: null,
  };
}

function failureOf(finding: Finding, report: string): Failure {
  const { facts, action, refusedBy, phase, reply } = finding;
  return { facts, action, refusedBy, phase, reply, report };
}
