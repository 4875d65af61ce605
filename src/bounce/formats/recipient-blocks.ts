import type { Finding } from '../finding';
import { findingOf, surroundings } from '../finding';
import type { Heading } from '../heading';
import { headingAt } from '../heading';
import type { Page } from '../page';
import { isEmptyLine, lineCount, lineEnd, lineStart, lineText } from '../page';
import type { Reply } from '../reply';
import { findCodes, readReply, wordsOnly } from '../reply';
import { indexWithin } from '../search-within';

/**
 * The common ground of nearly all reports: a line names the recipient, and what follows it up to the next one
 * is about that recipient. Postfix, Exim, qmail, Courier, OpenSMTPD, GMX, mail.ru, SendGrid, Zoho, amavis,
 * McAfee, MXLogic and many others need no more than this.
 */
export interface BlockOptions {
  /** The text is known to be a report, so words without a code may be the reason. */
  readonly isReport: boolean;
  readonly fromLine: number;
  readonly toLine: number;
}

export function readRecipientBlocks(page: Page, options: BlockOptions): Finding[] {
  const headings = headingsIn(page, options);
  const findings: Finding[] = [];
  let waiting: Heading[] = [];
  headings.forEach((heading, index) => {
    const to = headings[index + 1]?.line ?? options.toLine;
    const reply = replyIn(page, heading, to, options.isReport);
    waiting.push(heading);
    if (reply === null) return;
    for (const each of waiting) findings.push(finding(page, each, heading.line, to, reply));
    waiting = [];
  });
  if (options.isReport) {
    const shared = waiting.length > 0 ? replyBefore(page, options, headings) : null;
    for (const each of waiting) findings.push(finding(page, each, each.line, each.line + 1, shared));
  }
  return findings;
}

function headingsIn(page: Page, options: BlockOptions): Heading[] {
  const headings: Heading[] = [];
  for (let line = options.fromLine; line < options.toLine; line++) {
    const heading = headingAt(page, line);
    if (
      heading === null ||
      isPartOfReply(page, heading) ||
      isInSentence(page, heading) ||
      repeatsAbove(page, heading, headings.at(-1))
    )
      continue;
    headings.push(heading);
  }
  return headings;
}

/** `said: 550 5.1.1\n    <bob@x.example>: ...` and `    <bob@x.example>:` below `after RCPT TO:` are wrapped lines. */
function isPartOfReply(page: Page, heading: Heading): boolean {
  const above = heading.line - 1;
  if (above < 0 || isEmptyLine(page, above)) return false;
  const end = lineEnd(page, above);
  const last = page.text.charCodeAt(end - 1);
  const indent = page.indents[heading.line] ?? 0;
  const indentAbove = page.indents[above] ?? 0;
  if (last >= 48 && last <= 57 && indent > 0) return true;
  const isDeeper = indent > 0 && indent >= indentAbove;
  return isDeeper && /(?:said:?|RCPT TO:|MAIL FROM:)$/.test(page.text.slice(Math.max(0, end - 12), end));
}

/** `please send mail to\n<postmaster@x.example>` is a wrapped sentence; so is `A message sent by\n\n<me@x.example>`. */
function isInSentence(page: Page, heading: Heading): boolean {
  const above = heading.line - 1;
  if (above < 0 || heading.recipient.end + 1 < lineEnd(page, heading.line)) return false;
  if (isEmptyLine(page, above)) return above > 0 && /\ssent by$/.test(lineText(page, above - 1));
  if (headingAt(page, above) !== null) return false;
  const line = lineText(page, above);
  return line.length > 20 && /[a-z]$/i.test(line);
}

/** A reply often ends with the address on a line of its own. */
function repeatsAbove(page: Page, heading: Heading, above: Heading | undefined): boolean {
  if (above === undefined || isEmptyLine(page, heading.line - 1)) return false;
  return above.recipient.value.toLowerCase() === heading.recipient.value.toLowerCase();
}

function replyIn(page: Page, heading: Heading, toLine: number, isReport: boolean): Reply | null {
  const limit = toLine >= lineCount(page) ? page.text.length : lineStart(page, toLine);
  const codes = findCodes(page, heading.rest, limit);
  if (codes === null)
    return isReport || isUnmistakable(page, heading) ? wordsBelow(page, heading, toLine) : null;
  if (codes.replyCode === null && codes.start > heading.rest && standsBehindWords(page, codes.start)) {
    return wordsBelow(page, heading, toLine) ?? readReply(page, codes, limit);
  }
  return readReply(page, codes, limit);
}

/** In a person's paste, only the shapes of Postfix and qmail (`<bob@x>: words`) and of Exim (words indented below). */
function isUnmistakable(page: Page, heading: Heading): boolean {
  const { text } = page;
  const isBracketed =
    text.charCodeAt(heading.recipient.start - 1) === 60 && text.charCodeAt(heading.rest - 1) === 58;
  if (isBracketed) return true;
  const below = heading.line + 1;
  const isAlone = heading.rest >= lineEnd(page, heading.line);
  return (
    isAlone && below < lineCount(page) && (page.indents[below] ?? 0) > (page.indents[heading.line] ?? 0) + 1
  );
}

/** qmail ends its own sentences with `(#5.1.1)`: the words before the code are what it says. */
function standsBehindWords(page: Page, at: number): boolean {
  const before = page.text.slice(Math.max(0, at - 3), at);
  return before.endsWith('(#') || before.endsWith('[');
}

/** `For the following reason:`, rules with or without a heading in them, and how long somebody still tries. */
function isLeadIn(line: string): boolean {
  return (
    LEAD_INS.test(line) ||
    line.startsWith('Message will be retried') ||
    line.startsWith('---') ||
    line.startsWith('***') ||
    line.startsWith('___')
  );
}

const LEAD_INS =
  /(?:reason|reasons|because|error|errors|failure|message|said|was|erreur|grund|理由|原因)\s?:$/i;

/** Without a code, the first paragraph behind the address is what the server says. */
function wordsBelow(page: Page, heading: Heading, toLine: number): Reply | null {
  const restEnd = lineEnd(page, heading.line);
  const hasRest = /[a-z\u00c0-\uffff]{3}/i.test(page.text.slice(heading.rest, restEnd));
  let first = heading.line + 1;
  if (!hasRest)
    while (first < toLine && (isEmptyLine(page, first) || isLeadIn(lineText(page, first)))) first++;
  let last = first;
  while (last < toLine && !isEmptyLine(page, last) && last - first < 12) last++;
  const start = hasRest ? heading.rest : lineStart(page, first);
  const end = last > first ? lineEnd(page, last - 1) : restEnd;
  if (start >= end) return null;
  const reply = wordsOnly(page, start, end);
  return /[a-z\u00c0-\uffff]{2}/i.test(reply.words) && !ADVICE.test(reply.words) ? reply : null;
}

/** What follows the address is no reason when it only tells whom to ask; the reason stands above then. */
const ADVICE = /^(?:please (?:reply|contact|include)|for (?:further|more) |if you (?:do so|feel|need))/i;

/** A reply that stands above the list of recipients. */
function replyBefore(page: Page, options: BlockOptions, headings: readonly Heading[]): Reply | null {
  const from = lineStart(page, options.fromLine);
  const to = lineStart(page, headings[0]?.line ?? options.fromLine);
  const codes = findCodes(page, from, to);
  return codes === null
    ? wordsAbove(page, options.fromLine, headings[0]?.line ?? options.fromLine)
    : readReply(page, codes, to);
}

/** Reports that end with the list of recipients say above it what happened. */
function wordsAbove(page: Page, fromLine: number, toLine: number): Reply | null {
  let last = toLine;
  while (last > fromLine && (isEmptyLine(page, last - 1) || isLeadIn(lineText(page, last - 1)))) last--;
  let first = last;
  while (first > fromLine && last - first < 6 && !isLeadIn(lineText(page, first - 1))) first--;
  while (first < last && isEmptyLine(page, first)) first++;
  return first === last ? null : wordsOnly(page, lineStart(page, first), lineEnd(page, last - 1));
}

function finding(
  page: Page,
  heading: Heading,
  fromLine: number,
  toLine: number,
  reply: Reply | null,
): Finding {
  const from = lineStart(page, heading.line);
  const to = reply === null ? lineEnd(page, toLine - 1) : Math.max(reply.end, lineEnd(page, heading.line));
  const around = surroundings(
    page,
    heading.line === fromLine ? heading.rest : lineStart(page, fromLine),
    lineAfter(page, to),
    reply,
  );
  return findingOf(page, {
    from,
    to,
    recipient: heading.recipient,
    reply,
    remote: around.remote,
    phase: around.phase,
    refusedBy: around.remote !== null ? 'remote-server' : null,
  });
}

/** Yahoo's `[RCPT_TO]` and qmail's `Giving up on` stand on the line below the reply. */
function lineAfter(page: Page, offset: number): number {
  const furthest = Math.min(page.text.length, offset + 200);
  const below = indexWithin(page.text, 10, offset + 1, furthest);
  return below < 0 ? furthest : below;
}
