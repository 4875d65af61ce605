import PostalMime, { type Email } from 'postal-mime';
import { textOfHtml } from '../../../bounce/mime/html-text';
import { nowhere } from '../../../bounce/source-text';
import type { Happening, PushOutcome, TicketNews } from '../../ticket-system';
import { domainOf, referenceIn } from './message-id';

/** Mail programs that quote the whole mail below a reply quote this line with it. */
export const WRITE_ABOVE = '--- Please write your reply above this line. ---';

export interface MailParties {
  readonly bot: string;
  readonly desk: string;
}

/**
 * Reads a reply of the helpdesk to one of our mails. The case is known by In-Reply-To and References. Taken
 * is what comes from the desk's own mail domain; absence notes and the like are no news.
 */
export async function newsOfReply(parties: MailParties, mail: Uint8Array, at: string): Promise<PushOutcome> {
  const email = await parse(mail);
  if (email === null) return { kind: 'refused', status: 400, reason: 'mail-not-readable' };
  const reference = referenceOf(parties.bot, email);
  if (reference === null) return { kind: 'refused', status: 400, reason: 'mail-of-no-case' };
  const from = email.from?.address ?? '';
  if (domainOf(from) !== domainOf(parties.desk)) {
    return { kind: 'refused', status: 400, reason: 'sender-not-of-the-desk' };
  }
  if (isAutomatic(email)) return { kind: 'news', news: [] };
  const by = email.from?.name || from;
  const id = `mail-${email.messageId ?? at}`;
  const news = happeningsIn(ownText(email)).map((what, index): TicketNews => ({
    id: `${id}-${index}`,
    reference,
    at,
    by,
    what,
  }));
  return { kind: 'news', news };
}

/** postal-mime throws at mails that are nested or headed beyond its limits. */
async function parse(mail: Uint8Array): Promise<Email | null> {
  try {
    return await PostalMime.parse(mail);
  } catch {
    return null;
  }
}

const IDS = 100;

function referenceOf(bot: string, { inReplyTo, references }: Email): string | null {
  const ids = `${inReplyTo ?? ''} ${references ?? ''}`.split(/\s+/).slice(0, IDS);
  for (const id of ids) {
    const reference = referenceIn(bot, id);
    if (reference !== null) return reference;
  }
  return null;
}

/** RFC 3834 section 5, and the older Precedence. */
function isAutomatic({ headers }: Email): boolean {
  return headers.some(({ key, value }) => {
    const word = value.trim().toLowerCase();
    if (key === 'auto-submitted') return word !== 'no';
    return key === 'precedence' && (word === 'bulk' || word === 'auto_reply' || word === 'junk');
  });
}

/** What the agent wrote, without what the mail program quoted below it. */
function ownText({ text, html }: Email): string {
  const lines = (text ?? textOfHtml(nowhere(html ?? '')).text).split(/\r?\n/);
  const quoted = lines.findIndex((line, index) => beginsQuote(line, lines[index + 1] ?? ''));
  return (quoted < 0 ? lines : lines.slice(0, quoted)).join('\n').trim();
}

function beginsQuote(line: string, next: string): boolean {
  if (line.startsWith('>') || line.includes(WRITE_ABOVE)) return true;
  // "On Tuesday Ada wrote:" in any language, above the quote; Outlook's rules and its heading.
  if (line.trimEnd().endsWith(':') && (next.startsWith('>') || next.trim() === ''))
    return /\d/.test(line) && line.includes('@');
  return /^-{3,10} ?[\p{L} ]{3,60} ?-{3,10}$/u.test(line.trim()) || /^_{20,100}$/.test(line.trim());
}

function happeningsIn(text: string): readonly Happening[] {
  const [first = '', ...rest] = text.split('\n');
  const below = rest.join('\n').trim();
  switch (first.trim().toLowerCase()) {
    case '#note':
      return commented(below, true);
    case '#taken':
      return [{ kind: 'taken' }, ...commented(below, false)];
    case '#solved':
      return [...commented(below, false), { kind: 'solved' }];
    case '#open':
      return [{ kind: 'reopened' }, ...commented(below, false)];
  }
  return commented(text, false);
}

function commented(text: string, internal: boolean): readonly Happening[] {
  return text === '' ? [] : [{ kind: 'commented', text, internal }];
}
