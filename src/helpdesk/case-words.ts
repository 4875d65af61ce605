import type { TicketDraft } from '../dialogue/effect';
import type { Side } from '../knowledge/variant';
import type { Person } from '../store/records';

/** The words in which a case is written for the humans of the helpdesk, wherever they read it. */

const SIDES: Readonly<Record<Side, string>> = {
  you: 'the person who sent it',
  'your-it': 'our own IT',
  recipient: 'the recipient',
  'their-it': "the recipient's IT",
  provider: 'the mail provider',
  wait: 'nobody: it passes by itself',
};

export function sideWords(side: Side | null): string {
  return side === null ? 'not known' : SIDES[side];
}

/** The variant and how sure it is: `mailbox-full (93 %)`. */
export function verdictWords({ variant, confidence }: Pick<TicketDraft, 'variant' | 'confidence'>): string {
  if (variant === null) return 'not found';
  return confidence === null ? variant : rankedWords({ label: variant, confidence });
}

export function rankedWords({ label, confidence }: TicketDraft['alternatives'][number]): string {
  return `${label} (${Math.round(confidence * 100)} %)`;
}

/** `enhancedStatusCode` as `Enhanced status code`. */
export function factWords(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function personWords(person: Person): string {
  return person.name ?? person.id;
}

/** `2026-11-24 09:15 UTC`. */
export function timeWords(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
