import { createHash } from 'node:crypto';
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

/** A message that shares a file takes no metadata, so the id of its first block tells what was sent. */
export function blockMarkOf(key: string): string {
  return `sent-${createHash('sha256').update(key).digest('hex')}`;
}

/** A channel, and a thread in it; null: the top of the channel. */
export interface Place {
  readonly channel: string;
  readonly thread: string | null;
}

export interface Search {
  readonly api: SlackWebApi;
  readonly token: string;
  readonly place: Place;
  readonly now: number;
}

type NotFoundOut = Exclude<SlackAnswer, { kind: 'ok' }>;

/** The parts of a reply that already stand in Slack, by their number; or why that can't be told yet. */
export type Found = { readonly kind: 'found'; readonly parts: ReadonlyMap<number, string> } | NotFoundOut;

const metadataSchema = z.looseObject({
  ts: z.string(),
  metadata: z.looseObject({
    event_type: z.literal(METADATA_TYPE),
    event_payload: z.looseObject({ key: z.string(), part: z.number() }),
  }),
});

export async function findSent(search: Search, key: string): Promise<Found> {
  const parts = new Map<number, string>();
  const failed = await lookThrough(search, (message) => {
    const ours = metadataSchema.safeParse(message);
    if (!ours.success) return;
    const { event_payload: mark } = ours.data.metadata;
    if (mark.key === key) parts.set(mark.part, ours.data.ts);
  });
  return failed ?? { kind: 'found', parts };
}

export type FoundFile = { readonly kind: 'found'; readonly stands: boolean } | NotFoundOut;

const blocksSchema = z.looseObject({
  blocks: z.tuple([z.looseObject({ block_id: z.string() })], z.unknown()),
});

export async function findSentFile(search: Search, key: string): Promise<FoundFile> {
  const mark = blockMarkOf(key);
  let stands = false;
  const failed = await lookThrough(search, (message) => {
    const marked = blocksSchema.safeParse(message);
    if (marked.success && marked.data.blocks[0].block_id === mark) stands = true;
  });
  return failed ?? { kind: 'found', stands };
}

const pageSchema = z.looseObject({
  messages: z.array(z.unknown()),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});

/** Shows every message of the place, as far back as one of ours can have waited. Null, or why it could not. */
async function lookThrough(
  { api, token, place, now }: Search,
  visit: (message: unknown) => void,
): Promise<NotFoundOut | null> {
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
    for (const message of messages) visit(message);
    cursor = more?.next_cursor;
    if (cursor === undefined || cursor === '') break;
  }
  return null;
}
