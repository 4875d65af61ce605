import type { Channel, Delivery, DeliveryOutcome, DeliveryRequest } from '../../src/channel';
import { readAddress, type Address } from './address';
import type { Called, Connector } from './connector';
import { fetchFile } from './files';
import { postMessage, repeatedMessage, settledMessage } from './message';
import { outcomeOf } from './outcome';
import type { SendLimits } from './send-limits';

export interface ChannelDeps {
  readonly connector: Connector;
  readonly limits: SendLimits;
  readonly clock: () => Date;
  /** Files of this machine may be read. */
  readonly local: boolean;
  /** An answer is about to be shown. */
  onDelivery(conversation: string): void;
}

/** How a try ended; `mayStand`: the message may be in the conversation although no outcome says so. */
interface Tried {
  readonly outcome: DeliveryOutcome;
  readonly mayStand: boolean;
}

/**
 * Answers in Teams, proactively: the address carries what that needs.
 *
 * Teams can neither be asked whether a message stands nor told a key to recognise it by. So where an earlier
 * try may have reached it (a crash, a connection that broke), the message is sent again and says so: a second
 * copy can be overlooked, an answer that never came cannot. A try that this process saw refused is no such try.
 */
export function createTeamsChannel(deps: ChannelDeps): Channel {
  const refused = new Set<string>();

  const deliver = async (request: DeliveryRequest): Promise<DeliveryOutcome> => {
    const repeated = request.attempt > 1 && !refused.has(request.key);
    const { outcome, mayStand } = await attempt(deps, request, repeated);
    if (outcome.kind === 'retry' && !mayStand && !repeated) refused.add(request.key);
    else refused.delete(request.key);
    return outcome;
  };

  return { name: 'teams', deliver, fetch: (ref) => fetchFile(ref, deps.local) };
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
