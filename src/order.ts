import type { Effect } from './dialogue/effect';
import type { NewJob, StoredConversation, Turn } from './store/store';

/** Writes an effect into the outbox. */
export async function order(
  turn: Turn,
  conversation: StoredConversation,
  effect: Effect,
  at: string,
): Promise<void> {
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
    case 'openTicket': {
      const { channel, user: person } = conversation;
      const { number } = await turn.fileTicket({ channel, person, draft: effect.draft, at });
      const key = `ticket:${number}`;
      return turn.addJob(
        job(conversation, 'tickets', at, { task: { kind: 'openTicket', ticket: number }, key }),
      );
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
  }
}

function timerKey(timer: string): string {
  return `timer:${timer}`;
}

/** A job of a conversation, due at once unless it says otherwise. */
export function job(
  { channel }: StoredConversation,
  queue: string,
  at: string,
  { task, key = null, runAt = at }: Pick<NewJob, 'task'> & Partial<Pick<NewJob, 'key' | 'runAt'>>,
): NewJob {
  return { channel, queue, task, key, at, runAt };
}
