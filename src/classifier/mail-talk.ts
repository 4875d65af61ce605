import type { Section } from './sections';

/**
 * Whether a text without a reply code is about mail at all. "Too large", "blocked" and "does not exist" are
 * said of files, roads and orders as well; beside a word of mail they are worth their points. A bare line as
 * servers write it need not name what it is about.
 */
export function isAboutMail(sections: readonly Section[]): boolean {
  if (sections.some(isOfProgram)) return sections.some(({ text }) => MAIL_ALONE.test(text));
  const length = sections.reduce((sum, { words }) => sum + words.words.length, 0);
  return length <= BARE_WORDS || sections.some(talksOfMail);
}

/** Programs, databases and services of all kinds report a level first, or the name of an error in one word. */
function isOfProgram({ text, words }: Section): boolean {
  return LEVEL.test(text) || words.words.some((word) => word.length > 8 && ERROR_NAME.test(word));
}

const LEVEL = /^[ \t]{0,8}\[?(?:error|fatal|warn|warning|panic)\]?:/im;
const ERROR_NAME = /(?:exception|error|denied|notfound)$/;

/** Programs speak of messages, senders and addresses that are none of mail's; of these they do not. */
const MAIL_ALONE =
  /smtp|imap|pop3|e-?mail|mail ?(?:server|box|er)|\bmx\b|inbox|spam|rcpt|postfix|exim|bounce|deliver|relay|dkim|\bspf\b|dmarc/i;

/** So few words are not a story with an error in it, but the error itself, copied bare. */
const BARE_WORDS = 5;

function talksOfMail({ text, words }: Section): boolean {
  return words.words.some(isMailWord) || MAIL_IN_IDEOGRAPHS.test(text);
}

function isMailWord(word: string): boolean {
  const stems = MAIL_STEMS.get(word.slice(0, KEY_LENGTH)) ?? [];
  return stems.some((stem) => word.startsWith(stem));
}

const KEY_LENGTH = 3;
const STEMS = `
  mail email address adress smtp imap message mailbox inbox outbox recipient addressee sender deliver undeliver bounce postmaster
  mailer gmail hotmail relay spamhaus dnsbl rbl dmarc dkim spf ptr helo ehlo blacklist blocklist greylist newsletter
  nachricht empfanger absender postfach postausgang zustell zugestellt unzustellbar versand versend verschick
  courriel destinataire expediteur boite messagerie distribu mail
  correo mensaje destinatario remitente buzon casilla entreg correio mensagem remetente caixa
  messaggi mittente casella recapit consegn posta
  bericht ontvanger afzender postvak bezorg
  wiadomos odbiorc nadawc skrzynk dostarcz adresat
  письм почт сообщени получател отправител ящик доставл лист одержувач скриньк
  zprav prijemc odesilatel schrank dorucen
  meddeland meddelels mottagar mottaker modtager avsandar avsender afsender brevlad postkas leverans levering
  vastaanottaj lahettaj viesti posti ileti alici gonder posta uzenet cimzett felado postafiok mesaj
  μηνυμα παραληπτ
`;
const MAIL_STEMS: ReadonlyMap<string, readonly string[]> = byBeginning(STEMS.trim().split(/\s+/));
const MAIL_IN_IDEOGRAPHS = /メール|宛先|送信|受信|差出人|配信|邮|郵|收件|发件|寄件|退信|메일|수신|발신/;

function byBeginning(stems: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const stem of stems) {
    const key = stem.slice(0, KEY_LENGTH);
    groups.set(key, [...(groups.get(key) ?? []), stem]);
  }
  return groups;
}
