import type { Located } from '../address';
import { findAddress, hostAfter } from '../address';
import type { Finding } from '../finding';
import { findingOf } from '../finding';
import type { Page } from '../page';
import { lineAt, lineEnd } from '../page';
import { behindColon, firstPhrase } from '../phrases';
import type { RemoteHost } from '../remote-host';
import type { Reply } from '../reply';
import { findCodes, readReply, wordsOnly } from '../reply';
import { indexWithin } from '../search-within';
import type { Format } from './format';

/**
 * What mail programs show when their own outgoing server refuses: Outlook (with its 0x800CCC.. number), Outlook
 * on the web, Thunderbird (which leaves the reply code out), Apple Mail, phones; and .NET, which says the same.
 */
export const clientDialog: Format = {
  name: 'client dialog',
  form: 'client-dialog',
  inReports: false,
  recognises: (text) =>
    ERROR_NUMBER.test(text) || REJECTED.test(text) || firstPhrase(text.toLowerCase(), LEADS) !== null,
  read: readDialog,
};

/** Outlook's numbers for what the SMTP server said or how the connection failed. */
const ERROR_NUMBER = /0x800(?:CCC[0-9A-F]{2}|4[0-9A-F]{4})/i;

/** Phones and Apple Mail tell in words of their own why their server refused. */
const REJECTED = /\b(?:recipient|address|sender)\b.{0,120}was rejected by the server/i;

/** What stands before the server's words, in the languages of SMTP-speaking programs. */
const LEADS = [
  'server response was',
  'server response',
  'server responded',
  'server replied',
  'serverantwort',
  'server antwortete',
  'réponse du serveur',
  'serveur de courrier a répondu',
  'serveur a répondu',
  'respuesta del servidor',
  'servidor de correo respondió',
  'servidor de correo respondio',
  'server di posta ha risposto',
  'risposta del server',
  'servidor de email respondeu',
  'servidor de e-mail respondeu',
  'resposta do servidor',
  'mailserver antwoordde',
  'antwoord van server',
  'почтовый сервер ответил',
  'ответ сервера',
  'odpowiedź serwera',
  'サーバーからの応答',
  'サーバーの応答',
  '邮件服务器响应',
  '服务器响应',
  '伺服器回應',
  'sending of the message failed',
  'sending of message failed',
];

function readDialog(page: Page): Finding[] {
  const lead = firstPhrase(page.text.toLowerCase(), LEADS);
  if (lead !== null) {
    const reply = replyBehind(page, behindColon(page.text, lead.end));
    if (reply !== null) return [dialogFinding(page, lead.start, reply)];
  }
  const told = ERROR_NUMBER.exec(page.text) ?? REJECTED.exec(page.text);
  if (told === null) return [];
  return [dialogFinding(page, told.index, codedReply(page, 0) ?? titleOf(page, told.index))];
}

function dialogFinding(page: Page, at: number, reply: Reply): Finding {
  return findingOf(page, {
    from: Math.min(at, reply.start),
    to: Math.max(lineEnd(page, lineAt(page, at)), reply.end),
    recipient: recipientIn(page, reply),
    reply,
    remote: serverIn(page),
    action: 'failed',
    refusedBy: 'client-dialog',
  });
}

function codedReply(page: Page, from: number): Reply | null {
  const codes = findCodes(page, from, page.text.length);
  return codes === null ? null : readReply(page, codes, page.text.length);
}

/** The quoted words, or the codes that follow near by, or the rest of the line. */
function replyBehind(page: Page, start: number): Reply | null {
  const near = Math.min(page.text.length, start + 60);
  const codes = findCodes(page, start, near);
  if (codes !== null && codes.start - start < 40) return readReply(page, codes, page.text.length);
  const quote = page.text.charAt(start);
  const closer = QUOTES.get(quote);
  if (closer !== undefined) {
    const end = indexWithin(
      page.text,
      closer.charCodeAt(0),
      start + 1,
      Math.min(page.text.length, start + 2000),
    );
    if (end > start + 1) return wordsOnly(page, start + 1, end);
  }
  const end = paragraphEnd(page.text, start);
  const words = end > start ? wordsOnly(page, start, end) : null;
  return words === null || words.words === '' ? codedReply(page, start) : words;
}

const QUOTES: ReadonlyMap<string, string> = new Map([
  ["'", "'"],
  ['"', '"'],
  ['‘', '’'],
  ['“', '”'],
  ['„', '“'],
]);

function paragraphEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + 1000);
  let end = start;
  while (end < limit && !(text.charCodeAt(end) === 10 && text.charCodeAt(end + 1) === 10 && end > start + 2))
    end++;
  return end;
}

/** Without any reply, the line that says so is all there is. */
function titleOf(page: Page, at: number): Reply {
  const line = lineAt(page, at);
  return wordsOnly(page, page.starts[line] ?? at, lineEnd(page, line));
}

const RECIPIENT_LEADS = [
  'rejected e-mail address was',
  'rejected email address was',
  'message recipient',
  'adresse e-mail refusée',
  'adresse de messagerie refusée',
  'abgelehnte e-mail-adresse',
  'recipient address',
  'the recipient',
  'destinataire',
  'empfänger',
];

/** Text between a lead and the address it announces. */
const NEAR = 60;

function recipientIn(page: Page, reply: Reply): Located | null {
  const lower = page.text.toLowerCase();
  for (const lead of RECIPIENT_LEADS) {
    const at = lower.indexOf(lead);
    if (at < 0) continue;
    const named = findAddress(page.text, at + lead.length, Math.min(page.text.length, at + 400));
    if (named !== null && named.start - at - lead.length < NEAR) return named;
  }
  // An account's name is an address too: `Task 'me@x.example - Sending' reported error`.
  if (/sender|from|absender|expéditeur|reported error|0x800/i.test(reply.words)) return null;
  return findAddress(page.text, reply.start, reply.end);
}

/** `Server: 'smtp.x.example'` and `using the server smtp.x.example`. */
const SERVER =
  /(?:\b(?:server|serveur|servidor)\s?:\s?['‘"]?|using the server\s["“]?|outgoing server \(smtp\)\s["“]?)(?=[a-z0-9-]{1,63}\.)/i;

function serverIn(page: Page): RemoteHost | null {
  const found = SERVER.exec(page.text);
  if (found === null) return null;
  const name = hostAfter(page.text, found.index + found[0].length, page.text.length);
  return name === null ? null : { name, ip: null };
}
