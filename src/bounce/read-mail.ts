import { actionIn } from './action';
import type { Located } from './address';
import { findAddress } from './address';
import type { Fact, OtherKind } from './failure';
import type { Finding } from './finding';
import { readDeliveryStatus } from './formats/delivery-status';
import { mergeFindings } from './merge';
import { decodeWords } from './mime/encoded-word';
import { headerValue, looksLikeMail } from './mime/header-block';
import type { MailParts } from './mime/mail-parts';
import { partsOfMail } from './mime/mail-parts';
import { originalStart } from './original-start';
import { lineStart, pageOf } from './page';
import type { TextRead } from './read-text';
import { readText } from './read-text';
import { placeIn, slice, type SourceText } from './source-text';

export interface MailRead {
  readonly findings: readonly Finding[];
  readonly ownWords: string;
  readonly otherKind: OtherKind | null;
}

/** Forwards of forwards are read to this depth. */
const DEEPEST_FORWARD = 4;

/** Reads a whole mail: the report's parts first, then what it encloses. */
export function readMail(source: SourceText, depth = 0): MailRead {
  const parts = partsOfMail(source);
  const isReport = parts.isReport || isFromMailSystem(parts);
  const statuses = parts.statuses.map((part) => ({ part, findings: readDeliveryStatus(pageOf(part)) }));
  // Some label the text for people as the part for machines.
  const mislabelled = statuses.filter(({ findings }) => findings.length === 0).map(({ part }) => part);
  const texts = [...parts.texts, ...mislabelled].map((text) => readPart(text, isReport));
  const found = mergeFindings([...statuses, ...texts].map(({ findings }) => findings));
  const subject = decodeWords(headerValue(source.text, parts.header, 'subject'));
  const words = texts.map((text) => text.words).join('\n');
  if (found.length === 0 && !isReport && depth < DEEPEST_FORWARD) {
    const forwarded = readEnclosed(parts, words, depth);
    if (forwarded !== null) return forwarded;
  }
  const original = parts.original ?? texts.find((text) => text.original !== null)?.original ?? null;
  const findings = found.map((finding) => completed(finding, parts, isReport));
  return {
    findings: withKnownRecipients(findings, isReport ? failedRecipients(parts, original) : []).map(
      (finding) => reported(finding, subject, isReport),
    ),
    ownWords: isReport ? '' : ownWordsOf(subject, texts),
    otherKind: otherKindOf(parts, subject, findings),
  };
}

/** A mail system that reports a failure and does not say that it still tries has given up. */
function reported(finding: Finding, subject: string, isReport: boolean): Finding {
  const report = `${subject}\n${finding.report}`.trim();
  return { ...finding, report, action: finding.action ?? actionIn(report) ?? (isReport ? 'failed' : null) };
}

interface PartRead extends TextRead {
  readonly words: string;
  /** The returned message below, when it stands in the same text. */
  readonly original: SourceText | null;
}

function ownWordsOf(subject: string, texts: readonly TextRead[]): string {
  return [subject, ...texts.map((text) => text.ownWords)].join('\n').trim();
}

/** A text part is read up to the returned original in it. */
function readPart(text: SourceText, isReport: boolean): PartRead {
  const whole = pageOf(text);
  const end = lineStart(whole, originalStart(whole));
  const page = end >= text.text.length ? whole : pageOf(slice(text, 0, end));
  const original = page === whole ? null : slice(text, end, text.text.length);
  return { ...readText(page, isReport), words: page.text, original };
}

function readEnclosed(parts: MailParts, words: string, depth: number): MailRead | null {
  for (const enclosed of parts.enclosed) {
    if (!looksLikeMail(enclosed, 0)) continue;
    const read = readMail(enclosed, depth + 1);
    if (read.findings.length > 0 || read.otherKind !== null) return { ...read, ownWords: words.trim() };
  }
  return null;
}

const SYSTEM_SENDER =
  /mailer-daemon|postmaster|mail delivery|maildelivery|mail-daemon|no-?reply.{0,20}bounce|delivery sub/i;
const SYSTEM_SUBJECT =
  /undeliver|non.?deliver|delivery (?:status|fail|report|notification|problem|has failed)|returned mail|failure notice|mail (?:delivery )?failed|mail delivery|delivery failure|could not be delivered|rejected|unzustellbar|zustell|non remis|échec|no se puede entregar|non recapitabile|não entregue|onbestelbaar|недоставл|не удается доставить|配信不能|エラーメール|送信できません|退信|系统退信|niedostarczon/i;

/** Whether a mail system wrote it (RFC 3834 section 2, RFC 3461 section 6.1: from nobody). */
function isFromMailSystem(parts: MailParts): boolean {
  const value = (name: string) => headerValue(parts.source.text, parts.header, name);
  if (
    parts.header.fields.has('x-failed-recipients') ||
    parts.header.fields.has('x-ms-exchange-message-is-ndr')
  )
    return true;
  if (parts.otherKind !== null) return false;
  const isSystem = SYSTEM_SENDER.test(value('from')) || value('return-path').startsWith('<>');
  return isSystem || SYSTEM_SUBJECT.test(decodeWords(value('subject')));
}

/** Facts that stand in the header of the report: whom it went back to. */
function completed(finding: Finding, parts: MailParts, isReport: boolean): Finding {
  if (!isReport || finding.facts.sender !== undefined) return finding;
  const sender = headerAddress(parts, 'to') ?? headerAddress(parts, 'delivered-to');
  return sender === null ? finding : { ...finding, facts: { ...finding.facts, sender } };
}

function headerAddress(parts: MailParts, name: string): Fact<string> | null {
  const field = parts.header.fields.get(name);
  if (field === undefined) return null;
  const found = findAddress(parts.source.text, field.start, Math.min(field.end, field.start + 2000));
  return found === null ? null : factIn(parts.source, found);
}

function factIn(source: SourceText, located: Located): Fact<string> {
  return { value: located.value, place: placeIn(source, located.start, located.end) };
}

/** Whom the header or the original names, where the text names nobody, or only the one it is written to. */
function withKnownRecipients(
  findings: readonly Finding[],
  known: readonly Fact<string>[],
): readonly Finding[] {
  const [shared] = findings.filter(isNameless);
  if (known.length === 0 || (findings.length > 0 && shared === undefined)) return findings;
  const named = known.map((recipient) => ({ ...withoutRecipient(shared ?? EMPTY), recipient }));
  return [
    ...findings.filter((finding) => !isNameless(finding)),
    ...named.map(({ recipient, ...finding }) => ({
      ...finding,
      facts: { ...finding.facts, finalRecipient: recipient },
    })),
  ];
}

/** "Hello me@home.example, your mail ...": without a code, the address of the sender is a greeting. */
function isNameless({ facts }: Finding): boolean {
  if (facts.finalRecipient === undefined) return true;
  const isGreeting = facts.replyCode === undefined && facts.enhancedStatusCode === undefined;
  return isGreeting && facts.finalRecipient.value === facts.sender?.value;
}

function withoutRecipient(finding: Finding): Finding {
  const { finalRecipient, ...facts } = finding.facts;
  return finalRecipient === undefined ? finding : { ...finding, facts };
}

const EMPTY: Finding = {
  facts: {},
  reply: '',
  action: null,
  refusedBy: null,
  phase: null,
  alias: null,
  report: '',
  from: 0,
  to: 0,
};

function failedRecipients(parts: MailParts, original: SourceText | null): Fact<string>[] {
  const { text } = parts.source;
  const field = parts.header.fields.get('x-failed-recipients');
  if (field === undefined) return original === null ? [] : originalRecipient(original);
  const recipients: Fact<string>[] = [];
  let at = field.start;
  for (;;) {
    const found = findAddress(text, at, field.end);
    if (found === null) return recipients;
    recipients.push(factIn(parts.source, found));
    at = found.end;
  }
}

/** The To of the returned original names the recipient when there is one. */
function originalRecipient(original: SourceText): Fact<string>[] {
  const page = pageOf(slice(original, 0, 8000));
  for (let line = 0; line < page.starts.length; line++) {
    const start = lineStart(page, line);
    if (!/^to:/i.test(page.text.slice(start, start + 3))) continue;
    const found = findAddress(page.text, start, page.ends[line] ?? start);
    return found === null ? [] : [factIn(page.source, found)];
  }
  return [];
}

const AWAY =
  /out of (?:the )?office|auto(?:matic)?[- ]?(?:reply|response|answer)|vacation|abwesen|absence|respuesta autom|risposta autom|resposta autom|automatisch antwoord|自動応答|自動返信|自动(?:回复|答复)|автоматический ответ|автоответ|automatyczna odpowied/i;

function otherKindOf(parts: MailParts, subject: string, findings: readonly Finding[]): OtherKind | null {
  if (parts.otherKind !== null) return parts.otherKind;
  if (findings.length > 0 || parts.isReport) return null;
  const value = (name: string) => headerValue(parts.source.text, parts.header, name).toLowerCase();
  const isAutomatic =
    value('auto-submitted').startsWith('auto-') || value('precedence').includes('auto_reply');
  return isAutomatic || parts.header.fields.has('x-autoreply') || AWAY.test(subject)
    ? 'automatic-reply'
    : null;
}
