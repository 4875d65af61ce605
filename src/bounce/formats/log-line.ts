import type { Located } from '../address';
import { findAddress, findIp, hostAfter, ipEndAt } from '../address';
import type { Action, Phase } from '../failure';
import type { Finding } from '../finding';
import { findingOf } from '../finding';
import type { Page } from '../page';
import { lineCount, lineEnd, lineStart } from '../page';
import { phaseIn } from '../phase';
import type { RemoteHost } from '../remote-host';
import { findRemoteHost } from '../remote-host';
import type { Reply } from '../reply';
import { findCodes, readReply, wordsOnly } from '../reply';
import { enhancedAt } from '../reply-code';
import { indexWithin } from '../search-within';
import type { Format } from './format';

/**
 * Log lines of Postfix (`to=<>, relay=, dsn=, status=bounced (...)`, `NOQUEUE: reject:`), sendmail (`stat=`),
 * Exim (`** bob@x R= T= H=`, `== bob@x ... defer`) and Dovecot's delivery agent.
 */
export const logLine: Format = {
  name: 'log line',
  form: 'log-line',
  inReports: false,
  recognises: (text) => MARKS.some((mark) => text.includes(mark)),
  read: readLog,
};

const MARKS = [
  'status=',
  'stat=',
  'NOQUEUE: ',
  ' ** ',
  ' == ',
  ' rejected ',
  'deliver(',
  'lmtp(',
  'refused to talk to me',
];

interface Line {
  readonly page: Page;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function readLog(page: Page): Finding[] {
  const findings: Finding[] = [];
  for (let number = 0; number < lineCount(page); number++) {
    const start = lineStart(page, number);
    const end = wrappedEnd(page, number);
    const text = page.text.slice(start, end);
    const line: Line = { page, start, end, text };
    const finding =
      readPostfix(line) ??
      readReject(line) ??
      readSendmail(line) ??
      readExim(line) ??
      readEximReject(line) ??
      readDelivery(line);
    if (finding === null) continue;
    findings.push(finding);
    while (number + 1 < lineCount(page) && lineStart(page, number + 1) < end) number++;
  }
  return findings;
}

/** A chat wraps long log lines: while a bracket is open, the line goes on below. */
function wrappedEnd(page: Page, first: number): number {
  let end = lineEnd(page, first);
  const open = page.text.slice(lineStart(page, first), end).lastIndexOf('status=');
  if (open < 0) return end;
  for (let line = first + 1; line < Math.min(lineCount(page), first + 8); line++) {
    if (page.text.charCodeAt(end - 1) === 41 || lineStart(page, line) >= lineEnd(page, line)) return end;
    end = lineEnd(page, line);
  }
  return end;
}

/** The value behind `name=` in a line, up to a comma, blank or bracket. */
function field(line: Line, name: string): Located | null {
  const at = line.text.indexOf(name);
  if (at < 0) return null;
  let start = line.start + at + name.length;
  if (line.page.text.charCodeAt(start) === 60) start++;
  let end = start;
  while (end < line.end && !' ,>;)'.includes(line.page.text.charAt(end))) end++;
  return end > start ? { value: line.page.text.slice(start, end), start, end } : null;
}

/** A field that holds an address; a masked or empty one tells nothing. */
function addressField(line: Line, name: string): Located | null {
  const found = field(line, name);
  return found !== null && found.value.includes('@') ? found : null;
}

function relayOf(line: Line): RemoteHost | null {
  const relay = field(line, 'relay=');
  if (relay === null || relay.value === 'none' || relay.value === 'local' || relay.value === 'virtual')
    return null;
  const name = hostAfter(line.page.text, relay.start, line.end);
  return name === null
    ? null
    : { name, ip: findIp(line.page.text, name.end, Math.min(line.end, name.end + 50)) };
}

function statusOf(line: Line): Located | null {
  const dsn = field(line, 'dsn=');
  return dsn === null ? null : enhancedAt(line.page.text, dsn.start);
}

function readPostfix(line: Line): Finding | null {
  const at = line.text.indexOf('status=');
  if (at < 0 || !isDelivery(line)) return null;
  const action = POSTFIX_STATUS.get(field(line, 'status=')?.value ?? '');
  if (action === undefined) return null;
  const open = indexWithin(line.page.text, 40, line.start + at, line.end);
  const from = open < 0 ? line.end : open + 1;
  const reply = replyIn(line, from);
  const remote = relayOf(line) ?? findRemoteHost(line.page.text, from, reply?.start ?? line.end);
  const isTheirs = reply !== null && reply.replyCode !== null && remote !== null;
  return findingOf(line.page, {
    from: line.start,
    to: line.end,
    recipient: addressField(line, ' to=<') ?? addressField(line, 'to=<'),
    sender: addressField(line, 'from=<'),
    reply,
    remote,
    status: statusOf(line),
    action,
    refusedBy: isTheirs ? 'remote-server' : 'own-server',
    phase: phaseIn(line.text),
  });
}

function isDelivery(line: Line): boolean {
  return line.text.includes('to=<') || line.text.includes('dsn=') || line.text.startsWith('status=');
}

const POSTFIX_STATUS: ReadonlyMap<string, Action> = new Map([
  ['bounced', 'failed'],
  ['deferred', 'delayed'],
  ['undeliverable', 'failed'],
  ['expired', 'failed'],
]);

/** The reply in what the log says, else all of its words. */
function replyIn(line: Line, from: number): Reply | null {
  const codes = findCodes(line.page, from, line.end);
  if (codes !== null && codes.replyCode !== null) return readReply(line.page, codes, line.end);
  return from < line.end ? wordsOnly(line.page, from, line.end) : null;
}

/** `NOQUEUE: reject: RCPT from x[192.0.2.1]: 504 5.5.2 <localhost>: ...; from=<> to=<> proto=ESMTP helo=<x>` */
function readReject(line: Line): Finding | null {
  const at = line.text.indexOf('reject: ');
  if (at < 0 || !line.text.includes('NOQUEUE')) return null;
  const codes = findCodes(line.page, line.start + at, line.end);
  if (codes === null) return null;
  const client = line.page.text.indexOf('[', line.start + at);
  const ipEnd = ipEndAt(line.page.text, client + 1);
  const ip =
    ipEnd > 0 && ipEnd < codes.start
      ? { value: line.page.text.slice(client + 1, ipEnd), start: client + 1, end: ipEnd }
      : null;
  return findingOf(line.page, {
    from: line.start,
    to: line.end,
    recipient: addressField(line, ' to=<'),
    sender: addressField(line, 'from=<'),
    reply: readReply(line.page, codes, line.end),
    remote: ip === null ? null : { name: null, ip },
    action: 'failed',
    refusedBy: 'own-server',
    phase: phaseIn(line.text),
  });
}

/** `to=<bob@x.example>, ... relay=mx.x.example. [192.0.2.1], dsn=5.1.1, stat=User unknown` */
function readSendmail(line: Line): Finding | null {
  const at = line.text.indexOf('stat=');
  if (at < 0 || !line.text.includes('to=')) return null;
  const from = line.start + at + 5;
  const words = line.page.text.slice(from, line.end);
  if (words.startsWith('Sent') || words.startsWith('queued')) return null;
  return findingOf(line.page, {
    from: line.start,
    to: line.end,
    recipient: field(line, ' to=') ?? field(line, 'to='),
    reply: replyIn(line, from),
    remote: relayOf(line),
    status: statusOf(line),
    action: words.startsWith('Deferred') ? 'delayed' : 'failed',
    refusedBy: relayOf(line) === null ? 'own-server' : 'remote-server',
    phase: null,
  });
}

/** `1xVk5G-00085J-28 ** bob@x.example R=dns T=smtp H=mx.x.example [192.0.2.1]: SMTP error ...: 550 ...` */
function readExim(line: Line): Finding | null {
  const bounced = line.text.indexOf(' ** ');
  const at = bounced >= 0 ? bounced : line.text.indexOf(' == ');
  if (at < 0 || !/ [RT]=\w/.test(line.text)) return null;
  const recipient = findAddress(line.page.text, line.start + at, line.end);
  const host = field(line, ' H=');
  const remote =
    host === null ? null : findRemoteHost(line.page.text, host.start, Math.min(line.end, host.end + 60));
  const colon = line.text.indexOf(': ', at);
  return findingOf(line.page, {
    from: line.start,
    to: line.end,
    recipient,
    reply: replyIn(line, colon < 0 ? line.end : line.start + colon + 2),
    remote: remote ?? (host === null ? null : { name: host, ip: null }),
    action: bounced >= 0 ? 'failed' : 'delayed',
    refusedBy: host === null ? 'own-server' : 'remote-server',
    phase: phaseIn(line.text),
  });
}

/** `H=pc.x.example [192.0.2.1] F=<me@x.example> rejected RCPT <bob@x.example>: relay not permitted` */
function readEximReject(line: Line): Finding | null {
  const found = EXIM_REJECT.exec(line.text);
  const command = found?.[1];
  if (found === null || command === undefined || !line.text.includes('H=')) return null;
  const { text } = line.page;
  const from = line.start + found.index + found[0].length;
  const colon = line.text.indexOf(': ', found.index);
  const to = colon < 0 ? line.end : line.start + colon;
  const ip = findIp(text, line.start + line.text.indexOf('H='), line.start + found.index);
  return findingOf(line.page, {
    from: line.start,
    to: line.end,
    recipient: command === 'RCPT' ? findAddress(text, from, to) : null,
    sender: addressField(line, 'F=<'),
    reply: replyIn(line, colon < 0 ? line.end : to + 2),
    remote: ip === null ? null : { name: null, ip },
    action: 'failed',
    refusedBy: 'own-server',
    phase: EXIM_PHASES[command] ?? 'data',
  });
}

const EXIM_REJECT = / rejected (RCPT|MAIL|EHLO|HELO|after DATA|connection)/;
const EXIM_PHASES: Readonly<Record<string, Phase>> = {
  RCPT: 'rcpt-to',
  MAIL: 'mail-from',
  EHLO: 'connect',
  HELO: 'connect',
  connection: 'connect',
};

/** Dovecot: `deliver(bob@x.example): msgid=<...>: save failed to INBOX: Quota exceeded (mailbox for user is full)` */
function readDelivery(line: Line): Finding | null {
  const at = line.text.indexOf('save failed to ');
  if (at < 0) return null;
  const colon = line.text.indexOf(': ', at);
  if (colon < 0) return null;
  return findingOf(line.page, {
    from: line.start,
    to: line.end,
    recipient: findAddress(line.page.text, line.start, line.start + at),
    reply: wordsOnly(line.page, line.start + colon + 2, line.end),
    action: 'failed',
    refusedBy: 'own-server',
  });
}
