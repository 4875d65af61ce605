import type { DeliveryOutcome, Received } from '../../src/channel';
import type { Desk as DeskOfAgents, DeskCard, DeskDelivery, DeskIncoming, DeskPort } from '../../src/desk';
import type { Desk } from './desk';

export const DESK = 'C0DESK';

/** Takes what agents do as the bot would: an event of which any id was seen is a duplicate. */
export class FakeDeskPort implements DeskPort {
  readonly heard: DeskIncoming[] = [];
  /** As if the store could not be written. */
  broken = false;
  readonly #seen = new Set<string>();

  receiveFromDesk(incoming: DeskIncoming): Promise<Received> {
    if (this.broken) return Promise.reject(new Error('disk full'));
    const known = incoming.eventIds.some((id) => this.#seen.has(id));
    for (const id of incoming.eventIds) this.#seen.add(id);
    if (known) return Promise.resolve('duplicate');
    this.heard.push(incoming);
    return Promise.resolve('accepted');
  }

  /** Who did what, as one would tell it. */
  told(): readonly string[] {
    return this.heard.map(({ agent, act }) => {
      switch (act.kind) {
        case 'pressed':
          return `${agent.name} pressed ${act.action}`;
        case 'wrote':
          return [`${agent.name} wrote ${act.text}`, ...act.files.map((file) => file.name)].join(' + ');
        case 'edited':
          return `${agent.name} edited ${act.text}`;
      }
    });
  }
}

export function deskOf(harness: Desk): DeskOfAgents {
  if (harness.slack.desk === null) throw new Error('no desk channel is set');
  return harness.slack.desk;
}

/** Tries until it is done or given up, as the outbox would; the time in between passes on the fake clock. */
export async function deliverAsOutbox(
  harness: Desk,
  send: (attempt: number) => Promise<DeliveryOutcome>,
): Promise<DeliveryOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await send(attempt);
    if (outcome.kind !== 'retry' || attempt === 10) return outcome;
    await harness.fake.clock.advance(Math.max(outcome.afterMs, 1_000));
  }
}

let sent = 0;

export async function show(harness: Desk, delivery: DeskDelivery): Promise<DeliveryOutcome> {
  sent += 1;
  const key = `key-${sent}`;
  const outcome = await deliverAsOutbox(harness, (attempt) =>
    deskOf(harness).deliver({ key, attempt, delivery }),
  );
  await harness.fake.clock.advance(1_000);
  return outcome;
}

/** The thread of a new card. */
export async function postCard(harness: Desk, more: Partial<DeskCard> = {}): Promise<string> {
  const outcome = await show(harness, { kind: 'card', thread: null, card: aCard(more) });
  if (outcome.kind !== 'delivered' || outcome.messageRef === null) throw new Error('no card');
  return outcome.messageRef;
}

export function aCard(more: Partial<DeskCard> = {}): DeskCard {
  return {
    reference: 'BD-1042',
    title: 'The mailbox does not exist',
    status: { text: 'Waiting for somebody to take it', mood: 'waiting' },
    rows: [
      { label: 'Who', value: 'Kim Lee' },
      { label: 'Whose side', value: 'the recipient' },
    ],
    decidingLine: { text: '550 5.1.1 <kim@example.net> unknown', marks: [{ start: 4, end: 9 }] },
    sections: [{ title: 'Tried', lines: ['Check the address: no change'] }],
    links: [{ label: 'The conversation', url: 'https://fake.slack.com/archives/DU1/p1' }],
    buttons: [
      { action: 'take', label: 'Take it', main: true },
      { action: 'reply', label: 'Reply', main: false },
      { action: 'give-back', label: 'Give back to the bot', main: false },
      { action: 'solve', label: 'Solved', main: false },
      { action: 'not-mail', label: 'Not a mail problem', main: false },
    ],
    ...more,
  };
}

/** The ts of a card's first message. */
export function rootOf(thread: string): string {
  return thread.slice(DESK.length + 1);
}
