import type { RespondFn } from '@slack/bolt';

/** Seen by the person who asked and by nobody else. */
export function sayOnlyToThem(respond: RespondFn, text: string): Promise<unknown> {
  return respond({ response_type: 'ephemeral', replace_original: false, text });
}
