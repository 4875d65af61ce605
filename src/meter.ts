import type { DeliveryOutcome, Received } from './channel';
import type { Task } from './store/store';

/** Told what the bot does, to be counted. What it is told has few values and nothing of a person in it. */
export interface Meter {
  /** A platform's event was taken, was known already, or could not be stored. */
  received(channel: string, outcome: Received | 'failed'): void;
  /** A platform answered to a reply, or did not in time. */
  delivered(channel: string, outcome: DeliveryOutcome['kind']): void;
  /** Something was not foreseen; the job is tried again. */
  failed(channel: string, task: Task['kind']): void;
}
