import type { Channel, Delivery } from '../../src/channel';
import { readAddress, type Address } from './address';
import type { Called, Connector } from './connector';
import { conversationLink } from './conversation-link';
import { fileMessage } from './file-message';
import { fetchFile, picturesAt } from './files';
import { postMessage, repeatedMessage, sentAgain, settledMessage } from './message';
import { outcomeOf, triedOf } from './outcome';
import type { SendLimits } from './send-limits';
import { createTries, type Tried } from './tries';

export interface ChannelDeps {
  readonly connector: Connector;
  readonly limits: SendLimits;
  readonly clock: () => Date;
  /** The bot's token, which pictures of messages are read with. */
  readonly token: () => Promise<string | null>;
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
    deliver: (request) =>
      tries(request, (repeated) =>
        attempt(deps, request, (address, id) => send(deps, address, id, request.delivery, repeated)),
      ),
    fetch: (ref, address) =>
      fetchFile(ref, { local: deps.local, pictures: picturesAt(readAddress(address), deps.token) }),
    link: (address) => Promise.resolve(conversationLink(readAddress(address))),
    async sendFile(request) {
      const message = fileMessage(request);
      if (message === null) return { kind: 'undeliverable', reason: 'teams-takes-no-such-file' };
      return tries(request, (repeated) =>
        attempt(deps, request, (address, id) =>
          deps.connector.post(address, id, repeated ? sentAgain(message) : message),
        ),
      );
    },
  };
}

interface Addressed {
  readonly conversation: string;
  readonly address: string;
}

type Send = (address: Address, conversationId: string) => Promise<Called<{ readonly id: string | null }>>;

async function attempt(deps: ChannelDeps, request: Addressed, send: Send): Promise<Tried> {
  const address = readAddress(request.address);
  const wait = deps.limits.admit(request.conversation, address.tenantId, deps.clock().getTime());
  if (wait > 0) return { outcome: { kind: 'retry', afterMs: wait, reason: 'rate-limit' }, mayStand: false };
  deps.onDelivery(request.conversation);
  const conversationId = address.conversationId ?? (await deps.connector.openPersonalChat(address));
  if (typeof conversationId === 'string') return triedOf(await send(address, conversationId));
  return conversationId.kind === 'done'
    ? triedOf(await send(address, conversationId.body.id))
    : { outcome: outcomeOf(conversationId), mayStand: false };
}

async function send(
  deps: ChannelDeps,
  address: Address,
  conversationId: string,
  delivery: Delivery,
  repeated: boolean,
): Promise<Called<{ readonly id: string | null }>> {
  if (delivery.kind === 'settle') return settle(deps, address, conversationId, delivery);
  const message = repeated ? repeatedMessage(delivery.reply) : postMessage(delivery.reply);
  return deps.connector.post(address, conversationId, message);
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
