import type { Located } from '../address';
import { findAddress } from '../address';
import type { Finding } from '../finding';
import { findingOf, surroundings } from '../finding';
import type { Page } from '../page';
import { isEmptyLine, lineAt, lineCount, lineEnd, lineStart } from '../page';
import { phaseIn } from '../phase';
import type { Reply } from '../reply';
import { findCodes, readReply, wordsOnly } from '../reply';
import { newAddressIn } from '../reply-facts';
import { codesAt, Strength, type CodeFound } from '../reply-code';

/**
 * Reports that name the recipient inside a sentence (`There was an error delivering your mail to <bob@x>`), and
 * those that name nobody. The reply is found by its codes; in a report without any, by its place.
 */
export function readSentences(page: Page, isReport: boolean): Finding[] {
  const codes = findCodes(page, 0, page.text.length);
  const named = sentenceRecipient(page);
  if (codes !== null && isBelievable(page, codes, isReport)) {
    const reply = withQuotedWords(page, readReply(page, codes, page.text.length));
    const isNew = named !== null && newAddressIn(reply.words, null)?.value === named.value;
    return [findingAround(page, reply, isNew ? null : (named ?? recipientInReply(page, reply)))];
  }
  if (!isReport) return [];
  const recipient = named ?? findAddress(page.text, 0, page.text.length);
  const reply = recipient === null ? firstParagraph(page, 0) : paragraphAround(page, recipient);
  return reply === null ? [] : [findingAround(page, reply, recipient)];
}

/** One line that begins with a reply code: the commonest paste of all, and nothing else needs to be tried. */
export function readBareReply(page: Page): Finding | null {
  const start = lineStart(page, 0);
  const first = page.text.charCodeAt(start);
  if (first !== 52 && first !== 53) return null;
  const codes = codesAt(page.text, start, start);
  if (codes === null || codes.end >= lineEnd(page, 0)) return null;
  const reply = readReply(page, codes, page.text.length);
  const recipient = recipientInReply(page, reply);
  return findingOf(page, { from: start, to: reply.end, recipient, reply, phase: phaseIn(page.text) });
}

/** Prices, rooms and HTTP have numbers too: without a mail system's report there must be talk of mail. */
function isBelievable(page: Page, codes: CodeFound, isReport: boolean): boolean {
  if (codes.strength === Strength.Certain) return true;
  if (isReport) return codes.replyCode !== null || codes.strength === Strength.Likely;
  if (codes.strength === Strength.Weak && codes.replyCode === null) return false;
  const around = page.text.slice(Math.max(0, codes.start - 300), codes.start + 300);
  return codes.strength === Strength.Weak
    ? /smtp|bounce|mail(?: |-)?(?:error|fehler|erreur)/i.test(around)
    : TALK_OF_MAIL.test(around);
}

const TALK_OF_MAIL =
  /mail|smtp|recipient|sender|deliver|forward|access denied|permission|bounce|relay|mailbox|inbox|user (?:unknown|account|not)|such user|domain|spam|dnsbl|spf|dkim|dmarc|blocked|blacklist|greylist|quota|message|reject|customer|authenti|sent items|outlook|postfix|exim|empfänger|absender|nachricht|destinataire|messagerie|destinatario|mensaje|messaggio|получател|отправител|почт|メール|宛先|邮|郵|收件|发信|退信/i;

/** `"This address is no longer valid" (code 551)`: the words stand in quotes before the code. */
function withQuotedWords(page: Page, reply: Reply): Reply {
  if (/[a-z\u00c0-\uffff]{2}/i.test(reply.words)) return reply;
  const lineFrom = lineStart(page, lineAt(page, reply.start));
  const quoted = /["“„«]([^"“”„«»]{8,400})["”“»][^"“”„«»]{0,12}$/.exec(
    page.text.slice(lineFrom, reply.start),
  );
  const inner = quoted?.[1];
  if (quoted === null || inner === undefined) return reply;
  return { ...reply, start: lineFrom + quoted.index, words: `${reply.words} ${inner}`.trim() };
}

function findingAround(page: Page, reply: Reply, recipient: Located | null): Finding {
  const line = lineAt(page, reply.start);
  const around = surroundings(page, lineStart(page, Math.max(0, line - 4)), reply.end, reply);
  const remoteName = around.remote?.name ?? null;
  const remoteLine = remoteName === null ? line : lineAt(page, remoteName.start);
  return findingOf(page, {
    from: around.remote === null ? reply.start : lineStart(page, Math.min(line, remoteLine)),
    to: reply.end,
    recipient,
    reply,
    ...around,
    refusedBy: around.remote === null ? null : 'remote-server',
  });
}

/** Words of sending and delivering before `to bob@x.example`. */
const DELIVERING =
  /deliver|message|mail|send|sent|remis|parvenu|zugestellt|nachricht|entregad|consegnat|messaggio|bezorgd|доставлено|userid|收件人|宛/;
const CONNECTING = /(?:\b(?:to|für|an|à|al?|aan|for|para|do)\s|[:：]|(?:地址|收件人|宛先)[（(]?)[\s<"'„“(]*$/;
/** A report names its recipient early. */
const MOST_ADDRESSES = 20;

/** The address that a sentence says it was written to. */
export function sentenceRecipient(page: Page): Located | null {
  let from = 0;
  for (let tried = 0; tried < MOST_ADDRESSES; tried++) {
    const found = findAddress(page.text, from, page.text.length);
    if (found === null) return null;
    const lineFrom = lineStart(page, lineAt(page, found.start));
    const before = page.text.slice(Math.max(lineFrom, found.start - 90), found.start).toLowerCase();
    if (CONNECTING.test(before.slice(-12)) && DELIVERING.test(before)) return found;
    from = found.end;
  }
  return null;
}

const ABOUT_OTHERS =
  /message.?id|sender|from|helo|ehlo|client host|authenti|not owned by|contact|postmaster/i;

/** The address in `550 5.1.1 <bob@x.example>: Recipient address rejected`; none when the words are about the sender. */
function recipientInReply(page: Page, reply: Reply): Located | null {
  const found = findAddress(page.text, reply.start, reply.end);
  if (found === null || newAddressIn(reply.words, null)?.value === found.value) return null;
  const words = page.text.slice(reply.start, reply.end);
  return ABOUT_OTHERS.test(words) && !/recipient/i.test(words) ? null : found;
}

/** The paragraph with the address, and the one below when the first is only that sentence. */
function paragraphAround(page: Page, recipient: Located): Reply | null {
  let first = lineAt(page, recipient.start);
  while (first > 0 && !isEmptyLine(page, first - 1)) first--;
  return firstParagraph(page, first);
}

function firstParagraph(page: Page, from: number): Reply | null {
  let first = from;
  while (first < lineCount(page) && isEmptyLine(page, first)) first++;
  let last = first;
  let gaps = 0;
  while (last < lineCount(page) && last - first < 12) {
    if (isEmptyLine(page, last)) gaps++;
    if (gaps > 1) break;
    last++;
  }
  while (last > first && isEmptyLine(page, last - 1)) last--;
  if (last === first) return null;
  return wordsOnly(page, lineStart(page, first), lineEnd(page, last - 1));
}
