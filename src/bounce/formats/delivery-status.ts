import type { Located } from '../address';
import { findAddress, findIp, hostAfter, ipEndAt } from '../address';
import type { Action, RefusedBy } from '../failure';
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

/**
 * The fields of RFC 3464, as a part of their own or pasted as text. Courier, Exchange, SES and others write them
 * in other orders and cases; in a pasted text any field may be missing.
 */
interface Field {
  readonly name: string;
  /** The value with its folded lines. */
  readonly start: number;
  readonly end: number;
  readonly lineFrom: number;
}

const PER_MESSAGE = new Set([
  'reporting-mta',
  'arrival-date',
  'received-from-mta',
  'original-envelope-id',
  'dsn-gateway',
  'x-postfix-queue-id',
  'x-postfix-sender',
  'x-outbound-mail-relay-sender',
  'x-outbound-mail-relay-queue-id',
]);
const PER_RECIPIENT = new Set([
  'final-recipient',
  'original-recipient',
  'action',
  'status',
  'remote-mta',
  'diagnostic-code',
  'last-attempt-date',
  'will-retry-until',
  'final-log-id',
  'x-actual-recipient',
  'x-display-name',
  'x-supplementary-info',
  'smtp-remote-recipient',
  'x-original-message-id',
]);

/** One finding for each recipient's group of fields; empty when there are no fields. */
export function readDeliveryStatus(page: Page): Finding[] {
  const fields = fieldsOf(page);
  if (fields.length === 0) return [];
  const message = new Map<string, Field>();
  const findings: Finding[] = [];
  let group = new Map<string, Field>();
  for (const field of fields) {
    if (PER_MESSAGE.has(field.name)) {
      message.set(field.name, field);
      continue;
    }
    if (startsGroup(field, group, page)) {
      addGroup(page, message, group, findings);
      group = new Map();
    }
    group.set(field.name, field);
  }
  addGroup(page, message, group, findings);
  return findings;
}

/** A field that is there already belongs to the next recipient; so does a recipient behind an empty line. */
function startsGroup(field: Field, group: ReadonlyMap<string, Field>, page: Page): boolean {
  if (group.size === 0) return false;
  const known = group.get(field.name);
  if (known === undefined) return hasGapBefore(page, field) && group.has('final-recipient');
  // Exchange repeats Diagnostic-Code; a second Status or Action without a gap is a correction of nothing.
  return field.name === 'final-recipient' || field.name === 'original-recipient' || hasGapBefore(page, field);
}

function hasGapBefore(page: Page, field: Field): boolean {
  let at = field.lineFrom - 1;
  let breaks = 0;
  while (at >= 0 && page.text.charCodeAt(at) <= 32) {
    if (page.text.charCodeAt(at) === 10) breaks++;
    at--;
  }
  return breaks > 1;
}

function fieldsOf(page: Page): Field[] {
  const fields: Field[] = [];
  for (let line = 0; line < lineCount(page); line++) {
    const start = lineStart(page, line);
    const end = lineEnd(page, line);
    const name = fieldName(page.text, start, end);
    if (name === null) continue;
    let last = line;
    const indent = page.indents[line] ?? 0;
    while (isFolded(page, last + 1, indent)) last++;
    fields.push({
      name,
      start: page.text.indexOf(':', start) + 1,
      end: lineEnd(page, last),
      lineFrom: start,
    });
    line = last;
  }
  return fields;
}

/** The first letters of all names, which Mimecast writes with a blank before the colon: most lines of a mail are dismissed by one look. */
const INITIALS = /[aorxdfslw]/i;

function fieldName(text: string, start: number, end: number): string | null {
  if (!INITIALS.test(text.charAt(start))) return null;
  const colon = indexWithin(text, 58, start + 5, Math.min(end, start + 34));
  if (colon < 0) return null;
  const name = text.slice(start, colon).trimEnd().toLowerCase();
  return PER_RECIPIENT.has(name) || PER_MESSAGE.has(name) ? name : null;
}

function isFolded(page: Page, line: number, indent: number): boolean {
  if (line >= lineCount(page) || lineStart(page, line) >= lineEnd(page, line)) return false;
  if ((page.indents[line] ?? 0) <= indent) return false;
  return fieldName(page.text, lineStart(page, line), lineEnd(page, line)) === null;
}

function addGroup(
  page: Page,
  message: ReadonlyMap<string, Field>,
  group: ReadonlyMap<string, Field>,
  findings: Finding[],
): void {
  const recipient = recipientOf(page, group);
  const diagnostic = group.get('diagnostic-code');
  if (recipient === null && diagnostic === undefined && !group.has('status')) return;
  const action = actionOf(page, group.get('action'));
  const reply = diagnostic === undefined ? null : diagnosticReply(page, diagnostic);
  const reporting = hostOf(page, message.get('reporting-mta'));
  const remote = hostOf(page, group.get('remote-mta')) ?? hostBeforeReply(page, diagnostic, reply);
  const span = spanOf(group);
  const text = page.text.slice(span.from, span.to);
  findings.push(
    findingOf(page, {
      ...span,
      recipient,
      alias: aliasOf(page, group, recipient),
      sender: addressOf(page, message.get('x-postfix-sender') ?? message.get('x-outbound-mail-relay-sender')),
      reply,
      remote,
      reportingMta: reporting?.name ?? null,
      status: statusOf(page, group.get('status')),
      action,
      refusedBy: refuser(remote, reporting, reply),
      phase: phaseIn(text),
    }),
  );
}

function spanOf(group: ReadonlyMap<string, Field>): { from: number; to: number } {
  let from = Infinity;
  let to = 0;
  for (const field of group.values()) {
    from = Math.min(from, field.lineFrom);
    to = Math.max(to, field.end);
  }
  return { from, to };
}

/** The final recipient; the original one where a gateway hid it behind a queue name or its own address form. */
function recipientOf(page: Page, group: ReadonlyMap<string, Field>): Located | null {
  return (
    addressOf(page, group.get('final-recipient')) ??
    addressOf(page, group.get('original-recipient')) ??
    addressOf(page, group.get('x-actual-recipient')) ??
    typedValue(page, group.get('final-recipient'))
  );
}

/** What the text for people may call the recipient: the address before or behind an alias. */
function aliasOf(page: Page, group: ReadonlyMap<string, Field>, recipient: Located | null): string | null {
  for (const name of ['x-actual-recipient', 'original-recipient']) {
    const alias = addressOf(page, group.get(name))?.value.toLowerCase();
    if (alias !== undefined && alias !== recipient?.value.toLowerCase()) return alias;
  }
  return null;
}

function addressOf(page: Page, field: Field | undefined): Located | null {
  if (field === undefined) return null;
  const typed = typedValue(page, field);
  if (typed === null) return null;
  // Sendmail writes encoded words into addresses; they are one address up to the blank.
  if (typed.value.includes('=?') && typed.value.includes('@') && !typed.value.includes(' ')) return typed;
  return findAddress(page.text, typed.start, typed.end);
}

/** `rfc822; bob@x.example` without its type, and without angle brackets. */
function typedValue(page: Page, field: Field | undefined): Located | null {
  if (field === undefined) return null;
  const semicolon = indexWithin(page.text, 59, field.start, Math.min(field.end, field.start + 30));
  let start = semicolon < 0 ? field.start : semicolon + 1;
  let end = field.end;
  while (start < end && (page.text.charCodeAt(start) <= 32 || page.text.charCodeAt(start) === 60)) start++;
  while (end > start && (page.text.charCodeAt(end - 1) <= 32 || page.text.charCodeAt(end - 1) === 62)) end--;
  return end > start ? { value: page.text.slice(start, Math.min(end, start + 2000)), start, end } : null;
}

function hostOf(page: Page, field: Field | undefined): RemoteHost | null {
  const value = typedValue(page, field);
  if (value === null) return null;
  const { text } = page;
  const start = value.start + (text.charCodeAt(value.start) === 91 ? 1 : 0);
  const ipEnd = ipEndAt(text, start);
  if (ipEnd > 0 && ipEnd <= value.end) {
    const ip = { value: text.slice(start, ipEnd), start, end: ipEnd };
    return { name: ip, ip };
  }
  const name = hostAfter(text, value.start, value.end) ?? firstWord(text, value);
  return { name, ip: findIp(text, name.end, Math.min(value.end, name.end + 120)) };
}

function firstWord(text: string, value: Located): Located {
  let end = value.start;
  while (end < value.end && text.charCodeAt(end) > 32) end++;
  return { value: text.slice(value.start, end), start: value.start, end };
}

const ACTIONS: readonly Action[] = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'];

function actionOf(page: Page, field: Field | undefined): Action | null {
  if (field === undefined) return null;
  const value = page.text.slice(field.start, field.end).trim().toLowerCase();
  return ACTIONS.find((action) => value.startsWith(action)) ?? (value.startsWith('fail') ? 'failed' : null);
}

function statusOf(page: Page, field: Field | undefined): Located | null {
  if (field === undefined) return null;
  for (let at = field.start; at < field.end; at++) {
    const code = page.text.charCodeAt(at);
    if (code === 50 || code === 52 || code === 53) return enhancedAt(page.text, at);
    if (code > 32) return null;
  }
  return null;
}

function diagnosticReply(page: Page, field: Field): Reply | null {
  const codes = findCodes(page, field.start, field.end);
  if (codes !== null) return readReply(page, codes, field.end);
  const words = typedValue(page, field);
  return words === null ? null : wordsOnly(page, words.start, words.end);
}

/** `X-Postfix; host mx.example[192.0.2.1] said: 550 ...`: without a Remote-MTA the diagnostic names who spoke. */
function hostBeforeReply(page: Page, diagnostic: Field | undefined, reply: Reply | null): RemoteHost | null {
  return diagnostic === undefined || reply === null
    ? null
    : findRemoteHost(page.text, diagnostic.start, reply.start);
}

function refuser(
  remote: RemoteHost | null,
  reporting: RemoteHost | null,
  reply: Reply | null,
): RefusedBy | null {
  if (remote !== null && remote.name !== null) {
    return remote.name.value.toLowerCase() === reporting?.name?.value.toLowerCase()
      ? 'own-server'
      : 'remote-server';
  }
  return reply === null || reply.replyCode === null ? 'own-server' : null;
}
