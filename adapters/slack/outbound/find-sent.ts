import { z } from 'zod';
import { SEARCH_MAX_PAGES, SEARCH_PAGE, SEARCH_WINDOW_MS } from '../limits';
import type { SlackAnswer, SlackWebApi } from './web-api';

/** Every message the bot posts carries this metadata, by which it is found again after a crash. */
const METADATA_TYPE = 'bouncedesk_reply';

export interface SentMark {
  readonly key: string;
  /** Which message of the reply, from 0. */
  readonly part: number;
}

export function metadataOf(mark: SentMark): Readonly<Record<string, unknown>> {
  return { event_type: METADATA_TYPE, event_payload: mark };
}

/** The parts of a reply that already stand in Slack, by their number; or why that can't be told yet. */
export type Found =
  | { readonly kind: 'found'; readonly parts: ReadonlyMap<number, string> }
  | Exclude<SlackAnswer, { kind: 'ok' }>;

const messageSchema = z.looseObject({
  ts: z.string(),
  metadata: z.looseObject({
    event_type: z.string(),
    event_payload: z.looseObject({ key: z.string(), part: z.number() }),
  }),
});
const pageSchema = z.looseObject({
  messages: z.array(z.unknown()),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});

/** Looks through the thread, or the top of the channel, as far back as a message can have waited. */
export async function findSent(
  api: SlackWebApi,
  token: string,
  place: { readonly channel: string; readonly thread: string | null },
  key: string,
  now: number,
): Promise<Found> {
  const parts = new Map<number, string>();
  let cursor: string | undefined;
  for (let page = 0; page < SEARCH_MAX_PAGES; page += 1) {
    const answer = await api.call(
      place.thread === null ? 'conversations.history' : 'conversations.replies',
      token,
      {
        channel: place.channel,
        ts: place.thread,
        oldest: ((now - SEARCH_WINDOW_MS) / 1_000).toFixed(6),
        limit: SEARCH_PAGE,
        include_all_metadata: true,
        cursor,
      },
    );
    if (answer.kind !== 'ok') return answer;
    const { messages, response_metadata: more } = pageSchema.parse(answer.body);
    for (const message of messages) collect(message, key, parts);
    cursor = more?.next_cursor;
    if (cursor === undefined || cursor === '') break;
  }
  return { kind: 'found', parts };
}

function collect(message: unknown, key: string, parts: Map<number, string>): void {
  const ours = messageSchema.safeParse(message);
  if (!ours.success || ours.data.metadata.event_type !== METADATA_TYPE) return;
  const { event_payload: mark } = ours.data.metadata;
  if (mark.key === key) parts.set(mark.part, ours.data.ts);
}
