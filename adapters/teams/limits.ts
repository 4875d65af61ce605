/** What Teams allows, each number beside its source. Pages are those of Microsoft's Teams developer documentation. */

/**
 * A message may weigh 100 KB in UTF-16 ("Limits and specifications"), 40 or 28 KB on older pages, and is
 * refused with 413 when it weighs more. Designed for the smallest, with room to spare.
 */
export const MESSAGE_BUDGET_BYTES = 25 * 1024;

/** Teams draws six actions of a set and hides the rest ("Cards reference"). */
export const ACTIONS_OF_A_SET = 6;

/** Sends of one bot to one conversation ("Optimize your bot with rate limiting"). */
export const CONVERSATION_WINDOWS: readonly Window[] = [
  { sends: 7, ms: 1_000 },
  { sends: 8, ms: 2_000 },
  { sends: 60, ms: 30_000 },
  { sends: 1_800, ms: 3_600_000 },
];

/** Requests of one app to one tenant (same page). */
export const TENANT_WINDOW: Window = { sends: 50, ms: 1_000 };

export interface Window {
  readonly sends: number;
  readonly ms: number;
}

/** Teams sends an activity again when it was not answered within 15 s; refusing before keeps us honest. */
export const MESSAGE_DEADLINE_MS = 12_000;

/** An invoke is shown as failed after 5 s ("Respond to the task module submit action"). */
export const INVOKE_DEADLINE_MS = 4_000;

/** Nobody writes to everybody of a team larger than this ("Channel and group chat conversations"). */
export const BIG_TEAM = 100;

/** An activity with a message of the largest size, its HTML form and what surrounds it. */
export const MAX_ACTIVITY_BYTES = 512 * 1024;

/** A report with the returned original. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** A picture in a message ("Build conversational capability"). */
export const MAX_PICTURE_BYTES = 1024 * 1024;

export const CALL_TIMEOUT_MS = 15_000;
export const DOWNLOAD_TIMEOUT_MS = 30_000;
