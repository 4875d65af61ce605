import type { Located } from '../address';
import { findAddress } from '../address';
import type { Phase } from '../failure';
import type { Finding } from '../finding';
import { findingOf } from '../finding';
import type { Heading } from '../heading';
import { headingAt } from '../heading';
import type { Page } from '../page';
import { lineCount, lineEnd, lineStart, lineText } from '../page';
import { phaseIn } from '../phase';
import type { RemoteHost } from '../remote-host';
import { findRemoteHost } from '../remote-host';
import type { Reply } from '../reply';
import { findCodes, readReply, wordsOnly } from '../reply';
import type { Format } from './format';

/**
 * Sendmail and its descendants: the recipients with a shortened `(reason: ...)`, then the session, in which
 * `>>>` is what was sent, `<<<` what the other side said, and an unmarked line is sendmail's own summary.
 */
export const sendmailTranscript: Format = {
  name: 'sendmail',
  form: 'report-text',
  inReports: true,
  recognises: (text) => text.includes('hile talking to') || text.includes('-- Transcript of session'),
  read: readTranscript,
};

interface Said {
  readonly reply: Reply;
  readonly remote: RemoteHost | null;
  readonly phase: Phase | null;
  /** The address the command named, or the reply itself. */
  readonly about: Located | null;
  /** Sendmail's own words, not the other side's. */
  readonly isSummary: boolean;
}

function readTranscript(page: Page): Finding[] {
  const start = sessionStart(page);
  const said = sayingsIn(page, start);
  const remote = said.find((each) => each.remote !== null)?.remote ?? null;
  return recipientsIn(page, start, said).map((recipient) => {
    const best = sayingFor(recipient.heading?.recipient ?? null, said);
    return findingOf(page, {
      ...placeOf(page, start, recipient.heading),
      recipient: recipient.heading?.recipient ?? best?.about ?? null,
      reply: fuller(recipient.reason, best?.reply ?? null),
      remote: best?.remote ?? remote,
      phase: best?.phase ?? null,
      refusedBy: best === null || best.isSummary ? null : 'remote-server',
    });
  });
}

function placeOf(page: Page, sessionLine: number, heading: Heading | null): { from: number; to: number } {
  if (heading === null) return { from: lineStart(page, sessionLine), to: page.text.length };
  return { from: lineStart(page, heading.line), to: lineEnd(page, heading.line) };
}

function sessionStart(page: Page): number {
  for (let line = 0; line < lineCount(page); line++) {
    const text = lineText(page, line);
    if (text.includes('Transcript of session') || text.startsWith('... while talking to')) return line;
  }
  return lineCount(page);
}

function sayingsIn(page: Page, from: number): Said[] {
  const said: Said[] = [];
  let remote: RemoteHost | null = null;
  let command: { readonly phase: Phase | null; readonly about: Located | null } = {
    phase: null,
    about: null,
  };
  let readTo = 0;
  for (let line = from; line < lineCount(page); line++) {
    const start = lineStart(page, line);
    const end = lineEnd(page, line);
    if (start < readTo || start >= end) continue;
    if (page.text.startsWith('...', start) || page.text.startsWith('While talking', start))
      remote = findRemoteHost(page.text, start, end);
    else if (page.text.startsWith('>>>', start)) {
      command = { phase: phaseIn(page.text.slice(start, end)), about: findAddress(page.text, start, end) };
    } else {
      const saying = sayingAt(page, line, remote, command);
      if (saying === null) continue;
      said.push(saying);
      readTo = saying.reply.end;
    }
  }
  return said;
}

function sayingAt(
  page: Page,
  line: number,
  remote: RemoteHost | null,
  command: { readonly phase: Phase | null; readonly about: Located | null },
): Said | null {
  const start = lineStart(page, line);
  const end = lineEnd(page, line);
  const isSummary = !page.text.startsWith('<<<', start);
  const codes = findCodes(page, start, end);
  if (codes === null || codes.start > start + 8) return deferralAt(page, line, remote);
  const reply = readReply(page, codes, page.text.length);
  const about = isSummary || command.about === null ? findAddress(page.text, start, end) : command.about;
  return { reply, remote, phase: command.phase, about, isSummary };
}

/** `<bob@x.example>... Deferred: Connection refused by mx.x.example.`: no code at all. */
function deferralAt(page: Page, line: number, remote: RemoteHost | null): Said | null {
  const start = lineStart(page, line);
  const end = lineEnd(page, line);
  const dots = page.text.slice(start, end).indexOf('... ');
  if (dots <= 0) return null;
  const reply = wordsOnly(page, start + dots + 4, end);
  const about = findAddress(page.text, start, start + dots);
  return {
    reply,
    remote: remote ?? findRemoteHost(page.text, start, end),
    phase: null,
    about,
    isSummary: true,
  };
}

interface Recipient {
  readonly heading: Heading | null;
  readonly reason: Reply | null;
}

function recipientsIn(page: Page, to: number, said: readonly Said[]): Recipient[] {
  const recipients: Recipient[] = [];
  const headings: Heading[] = [];
  for (let line = 0; line < to; line++) {
    const heading = headingAt(page, line) ?? arrowHeadingAt(page, line);
    if (heading !== null) headings.push(heading);
  }
  headings.forEach((heading, index) => {
    const limit = lineStart(page, headings[index + 1]?.line ?? to);
    const codes = findCodes(page, heading.rest, limit);
    recipients.push({ heading, reason: codes === null ? null : readReply(page, codes, limit) });
  });
  if (recipients.length === 0 && said.length > 0) recipients.push({ heading: null, reason: null });
  return recipients;
}

/** Active!hunter: `>>> bob@x.example <bob@x.example>`. */
function arrowHeadingAt(page: Page, line: number): Heading | null {
  const start = lineStart(page, line);
  if (!page.text.startsWith('>>>', start)) return null;
  const recipient = findAddress(page.text, start, lineEnd(page, line));
  return recipient === null ? null : { recipient, line, rest: lineEnd(page, line) };
}

/** Replies to what is sent after the refusal: `503 Need RCPT`, `503 Bad sequence of commands`. */
const AFTERMATH = /^503 |need (?:rcpt|mail)|rcpt first|bad sequence|no valid recipients/i;

function sayingFor(recipient: Located | null, said: readonly Said[]): Said | null {
  const telling = said.filter((each) => !AFTERMATH.test(each.reply.words));
  const wanted = recipient?.value.toLowerCase();
  const own = telling.filter((each) => wanted !== undefined && isAbout(each, wanted));
  const common = telling.filter((each) => each.about === null || !isPerRecipient(each));
  const likely = wanted === undefined ? telling : [...own, ...common];
  return likely.find((each) => !each.isSummary) ?? likely[0] ?? telling[0] ?? said[0] ?? null;
}

function isAbout(said: Said, recipient: string): boolean {
  return said.about?.value.toLowerCase() === recipient || said.reply.words.toLowerCase().includes(recipient);
}

function isPerRecipient(said: Said): boolean {
  return said.phase === 'rcpt-to';
}

/** The reason is cut at one line; the session has it whole. */
function fuller(reason: Reply | null, said: Reply | null): Reply | null {
  if (reason === null || said === null) return reason ?? said;
  const isSame = reason.replyCode?.value === said.replyCode?.value;
  return isSame && said.words.length > reason.words.length ? said : reason;
}
