import type { DeskAct, DeskIncoming } from './desk';
import type { AgentAct, DialogueEvent } from './dialogue/event';
import { numberOf } from './helpdesk/ticket';
import { deskQueue, job as newJob } from './new-job';
import { jobKey, type JobLedger, type Retry } from './job-ledger';
import type { TicketRecord } from './store/records';
import type { Job, Store, Turn } from './store/store';

export interface AgentListenerParts {
  readonly store: Store;
  readonly ledger: JobLedger;
  readonly clock: () => Date;
  readonly happened: (turn: Turn, event: DialogueEvent) => Promise<void>;
  readonly putOff: (job: Job, retry: Retry) => Promise<void>;
}

/** A card whose sending was interrupted is known by then, however late it was tried again; what is still about no case never was. */
const UNKNOWN_AFTER_MS = 3_600_000;

/**
 * Brings what an agent did in a desk channel into the conversation it is about. That is another conversation
 * than the one the job stands in, so the two are not one transaction: the event's id is recorded with the turn,
 * and a crash in between repeats the job and changes nothing.
 */
export class AgentListener {
  constructor(private readonly parts: AgentListenerParts) {}

  async hear(job: Job, incoming: DeskIncoming): Promise<void> {
    const { store, ledger, clock } = this.parts;
    const record = await this.ticketOf(incoming);
    if (record === null) {
      const age = clock().getTime() - Date.parse(job.addedAt);
      if (age > UNKNOWN_AFTER_MS) return ledger.complete(job);
      return this.parts.putOff(job, { kind: 'retry', afterMs: 0, reason: 'no case yet' });
    }
    await store.turn(record.conversation, async (turn) => {
      const at = ledger.now();
      if (!(await turn.recordEvents([`desk:${jobKey(job)}`], at))) return;
      const { agent, desk: from } = incoming;
      const { caseId } = record.draft;
      await this.parts.happened(turn, {
        kind: 'agentActed',
        at,
        caseId,
        agent,
        from,
        act: actOf(incoming.act),
      });
      await showAnswer(turn, record, incoming, at);
    });
    return ledger.complete(job);
  }

  private ticketOf({ desk, thread, reference }: DeskIncoming): Promise<TicketRecord | null> {
    const number = reference === null ? null : numberOf(reference);
    return number === null ? this.parts.store.ticketAtThread(desk, thread) : this.parts.store.ticket(number);
  }
}

/** What was written in the form of a card stands nowhere yet, and the other agents read along in its thread. */
async function showAnswer(
  turn: Turn,
  { number, joined }: TicketRecord,
  { desk, reference, agent, act }: DeskIncoming,
  at: string,
): Promise<void> {
  if (act.kind !== 'wrote' || reference === null) return;
  const task = { kind: 'mirror', desk, ticket: joined ?? number, name: agent.name, text: act.text } as const;
  await turn.addJob(newJob({ channel: desk }, deskQueue(desk), at, { task }));
}

function actOf(act: DeskAct): AgentAct {
  switch (act.kind) {
    case 'wrote':
      return act;
    case 'edited':
      return { kind: 'corrected', text: act.text };
    case 'pressed':
      return PRESSED[act.action];
  }
}

const PRESSED: Readonly<Record<Extract<DeskAct, { kind: 'pressed' }>['action'], AgentAct>> = {
  take: { kind: 'took' },
  'give-back': { kind: 'gaveBack' },
  solve: { kind: 'solved' },
  'not-mail': { kind: 'notMail' },
};
