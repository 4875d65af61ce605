import type { DeliveryOutcome } from '../../../src/channel';
import type { DeskCard, DeskDelivery, DeskRequest } from '../../../src/desk';
import { readMessageRef, userOf, writeMessageRef, type MessageRef } from '../address';
import { outcomeOf } from '../outbound/outcome';
import { postMessages, type Sending, type SendTools } from '../outbound/post-messages';
import { uploadFile, type UploadTools } from '../outbound/upload-file';
import { messageOf, messagesOf } from '../render/message';
import { mention, paragraph } from '../render/rich';
import { renderCard } from './card';
import { plainLine, renderLine } from './line';
import type { Whereabouts } from './whereabouts';

export interface DeskDeliveryTools extends SendTools, UploadTools {
  /** The desk channel. */
  readonly channel: string;
  readonly whereabouts: Whereabouts;
}

const NO_THREAD: DeliveryOutcome = { kind: 'undeliverable', reason: 'no thread of ours' };

/** Shows agents what is new. Says what Slack said; never waits, the outbox does that. */
export function deliverToDesk(
  tools: DeskDeliveryTools,
  token: string,
  request: DeskRequest,
): Promise<DeliveryOutcome> {
  const { delivery, key, attempt } = request;
  if (delivery.kind === 'card' && delivery.thread === null) {
    const place = { channel: tools.channel, thread: null };
    return postMessages(tools, { token, place, key, attempt }, [renderCard(delivery.card)]);
  }
  const root = readMessageRef(delivery.thread ?? '');
  return root === null ? Promise.resolve(NO_THREAD) : deliverAt(tools, token, root, request);
}

function deliverAt(
  tools: DeskDeliveryTools,
  token: string,
  root: MessageRef,
  { delivery, key, attempt }: DeskRequest,
): Promise<DeliveryOutcome> {
  switch (delivery.kind) {
    case 'card':
      return updateCard(tools, token, root, delivery.card);
    case 'line': {
      const place = { channel: root.channel, thread: root.ts };
      return sendLine(tools, { token, place, key, attempt }, delivery);
    }
    case 'aside':
      return sayAside(tools, token, root, delivery);
  }
}

async function updateCard(
  { api }: DeskDeliveryTools,
  token: string,
  root: MessageRef,
  card: DeskCard,
): Promise<DeliveryOutcome> {
  const answer = await api.call('chat.update', token, { ...root, ...renderCard(card) });
  return answer.kind === 'ok' ? { kind: 'delivered', messageRef: writeMessageRef(root) } : outcomeOf(answer);
}

/** Whoever pressed a button of a card only does not follow its thread, so the agent it is for is mentioned. */
function sendLine(
  tools: DeskDeliveryTools,
  sending: Sending,
  { line, to }: Extract<DeskDelivery, { kind: 'line' }>,
): Promise<DeliveryOutcome> {
  const called = to === undefined ? [] : mention(userOf(to.id));
  if (line.kind === 'file') {
    const introduction = [...called, ...paragraph([{ text: line.title, style: 'plain' }])];
    return uploadFile(tools, sending, line.file, introduction);
  }
  const toAll = line.kind === 'bot' && line.toAll === true;
  const pieces = [...called, ...renderLine(line)];
  return postMessages(tools, { ...sending, toAll }, messagesOf(pieces, plainLine(line)));
}

/** Seen by one agent only. Told again after a try that got no answer: twice is better than never. */
async function sayAside(
  { api, whereabouts }: DeskDeliveryTools,
  token: string,
  root: MessageRef,
  { thread, agent, text }: Extract<DeskDelivery, { kind: 'aside' }>,
): Promise<DeliveryOutcome> {
  const answer = await api.call('chat.postEphemeral', token, {
    channel: root.channel,
    thread_ts: whereabouts.isInChannel(thread, agent) ? null : root.ts,
    user: userOf(agent),
    ...messageOf(paragraph([{ text, style: 'plain' }]), text),
  });
  return answer.kind === 'ok' ? { kind: 'delivered', messageRef: null } : outcomeOf(answer);
}
