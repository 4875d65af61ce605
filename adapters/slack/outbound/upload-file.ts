import { z } from 'zod';
import type { DeliveryOutcome } from '../../../src/channel';
import { UPLOAD_TIMEOUT_MS } from '../limits';
import type { Piece } from '../render/rich';
import { blockMarkOf, findSentFile } from './find-sent';
import { outcomeOf } from './outcome';
import { mayStand, type Sending, type SendTools } from './post-messages';
import type { SlackAnswer } from './web-api';

export interface UploadTools {
  /** Where bytes may be sent to, whatever address Slack's answer holds. */
  isSlackHost(url: URL): boolean;
}

interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const reservedSchema = z.looseObject({ upload_url: z.string(), file_id: z.string() });
const RETRY_MS = 2_000;
/** Slack shows the file a little later, so there is no message to refer to yet. */
const DELIVERED: DeliveryOutcome = { kind: 'delivered', messageRef: null };

/**
 * Shares a file in a thread or a conversation, with words above it (docs.slack.dev/messaging/working-with-files,
 * Uploading files): a place for it is asked for, the bytes go there, and only the third call shows it to anybody.
 */
export async function uploadFile(
  tools: SendTools & UploadTools,
  sending: Sending,
  file: File,
  introduction: readonly Piece[],
): Promise<DeliveryOutcome> {
  const { place, key } = sending;
  if (mayStand(tools, sending)) {
    const standing = await findSentFile({ ...sending, api: tools.api, now: tools.now() }, key);
    if (standing.kind !== 'found') return outcomeOf(standing);
    if (standing.stands) return DELIVERED;
  }
  const fileId = await storeFile(tools, sending, file);
  if (typeof fileId !== 'string') {
    if (fileId.kind === 'retry') tools.unsent.note(sending);
    return fileId;
  }
  const answer = await tools.api.call('files.completeUploadExternal', sending.token, {
    files: [{ id: fileId, title: file.name }],
    channel_id: place.channel,
    thread_ts: place.thread,
    blocks: marked(introduction, key),
  });
  return shared(tools, sending, answer);
}

/** The file's id once Slack holds its bytes; nobody sees it yet. */
async function storeFile(
  tools: SendTools & UploadTools,
  { token, place, key }: Sending,
  { name, bytes }: File,
): Promise<string | DeliveryOutcome> {
  const afterMs = tools.pace.waitFor(place.channel, key);
  if (afterMs > 0) return { kind: 'retry', afterMs, reason: 'one message a second in a channel' };
  const answer = await tools.api.call('files.getUploadURLExternal', token, {
    filename: name,
    length: bytes.byteLength,
  });
  if (answer.kind !== 'ok') return outcomeOf(answer);
  const reserved = reservedSchema.safeParse(answer.body);
  if (!reserved.success) return outcomeOf(answer);
  const { upload_url: url, file_id: fileId } = reserved.data;
  if (!URL.canParse(url) || !tools.isSlackHost(new URL(url)))
    return { kind: 'undeliverable', reason: 'Slack named no address of its own to upload to' };
  return (await sendBytes(url, bytes)) ?? fileId;
}

/** Null when they have arrived. The address itself is the permission: no token goes with it. */
async function sendBytes(url: string, bytes: Uint8Array): Promise<DeliveryOutcome | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: Buffer.from(bytes),
      redirect: 'manual',
      signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (response.status === 200) return null;
    return { kind: 'retry', afterMs: RETRY_MS, reason: `upload: status ${response.status}` };
  } catch {
    return { kind: 'retry', afterMs: RETRY_MS, reason: 'upload: no answer' };
  }
}

function marked(introduction: readonly Piece[], key: string): readonly unknown[] {
  return introduction.map(({ block }, index) =>
    index === 0 ? { ...block, block_id: blockMarkOf(key) } : block,
  );
}

function shared(tools: SendTools, sending: Sending, answer: SlackAnswer): DeliveryOutcome {
  const certain = answer.kind === 'later' && answer.certain;
  if (certain) tools.pace.hold(sending.place.channel, answer.afterMs);
  if (certain) tools.unsent.note(sending);
  else tools.unsent.forget(sending);
  return answer.kind === 'ok' ? DELIVERED : outcomeOf(answer);
}
