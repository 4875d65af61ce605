import type { DeliveryOutcome } from '../../../src/channel';
import type { Unsent } from '../../../src/unsent';
import { writeMessageRef } from '../address';
import type { SlackMessage } from '../render/message';
import { findSent, metadataOf, type Place } from './find-sent';
import { outcomeOf } from './outcome';
import type { Pace } from './pace';
import type { SlackWebApi } from './web-api';

export interface SendTools {
  readonly api: SlackWebApi;
  readonly pace: Pace;
  readonly now: () => number;
  /** What need not be looked for. */
  readonly unsent: Unsent;
}

/** What is sent where, and whether an earlier try may have sent it already. */
export interface Sending {
  readonly token: string;
  readonly place: Place;
  readonly key: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** A message in a thread that everybody in the channel sees too. */
  readonly toAll?: boolean;
}

/** Posts these messages in order, but for those that already stand. The reference is the last one's. */
export async function postMessages(
  tools: SendTools,
  sending: Sending,
  messages: readonly SlackMessage[],
): Promise<DeliveryOutcome> {
  const standing = await partsStanding(tools, sending);
  if (standing.kind !== 'found') return outcomeOf(standing);
  let last = '';
  for (const [part, message] of messages.entries()) {
    const outcome = standing.parts.get(part) ?? (await postPart(tools, sending, part, message));
    if (typeof outcome !== 'string') return outcome;
    last = outcome;
  }
  tools.unsent.forget(sending);
  return { kind: 'delivered', messageRef: writeMessageRef({ channel: sending.place.channel, ts: last }) };
}

/** A first try needs no search; neither does one after a try that certainly posted nothing. */
export function mayStand({ unsent }: SendTools, sending: Sending): boolean {
  return !unsent.isCertain(sending);
}

async function partsStanding(tools: SendTools, sending: Sending) {
  if (!mayStand(tools, sending)) return { kind: 'found', parts: new Map<number, string>() } as const;
  return findSent({ ...sending, api: tools.api, now: tools.now() }, sending.key);
}

/** The message's ts, or why it is not posted. */
async function postPart(
  tools: SendTools,
  sending: Sending,
  part: number,
  message: SlackMessage,
): Promise<string | DeliveryOutcome> {
  const { token, place, key, toAll } = sending;
  const afterMs = tools.pace.waitFor(place.channel, `${key}#${part}`);
  if (afterMs > 0) {
    if (part === 0) tools.unsent.note(sending);
    else tools.unsent.forget(sending);
    return { kind: 'retry', afterMs, reason: 'one message a second in a channel' };
  }
  const answer = await tools.api.call('chat.postMessage', token, {
    channel: place.channel,
    thread_ts: place.thread,
    reply_broadcast: toAll,
    text: message.text,
    blocks: message.blocks,
    metadata: metadataOf({ key, part }),
    unfurl_links: false,
    unfurl_media: false,
  });
  if (answer.kind === 'ok' && typeof answer.body['ts'] === 'string') return answer.body['ts'];
  if (answer.kind === 'later' && answer.certain) {
    tools.pace.hold(place.channel, answer.afterMs);
    if (part === 0) tools.unsent.note(sending);
  } else {
    tools.unsent.forget(sending);
  }
  return outcomeOf(answer);
}
