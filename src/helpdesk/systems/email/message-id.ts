import type { OpenedTicket } from '../../ticket-system';
import { ticketKey } from '../ticket-key';

/** The Message-ID (RFC 5322 section 3.6.4) of a case's first mail, or of the update with this key. */
export function messageIdOf(
  bot: string,
  ticket: Pick<OpenedTicket, 'reference' | 'openedAt'>,
  update: string | null,
): string {
  const suffix = update === null ? '' : `.${Buffer.from(update, 'utf8').toString('hex')}`;
  return `<${ticketKey(ticket)}${suffix}@${domainOf(bot)}>`;
}

/** The reference of the case that a Message-ID of ours belongs to; null when it is none of ours. */
export function referenceIn(bot: string, messageId: string): string | null {
  const [, reference, domain] =
    /^<(BD-\d{4,12})-[0-9a-z]{1,12}(?:\.[0-9a-f]{1,400})?@([^<>@\s]{1,255})>$/.exec(messageId) ?? [];
  return reference !== undefined && domain === domainOf(bot) ? reference : null;
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
