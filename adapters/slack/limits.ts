/** Slack's numbers, each with the page or the thread it was read from. Nothing else in this folder holds one. */

/** An event, action, command or view must be acknowledged within 3 s (docs.slack.dev, Acknowledging requests). */
export const ACK_DEADLINE_MS = 2_500;

/** Slack's largest request is a view of 250 KB; a message event is far below that. Anything bigger is no Slack. */
export const MAX_REQUEST_BYTES = 512 * 1024;

/** chat.postMessage: one message per second per channel (docs.slack.dev/apis/web-api/rate-limits). */
export const POST_INTERVAL_MS = 1_000;

/** Blocks in one message (docs.slack.dev/reference/block-kit/blocks). */
export const MAX_MESSAGE_BLOCKS = 50;
/** Blocks in a modal or the Home tab. */
export const MAX_VIEW_BLOCKS = 100;
/** One text object; longer rich text is cut into elements of this size. */
export const MAX_TEXT = 3_000;
export const MAX_HEADER = 150;
/** Fields of one section; each is a text object of at most 2,000. */
export const MAX_FIELDS = 10;
export const MAX_BUTTON_LABEL = 75;
export const MAX_ACTIONS = 25;

/**
 * Text of all blocks together. The documented 12,000 is not what is enforced: 11,341 characters were refused
 * with msg_blocks_too_long (slackapi/bolt-js issues 2509 and 2867).
 */
export const MAX_MESSAGE_TEXT = 10_000;

/** The fallback text of a message (chat.postMessage: aim for at most 4,000). */
export const MAX_FALLBACK_TEXT = 3_500;

/** A plain_text_input and its initial value. */
export const MAX_INPUT = 3_000;

/** Suggested prompts of the assistant pane. */
export const MAX_PROMPTS = 4;

/** A thread's title in the assistant pane is one line; longer ones are cut by the client. */
export const MAX_THREAD_TITLE = 60;

/** What is downloaded from a person. Mail servers refuse bigger bounces, and a report never needs more. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** Files of one message that are read. */
export const MAX_FILES = 5;

/** Far above the largest answer that is asked for, a page of a channel's history. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** How long one call of the Web API may take before it counts as not answered. */
export const CALL_TIMEOUT_MS = 10_000;

/** The same for the bytes of a file. The outbox gives up a delivery after 30 s. */
export const UPLOAD_TIMEOUT_MS = 15_000;

/** How long an event waits to learn the name of who wrote it; with all else it must fit into ACK_DEADLINE_MS. */
export const NAME_WAIT_MS = 1_000;

/** users.info is of tier 4: more than 100 calls a minute in each workspace are not promised. */
export const NAMES_A_MINUTE = 100;

/** How long a name is believed. People rarely change theirs. */
export const NAME_LIFE_MS = 12 * 60 * 60 * 1_000;

/** How far back a message is looked for after a crash. */
export const SEARCH_WINDOW_MS = 24 * 60 * 60 * 1_000;
export const SEARCH_PAGE = 100;
export const SEARCH_MAX_PAGES = 10;

/** Two presses of one button within this time are one press: a double click. */
export const DOUBLE_CLICK_MS = 10_000;

/** The same on a card of the desk, whose buttons may be meant again soon: taken, given back, and taken again. */
export const DESK_DOUBLE_CLICK_MS = 1_000;
