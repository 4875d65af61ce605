import type { Received } from '../../src/channel';
import type { DeskCard, DeskDelivery, DeskIncoming, DeskPort, DeskRequest } from '../../src/desk';
import { BOT_ID, inChannel, mention, TENANT, type Sent } from './activities';
import type { Desk } from './desk';

/** A desk channel and who works there; everything the adapter tells is kept, and told apart as the bot does. */
export const DESK_CHANNEL = '19:0de5c@thread.tacv2';
export const ANN = { id: '29:ann', name: 'Ann Lee', aadObjectId: 'aad-ann' };

export class FakeAgents implements DeskPort {
  readonly told: DeskIncoming[] = [];
  private readonly seen = new Set<string>();
  /** What goes wrong instead of keeping what is told. */
  failure: Error | null = null;

  receiveFromDesk(incoming: DeskIncoming): Promise<Received> {
    if (this.failure !== null) return Promise.reject(this.failure);
    if (incoming.eventIds.some((id) => this.seen.has(id))) return Promise.resolve('duplicate');
    incoming.eventIds.forEach((id) => this.seen.add(id));
    this.told.push(incoming);
    return Promise.resolve('accepted');
  }
}

export const card: DeskCard = {
  reference: 'BD-1042',
  title: 'This address does not exist',
  status: { text: 'Nobody has it yet, since 09:00 UTC', mood: 'waiting' },
  rows: [
    { label: 'Who', value: 'Kim Doe' },
    { label: 'Priority', value: 'high' },
  ],
  decidingLine: { text: '550 5.1.1 User unknown', marks: [{ start: 10, end: 22 }] },
  sections: [{ title: 'Tried', lines: ['Check the spelling: did not help'] }],
  links: [{ label: 'Ticket 7', url: 'https://tickets.example/7' }],
  buttons: [
    { action: 'take', label: 'Take it', main: true },
    { action: 'reply', label: 'Reply', main: false },
    { action: 'solve', label: 'Solved', main: false },
  ],
};

/** Delivers to the desk of the adapter, as the bot does. */
export function deliver(desk: Desk, delivery: DeskDelivery, more: Partial<DeskRequest> = {}) {
  if (desk.agentsDesk === null) throw new Error('no desk channel is set');
  return desk.agentsDesk.deliver({ key: 'k1', attempt: 1, delivery, ...more });
}

/** Posts a card and returns its thread. */
export async function postedCard(desk: Desk): Promise<string> {
  const outcome = await deliver(desk, { kind: 'card', thread: null, card }, { key: 'the-card' });
  if (outcome.kind !== 'delivered' || outcome.messageRef === null) throw new Error('the card was not posted');
  return outcome.messageRef;
}

/** A message of an agent in the thread of a card. */
export function inThread(id: string, thread: string, more: Sent = {}): Sent {
  const conversation = { conversationType: 'channel', isGroup: true, tenantId: TENANT, id: thread };
  return { ...inChannel(id, '0', { from: ANN }), conversation, ...more };
}

export function toBotInThread(id: string, thread: string, text: string, more: Sent = {}): Sent {
  const entities = [mention(BOT_ID, 'Bouncedesk')];
  return inThread(id, thread, { text: `<at>Bouncedesk</at> ${text}`, entities, ...more });
}

/** A button of the card pressed, with what stands in its form. */
export function press(id: string, thread: string, data: unknown, form: object = {}, more: Sent = {}): Sent {
  const action = { type: 'Action.Execute', verb: 'desk', data: { ...(data as object), ...form } };
  const value = { action, trigger: 'manual' };
  return inThread(id, thread, {
    type: 'invoke',
    name: 'adaptiveCard/action',
    text: undefined,
    value,
    ...more,
  });
}
