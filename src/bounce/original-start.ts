import type { Page } from './page';
import { lineCount, lineEnd, lineStart } from './page';

/** What mail systems write above the message they return, when it is not a part of its own. */
const ANNOUNCED =
  /(?:copy of (?:the|your) message|original message|unsent message|undelivered message|header of the original|message headers? follow|returned message|message follows|original-nachricht|ursprüngliche nachricht|message d'origine|mensaje original|元のメッセージ|送信メール|原始邮件)/i;

/** Only mails on the wire have these; the first in a text begins the returned message. */
const WIRE_FIELDS = [
  'Received:',
  'X-Received:',
  'Return-Path:',
  'Return-path:',
  'DKIM-Signature:',
  'MIME-Version:',
  'Mime-Version:',
];

/** The first line of the returned original in a text; the number of lines when there is none. */
export function originalStart(page: Page): number {
  const lines = lineCount(page);
  for (let line = 0; line < lines; line++) {
    if (isAnnouncement(page, line) || (line > 0 && startsWireField(page.text, lineStart(page, line))))
      return line;
  }
  return lines;
}

function startsWireField(text: string, at: number): boolean {
  const first = text.charAt(at);
  if (!'RXDM'.includes(first)) return false;
  return WIRE_FIELDS.some((field) => text.startsWith(field, at));
}

/** A ruled line that announces the original (`----- Original message -----`), or Exchange's heading above its header. */
function isAnnouncement(page: Page, line: number): boolean {
  const { text } = page;
  const start = lineStart(page, line);
  const end = lineEnd(page, line);
  if (end - start < 12 || end - start > 120) return false;
  const first = text.charCodeAt(start);
  const isRuled = first === 45 && text.charCodeAt(start + 1) === 45;
  if (isRuled) return ANNOUNCED.test(text.slice(start, end));
  return HEADER_HEADINGS.has(text.slice(start, end).toLowerCase());
}

/** Headings above the returned header: Exchange's by language, and what small systems write. */
const HEADER_HEADINGS = new Set([
  'original message:',
  'original message headers:',
  'original message header:',
  'ursprüngliche nachrichtenkopfzeilen:',
  'ursprüngliche kopfzeilen:',
  "en-têtes de message d'origine :",
  "en-têtes de message d'origine:",
  'en-têtes du message d’origine :',
  'encabezados de mensajes originales:',
  'encabezados de mensaje originales:',
  'intestazioni originali del messaggio:',
  'cabeçalhos originais da mensagem:',
  'oorspronkelijke berichtkoppen:',
  '元のメッセージ ヘッダー:',
  '原始邮件标头:',
  '原始邮件头:',
  'исходные заголовки сообщения:',
  'oryginalne nagłówki wiadomości:',
]);
