import type { Effect } from './dialogue/effect';
import { job } from './new-job';
import { orderForHumans, type HumanSide } from './order-for-humans';
import type { StoredConversation } from './store/records';
import type { Turn } from './store/store';

export interface Ordering {
  readonly turn: Turn;
  readonly conversation: StoredConversation;
  readonly at: string;
  /** The number of what was just heard, in the transcript; null when the turn was about something else. */
  readonly heard: number | null;
  readonly humans: HumanSide;
}

/** Writes an effect into the outbox. */
export async function order(ordering: Ordering, effect: Effect): Promise<void> {
  const { turn, conversation, at } = ordering;
  switch (effect.kind) {
    case 'reply': {
      const { reply } = effect;
      const message = await turn.addMessage({ kind: 'replied', at, reply });
      return turn.addJob(job(conversation, 'replies', at, { task: { kind: 'post', message, reply } }));
    }
    case 'settleQuestion': {
      const { question, chosen } = effect;
      return turn.addJob(job(conversation, 'replies', at, { task: { kind: 'settle', question, chosen } }));
    }
    case 'passFile': {
      const { from, agent, name, ref } = effect;
      const task = { kind: 'passFile', desk: from, agent, name, ref } as const;
      return turn.addJob(job(conversation, 'replies', at, { task }));
    }
    case 'setTimer': {
      const key = timerKey(effect.timer);
      const runAt = new Date(Date.parse(at) + effect.afterSeconds * 1000).toISOString();
      return turn.addJob(
        job(conversation, key, at, { task: { kind: 'fireTimer', timer: effect.timer }, key, runAt }),
      );
    }
    case 'cancelTimer':
      return turn.cancelJob(timerKey(effect.timer));
    case 'openTicket':
    case 'showStanding':
    case 'relay':
    case 'mirror':
    case 'tellDesk':
    case 'tellAgent':
      return orderForHumans(ordering, effect);
  }
}

function timerKey(timer: string): string {
  return `timer:${timer}`;
}
