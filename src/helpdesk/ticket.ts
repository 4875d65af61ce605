import type { TicketDraft } from '../dialogue/effect';
import type { Person, TicketRecord, TranscriptEntry } from '../store/records';
import type { Store } from '../store/store';

/** A case as the helpdesk gets it: everything a human needs and would otherwise have to ask for again. */
export interface Ticket {
  /** Ours, such as `BD-1042`: the same however often opening is tried, so a ticket system can know it again. */
  readonly reference: string;
  readonly openedAt: string;
  readonly channel: string;
  readonly conversation: string;
  readonly person: Person;
  readonly draft: TicketDraft;
  /** The errors that were pasted since the case began, secrets masked. */
  readonly pastes: readonly Paste[];
  /** The conversation since the case began, oldest first. */
  readonly transcript: readonly TranscriptEntry[];
  /** What the ticket system calls it; null until one has taken it. */
  readonly opened: TicketRecord['opened'];
}

export interface Paste {
  readonly at: string;
  readonly file: string | null;
  readonly text: string;
}

/** Enough for any real case; a conversation that goes on for months afterwards is not part of it. */
const TRANSCRIPT_ENTRIES = 300;

/** References begin above this, so that the first one does not look like a test. */
const FIRST_NUMBER = 1000;

export function referenceOf(number: number): string {
  return `BD-${FIRST_NUMBER + number}`;
}

/** The number of a reference as people write it (`BD-1042`, `bd 1042`, `1042`); null when it is none. */
export function numberOf(reference: string): number | null {
  const digits = /^\s*(?:bd[- ]?)?(\d{4,12})\s*$/i.exec(reference)?.[1];
  if (digits === undefined) return null;
  const number = Number(digits) - FIRST_NUMBER;
  return number > 0 ? number : null;
}

/** Puts the record together with what was said. */
export async function assembleTicket(
  store: Pick<Store, 'transcript'>,
  record: TicketRecord,
): Promise<Ticket> {
  const transcript = await store.transcript(record.conversation, record.draft.since, TRANSCRIPT_ENTRIES);
  const { channel, conversation, person, draft, opened } = record;
  return {
    reference: referenceOf(record.number),
    openedAt: record.at,
    channel,
    conversation,
    person,
    draft,
    pastes: transcript.flatMap((entry) => (entry.kind === 'said' && entry.paste ? [pasteOf(entry)] : [])),
    transcript,
    opened,
  };
}

function pasteOf({ at, file, text }: Paste): Paste {
  return { at, file, text };
}
