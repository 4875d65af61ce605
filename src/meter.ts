import type { Received } from './channel';
import type { Diagnosis } from './classifier/diagnosis';
import type { Task } from './store/task';

/** A stretch of the bot's work whose duration is told apart. */
export type Part =
  /** An event of a platform, from its arrival until its turn is durable: waiting, reading and the turn. */
  | 'receive'
  /** Masking, reading and judging what was sent. */
  | 'read'
  /** The turn's transaction. */
  | 'turn'
  /** A platform's answer to a message. */
  | 'deliver'
  /** A ticket system's answer to a new ticket. */
  | 'open-ticket'
  /** A ticket system's answer to a note, a file or a new state. */
  | 'update-ticket'
  /** A platform's answer to a card or a line in a desk channel. */
  | 'desk'
  /** A platform's answer to the request for a file. */
  | 'fetch-file';

/** What the other side made of a try; `reason` where it was not what was asked for. */
export interface Answer {
  readonly kind: string;
  readonly reason?: string;
}

/** Told what the bot does, to be counted. What it is told has few values and nothing of a person in it. */
export interface Meter {
  /** A platform's event was taken, was known already, was over a limit, or could not be stored. */
  received(channel: string, outcome: Received | 'failed'): void;
  /** A failure of a paste was judged. */
  diagnosed(diagnosis: Diagnosis): void;
  took(part: Part, channel: string, seconds: number): void;
  /** A platform or ticket system answered to a try, or did not in time. */
  answered(part: Part, platform: string, answer: Answer): void;
  /** A case was handed to a human; the variant is null where none was found. */
  escalated(variant: string | null): void;
  /** The desk channel was reminded of a case that no agent took in time. */
  untaken(desk: string): void;
  /** Something was not foreseen; the job is tried again. */
  failed(channel: string, task: Task['kind']): void;
}
