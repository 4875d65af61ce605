import type { DeliveryOutcome, DeliveryRequest } from '../../../src/channel';
import type { Reply } from '../../../src/dialogue/reply';
import { readAddress, readMessageRef, writeMessageRef, type SlackAddress } from '../address';
import { renderAnswered, renderReply, type SlackMessage } from '../render/message';
import { openDirectChannel, type DirectChannels } from './direct-channel';
import { findSent, metadataOf } from './find-sent';
import type { Pace } from './pace';
import type { TokenSource } from './tokens';
import type { SlackAnswer, SlackWebApi } from './web-api';

export interface DeliveryTools {
  readonly api: SlackWebApi;
  readonly tokens: TokenSource;
  readonly pace: Pace;
  readonly direct: DirectChannels;
  readonly now: () => number;
  /** Keys of which it is sure that the last try reached nobody, so that nothing has to be looked for. */
  readonly unsent: Set<string>;
}

/** Posts a reply, or marks a question as answered. Says what Slack said; never waits, the outbox does that. */
export async function deliver(tools: DeliveryTools, request: DeliveryRequest): Promise<DeliveryOutcome> {
  const address = readAddress(request.address);
  const token = await tools.tokens.tokenFor(address.workspace);
  if (token === null) return { kind: 'undeliverable', reason: 'the app is not installed in this workspace' };
  switch (request.delivery.kind) {
    case 'post':
      return postReply(tools, token, address, request, request.delivery.reply);
    case 'settle':
      return settle(tools, token, request.conversation, request.delivery);
  }
}

async function postReply(
  tools: DeliveryTools,
  token: string,
  address: SlackAddress,
  request: DeliveryRequest,
  reply: Reply,
): Promise<DeliveryOutcome> {
  const opened = await openDirectChannel(tools.api, tools.direct, token, address);
  if (opened.kind !== 'ok') return outcomeOf(opened);
  const place = { channel: opened.channel, thread: address.thread };
  const standing = await partsStanding(tools, token, place, request);
  if (standing.kind !== 'found') return outcomeOf(standing);
  const messages = renderReply(reply, request.conversation);
  let last = '';
  for (const [part, message] of messages.entries()) {
    const sent = standing.parts.get(part);
    const outcome =
      sent === undefined ? await postPart(tools, token, place, request.key, part, message) : sent;
    if (typeof outcome !== 'string') return outcome;
    last = outcome;
  }
  tools.unsent.delete(request.key);
  return { kind: 'delivered', messageRef: writeMessageRef({ channel: place.channel, ts: last }) };
}

interface Place {
  readonly channel: string;
  readonly thread: string | null;
}

/** A first try needs no search; neither does one after a try that certainly posted nothing. */
async function partsStanding(tools: DeliveryTools, token: string, place: Place, request: DeliveryRequest) {
  if (request.attempt === 1 || tools.unsent.has(request.key)) {
    return { kind: 'found', parts: new Map<number, string>() } as const;
  }
  return findSent(tools.api, token, place, request.key, tools.now());
}

/** The message's ts, or why it is not posted. */
async function postPart(
  tools: DeliveryTools,
  token: string,
  place: Place,
  key: string,
  part: number,
  message: SlackMessage,
): Promise<string | DeliveryOutcome> {
  const afterMs = tools.pace.waitFor(place.channel, `${key}#${part}`);
  if (afterMs > 0) {
    if (part === 0) tools.unsent.add(key);
    else tools.unsent.delete(key);
    return { kind: 'retry', afterMs, reason: 'one message a second in a channel' };
  }
  const answer = await tools.api.call('chat.postMessage', token, {
    channel: place.channel,
    thread_ts: place.thread,
    text: message.text,
    blocks: message.blocks,
    metadata: metadataOf({ key, part }),
    unfurl_links: false,
    unfurl_media: false,
  });
  if (answer.kind === 'ok' && typeof answer.body['ts'] === 'string') return answer.body['ts'];
  if (answer.kind === 'later' && answer.certain) {
    tools.pace.hold(place.channel, answer.afterMs);
    if (part === 0) tools.unsent.add(key);
  } else {
    tools.unsent.delete(key);
  }
  return outcomeOf(answer);
}

async function settle(
  tools: DeliveryTools,
  token: string,
  conversation: string,
  delivery: Extract<DeliveryRequest['delivery'], { kind: 'settle' }>,
): Promise<DeliveryOutcome> {
  const ref = readMessageRef(delivery.messageRef);
  if (ref === null) return { kind: 'undeliverable', reason: 'no message of ours' };
  const message = renderAnswered(delivery.reply, conversation, delivery.chosen);
  const answer = await tools.api.call('chat.update', token, { channel: ref.channel, ts: ref.ts, ...message });
  return answer.kind === 'ok' ? { kind: 'delivered', messageRef: delivery.messageRef } : outcomeOf(answer);
}

function outcomeOf(answer: SlackAnswer): DeliveryOutcome {
  switch (answer.kind) {
    case 'ok':
      return { kind: 'retry', afterMs: 0, reason: 'Slack answered without a message id' };
    case 'refused':
      return { kind: 'undeliverable', reason: `Slack: ${answer.error}` };
    case 'later':
      return { kind: 'retry', afterMs: answer.afterMs, reason: answer.reason };
  }
}
