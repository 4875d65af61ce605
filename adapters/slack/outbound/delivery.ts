import type { DeliveryOutcome, DeliveryRequest, FileRequest } from '../../../src/channel';
import { readAddress, readMessageRef, type SlackAddress } from '../address';
import { renderAnswered, renderReply } from '../render/message';
import { paragraph } from '../render/rich';
import { openDirectChannel, type DirectChannels } from './direct-channel';
import { NOT_INSTALLED, outcomeOf } from './outcome';
import { postMessages, type Sending, type SendTools } from './post-messages';
import type { TokenSource } from './tokens';
import { uploadFile, type UploadTools } from './upload-file';

export interface DeliveryTools extends SendTools, UploadTools {
  readonly tokens: TokenSource;
  readonly direct: DirectChannels;
}

/** Posts a reply, or marks a question as answered. Says what Slack said; never waits, the outbox does that. */
export async function deliver(tools: DeliveryTools, request: DeliveryRequest): Promise<DeliveryOutcome> {
  const { delivery, conversation } = request;
  switch (delivery.kind) {
    case 'post':
      return inConversation(tools, request, (sending) =>
        postMessages(tools, sending, renderReply(delivery.reply, conversation)),
      );
    case 'settle':
      return settle(tools, request, delivery);
  }
}

/** Shows the person a file that somebody of the help desk sent. */
export function sendFile(tools: DeliveryTools, request: FileRequest): Promise<DeliveryOutcome> {
  const introduction = paragraph([
    { text: request.from, style: 'bold' },
    { text: ' sent you this file:', style: 'plain' },
  ]);
  return inConversation(tools, request, (sending) => uploadFile(tools, sending, request, introduction));
}

async function inConversation(
  tools: DeliveryTools,
  { address: text, key, attempt }: Pick<DeliveryRequest, 'address' | 'key' | 'attempt'>,
  send: (sending: Sending) => Promise<DeliveryOutcome>,
): Promise<DeliveryOutcome> {
  const address: SlackAddress = readAddress(text);
  const token = await tools.tokens.tokenFor(address.workspace);
  if (token === null) return NOT_INSTALLED;
  const opened = await openDirectChannel(tools.api, tools.direct, token, address);
  if (opened.kind !== 'ok') return outcomeOf(opened);
  return send({ token, place: { channel: opened.channel, thread: address.thread }, key, attempt });
}

async function settle(
  tools: DeliveryTools,
  { address, conversation }: DeliveryRequest,
  { messageRef, reply, chosen }: Extract<DeliveryRequest['delivery'], { kind: 'settle' }>,
): Promise<DeliveryOutcome> {
  const token = await tools.tokens.tokenFor(readAddress(address).workspace);
  if (token === null) return NOT_INSTALLED;
  const ref = readMessageRef(messageRef);
  if (ref === null) return { kind: 'undeliverable', reason: 'no message of ours' };
  const message = renderAnswered(reply, conversation, chosen);
  const answer = await tools.api.call('chat.update', token, { channel: ref.channel, ts: ref.ts, ...message });
  return answer.kind === 'ok' ? { kind: 'delivered', messageRef } : outcomeOf(answer);
}
