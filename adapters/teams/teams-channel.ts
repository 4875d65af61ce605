import type { Channel, Delivery, DeliveryRequest } from '../../src/channel';
import { readAddress, type Address } from './address';
import type { Called, Connector } from './connector';
import { fetchFile } from './files';
import { postMessage, repeatedMessage, settledMessage } from './message';
import { outcomeOf } from './outcome';
import type { SendLimits } from './send-limits';
import { createTries, type Tried } from './tries';

export interface ChannelDeps {
  readonly connector: Connector;
  readonly limits: SendLimits;
  readonly clock: () => Date;
  /** Files of this machine may be read. */
  readonly local: boolean;
  /** An answer is about to be shown. */
  onDelivery(conversation: string): void;
}

/** Answers in Teams, proactively: the address carries what that needs. */
export function createTeamsChannel(deps: ChannelDeps): Channel {
  const tries = createTries();
  return {
    name: 'teams',
    deliver: (request) => tries(request, (repeated) => attempt(deps, request, repeated)),
    fetch: (ref) => fetchFile(ref, deps.local),
  };
}

async function attempt(deps: ChannelDeps, request: DeliveryRequest, repeated: boolean): Promise<Tried> {
  const address = readAddress(request.address);
  const wait = deps.limits.admit(request.conversation, address.tenantId, deps.clock().getTime());
  if (wait > 0) return { outcome: { kind: 'retry', afterMs: wait, reason: 'rate-limit' }, mayStand: false };
  deps.onDelivery(request.conversation);
  const conversationId = address.conversationId ?? (await deps.connector.openPersonalChat(address));
  if (typeof conversationId === 'string') return send(deps, address, conversationId, request, repeated);
  return conversationId.kind === 'done'
    ? send(deps, address, conversationId.body.id, request, repeated)
    : { outcome: outcomeOf(conversationId), mayStand: false };
}

async function send(
  deps: ChannelDeps,
  address: Address,
  conversationId: string,
  { delivery }: DeliveryRequest,
  repeated: boolean,
): Promise<Tried> {
  const called =
    delivery.kind === 'settle'
      ? await settle(deps, address, conversationId, delivery)
      : await deps.connector.post(
          address,
          conversationId,
          repeated ? repeatedMessage(delivery.reply) : postMessage(delivery.reply),
        );
  if (called.kind === 'done') {
    return { outcome: { kind: 'delivered', messageRef: called.body.id }, mayStand: true };
  }
  return { outcome: outcomeOf(called), mayStand: called.kind === 'unanswered' && called.mayBeDone };
}

type Settle = Extract<Delivery, { readonly kind: 'settle' }>;

/** The update of a card; repeating it changes nothing. */
async function settle(
  deps: ChannelDeps,
  address: Address,
  conversationId: string,
  delivery: Settle,
): Promise<Called<{ readonly id: string | null }>> {
  const message = settledMessage(delivery.reply, delivery.chosen);
  const updated = await deps.connector.update(address, conversationId, delivery.messageRef, message);
  return updated.kind === 'done' ? { kind: 'done', body: { id: delivery.messageRef } } : updated;
}
