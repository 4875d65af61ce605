import type { Located } from '../address';
import { findAddress } from '../address';
import type { Finding } from '../finding';
import { findingOf } from '../finding';
import type { Page } from '../page';
import { lineAt, lineEnd, lineStart } from '../page';
import { phaseIn } from '../phase';
import type { Reply } from '../reply';
import { findCodes, readReply, wordsOnly } from '../reply';
import { enhancedAt } from '../reply-code';
import { lastIndexWithin } from '../search-within';
import type { Format } from './format';

/** Errors of mail libraries: nodemailer, smtplib, PHPMailer, Swift Mailer, JavaMail, .NET, Net::SMTP and the like. */
export const exception: Format = {
  name: 'exception',
  form: 'exception',
  inReports: false,
  recognises: (text) => MARKS.test(text) || hasErrorAhead(text),
  read: readException,
};

const MARKS =
  /smtplib\.|SMTPConnection|responseCode|Swift_|PHPMailer|SMTP Error:|javax\.mail|jakarta\.mail|com\.sun\.mail|System\.Net\.Mail|SmtpException|Net::SMTP|Expected response code|Traceback|nodemailer|EENVELOPE|EAUTH|EMESSAGE|Horde_Smtp|SMTPRecipientsRefused|SMTPAuthenticationError|permanent_failure|Zend_Mail|Exception:|SMTP (?:code|server error|command)/;

const ERROR = 'Error: ';
const FURTHEST_CODE = 80;

/** A library's `Error: ` stands before the reply; `421 4.4.2 mx.example Error: timeout exceeded` is the reply itself. */
function hasErrorAhead(text: string): boolean {
  const at = text.indexOf(ERROR);
  if (at < 0) return false;
  const before = text.slice(Math.max(0, at - FURTHEST_CODE), at);
  const line = before.lastIndexOf('\n') + 1;
  return !CODE_IN_LINE.test(before.slice(line)) && !CODE_AT_END.test(before.slice(0, line).trimEnd());
}

const CODE_IN_LINE = /\b[45]\d\d[ -]/;
/** A report is wrapped behind the code, too. */
const CODE_AT_END = /\b[45]\d\d$/;

function readException(page: Page): Finding[] {
  const tuples = readTuples(page);
  if (tuples.length > 0) return tuples;
  const codes = findCodes(page, 0, page.text.length);
  const reply = codes === null ? null : readReply(page, codes, page.text.length);
  if (reply === null) return [];
  const lineFrom = lineStart(page, lineAt(page, reply.start));
  return [
    findingOf(page, {
      from: lineFrom,
      to: Math.max(reply.end, lineEnd(page, lineAt(page, reply.start))),
      recipient: recipientOf(page, reply),
      reply,
      action: 'failed',
      refusedBy: 'client-dialog',
      phase: phaseIn(page.text.slice(lineFrom, reply.end)),
    }),
  ];
}

/** A reply about the sender names the sender, not the recipient. */
const ABOUT_SENDER = /sender|mail from|from header|helo|client host|authenti/i;

function recipientOf(page: Page, reply: Reply): Located | null {
  return ABOUT_SENDER.test(reply.words) ? null : findAddress(page.text, reply.start, reply.end);
}

/** Python: `(550, b'5.1.1 no such user')`, in a dictionary by recipient: `{'bob@x.example': (550, b'...')}`. */
const TUPLE = /\(\s?([45]\d\d),\s?b?(['"])/g;

function readTuples(page: Page): Finding[] {
  const findings: Finding[] = [];
  for (const found of page.text.matchAll(TUPLE)) {
    const quote = found[2];
    const code = found[1];
    if (quote === undefined || code === undefined) continue;
    const start = found.index + found[0].length;
    const end = closingQuote(page.text, start, quote);
    findings.push(
      tupleFinding(page, { value: code, start: found.index + 1, end: found.index + 4 }, start, end),
    );
  }
  return findings;
}

function closingQuote(text: string, start: number, quote: string): number {
  const limit = Math.min(text.length, start + 2000);
  for (let at = start; at < limit; at++) {
    if (text.charAt(at) === quote && text.charAt(at - 1) !== '\\' && ',)'.includes(text.charAt(at + 1)))
      return at;
  }
  return limit;
}

function tupleFinding(page: Page, replyCode: Located, start: number, end: number): Finding {
  const inner = wordsOnly(page, start, end);
  const enhanced = enhancedAt(page.text, start);
  const words = `${replyCode.value} ${inner.words}`;
  const key = keyBefore(page.text, replyCode.start - 1);
  return findingOf(page, {
    from: key?.start ?? replyCode.start,
    to: end,
    recipient: key,
    reply: { start: replyCode.start, end, words, replyCode, enhanced: enhanced ?? inner.enhanced },
    action: 'failed',
    refusedBy: 'client-dialog',
  });
}

/** The quoted address of a dictionary's key: `'bob@x.example': (`. */
function keyBefore(text: string, end: number): Located | null {
  let at = end;
  while (at > 0 && ' :'.includes(text.charAt(at - 1))) at--;
  const quote = text.charCodeAt(at - 1);
  if (at === end || (quote !== 39 && quote !== 34)) return null;
  const open = lastIndexWithin(text, quote, Math.max(0, at - 340), at - 1);
  return open < 0 ? null : findAddress(text, open + 1, at - 1);
}
