import type { Generated } from 'kysely';

/** Every table holds text, numbers and JSON as text only, so that both databases read the same rows. */
export interface Tables {
  conversations: {
    id: string;
    channel: string;
    address: string;
    user_id: string;
    user_name: string | null;
    state: string;
    began_at: string;
    updated_at: string;
    /** What updated_at was when it was last asked who is silent, or earlier. */
    quiet_since: Generated<string>;
  };
  events_seen: { id: string; at: string };
  kept_values: { key: string; value: string };
  messages: {
    id: Generated<number>;
    conversation: string;
    at: string;
    kind: string;
    /** The TranscriptEntry as JSON. */
    entry: string;
    question: number | null;
    message_ref: string | null;
  };
  jobs: {
    id: Generated<number>;
    conversation: string;
    channel: string;
    queue: string;
    key: string | null;
    task: string;
    added_at: string;
    run_at: string;
    /** Null while another job of the same queue stands before it. */
    due_at: string | null;
    attempts: Generated<number>;
    reason: string | null;
  };
  buried_jobs: {
    id: number;
    conversation: string;
    channel: string;
    task: string;
    attempts: number;
    reason: string;
    buried_at: string;
  };
  cases: {
    conversation: string;
    case_id: number;
    title: string;
    state: string;
    since: string;
    ticket: string | null;
  };
  tickets: {
    number: Generated<number>;
    conversation: string;
    case_id: number;
    channel: string;
    user_id: string;
    user_name: string | null;
    draft: string;
    at: string;
    reference: string | null;
    url: string | null;
    /** Null while there is something left to do. */
    closed_at: string | null;
    /** The number of the ticket that this one was added to. */
    joined: number | null;
  };
  /** What a ticket is about, so that another case of the same trouble finds it. */
  ticket_troubles: { ticket: number; trouble: string };
  /** Where a ticket's card stands in a desk channel. */
  desk_threads: { ticket: number; desk: string; thread: string };
  audit: { id: Generated<number>; ticket: number; at: string; who: string; what: string };
}
