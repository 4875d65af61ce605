import type { Located } from '../address';
import type { Action } from '../failure';
import type { Finding } from '../finding';
import { findingOf } from '../finding';
import type { Page } from '../page';
import type { RemoteHost } from '../remote-host';
import { findCodes, readReply, wordsOnly, type Reply } from '../reply';
import { enhancedAt } from '../reply-code';
import type { Format } from './format';

/**
 * Bounce events of mail services: Amazon SES by SNS (where the notification is a string inside the notification),
 * SendGrid, Mailgun, Postmark, SparkPost. Keys are looked for in the text, so a cut-off paste is read too.
 */
export const notificationJson: Format = {
  name: 'service notification',
  form: 'report-text',
  inReports: false,
  recognises: (text) =>
    /^\s*[[{]/.test(text) && /"(?:\\?")?[\w-]*(?:bounce|diagnosticCode|recipient|reason|email)/i.test(text),
  read: readNotification,
};

const RECIPIENT_KEYS = /\\?"(?:emailAddress|recipient|rcpt_to|email|Email|to)\\?"\s?:\s?\\?"/g;
const REPLY_KEYS =
  /\\?"(?:diagnosticCode|reason|response|raw_reason|Details|description|message|error)\\?"\s?:\s?\\?"/g;

const SENDER_KEYS = /\\?"(?:source|from|From)\\?"\s?:\s?\\?"/g;
const REMOTE_KEYS = /\\?"remoteMtaIp\\?"\s?:\s?\\?"/g;
const REPORTER_KEYS = /\\?"reportingMTA\\?"\s?:\s?\\?"(?:dsn|dns);\s?/g;
const STATUS_KEYS = /\\?"status\\?"\s?:\s?\\?"/g;

function readNotification(page: Page): Finding[] {
  const recipients = unique(valuesOf(page, RECIPIENT_KEYS).filter((each) => each.value.includes('@')));
  const replies = valuesOf(page, REPLY_KEYS).filter((each) => /[45]\d\d|[a-z]{3} [a-z]/i.test(each.value));
  if (replies.length === 0 && !/"(?:\\?")?bounce/i.test(page.text)) return [];
  const common = {
    sender: valuesOf(page, SENDER_KEYS).find((each) => each.value.includes('@')) ?? null,
    reportingMta: valuesOf(page, REPORTER_KEYS)[0] ?? null,
    remote: remoteIn(page),
    status: statusIn(page),
    action: actionIn(page.text),
  };
  let next = 0;
  const failed = recipients.length > 0 ? recipients : [null];
  return failed.map((recipient, number) => {
    // Services write the reason into the recipient's own object; one reason may stand for several recipients.
    while (next + 1 < replies.length && recipient !== null && (replies[next]?.start ?? 0) < recipient.start)
      next++;
    const reply = replyOf(page, replies[next] ?? null);
    // All of it was written by a machine.
    const from = number === 0 ? 0 : (recipient?.start ?? 0);
    const to = number === failed.length - 1 ? page.text.length : (recipient?.end ?? from);
    return findingOf(page, { ...common, from, to, recipient, reply });
  });
}

function remoteIn(page: Page): RemoteHost | null {
  const ip = valuesOf(page, REMOTE_KEYS)[0];
  return ip === undefined ? null : { name: ip, ip };
}

function statusIn(page: Page): Located | null {
  const found = valuesOf(page, STATUS_KEYS).find((each) => /^[45]\./.test(each.value));
  return found === undefined ? null : enhancedAt(page.text, found.start);
}

/** The strings behind a key, up to their closing quote. */
function valuesOf(page: Page, key: RegExp): Located[] {
  const values: Located[] = [];
  for (const found of page.text.matchAll(key)) {
    const start = found.index + found[0].length;
    const end = stringEnd(page.text, start, found[0].includes('\\"'));
    if (end > start) values.push({ value: page.text.slice(start, end), start, end });
  }
  return values;
}

/** In a string inside a string the quotes themselves are escaped. */
function stringEnd(text: string, start: number, isNested: boolean): number {
  const limit = Math.min(text.length, start + 4000);
  for (let at = start; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return at;
    if (code !== 92) continue;
    if (isNested && text.charCodeAt(at + 1) === 34) return at;
    at++;
  }
  return limit;
}

function unique(recipients: readonly Located[]): Located[] {
  const known = new Set<string>();
  return recipients.filter((each) => !known.has(each.value) && known.add(each.value));
}

function replyOf(page: Page, value: Located | null): Reply | null {
  if (value === null) return null;
  const codes = findCodes(page, value.start, value.end);
  return codes === null ? wordsOnly(page, value.start, value.end) : readReply(page, codes, value.end);
}

function actionIn(text: string): Action | null {
  if (/"action\\?"\s?:\s?\\?"delayed|DeliveryDelay|"deferred/i.test(text)) return 'delayed';
  return /"action\\?"\s?:\s?\\?"failed|bounce/i.test(text) ? 'failed' : null;
}
