import type { Desk } from './desk';
import type { DialogueEvent } from './dialogue/event';
import { personWords } from './helpdesk/case-words';
import { leaderOf } from './helpdesk/file-ticket';
import { referenceOf } from './helpdesk/ticket';
import { jobKey, type JobLedger } from './job-ledger';
import { job as newJob } from './new-job';
import type { TicketRecord } from './store/records';
import type { Job, Store, Turn } from './store/store';
import type { Task } from './store/task';

export interface SameTroubleParts {
  readonly store: Store;
  readonly desks: ReadonlyMap<string, Desk>;
  readonly ledger: JobLedger;
  readonly happened: (turn: Turn, event: DialogueEvent) => Promise<void>;
}

type SameTroubleTask = Extract<Task, { readonly kind: 'tellJoined' | 'solveJoined' | 'releaseJoined' }>;

/**
 * Cases of different people that are about one trouble. Each change in another conversation is a turn of its
 * own with an id, so a crash in between repeats the job and changes nothing twice.
 */
export class SameTroublePerformer {
  constructor(private readonly parts: SameTroubleParts) {}

  async perform(job: Job, task: SameTroubleTask): Promise<void> {
    switch (task.kind) {
      case 'tellJoined':
        return this.tellJoined(job, task);
      case 'solveJoined': {
        const { agent, from } = task;
        await this.forEachJoined(job, task.leader, (caseId, at) => ({
          kind: 'agentActed',
          at,
          caseId,
          agent,
          from,
          act: { kind: 'solved' },
        }));
        return this.parts.ledger.complete(job);
      }
      case 'releaseJoined':
        await this.forEachJoined(job, task.leader, (caseId, at) => ({ kind: 'leaderClosed', at, caseId }));
        return this.parts.ledger.complete(job);
    }
  }

  private async tellJoined(job: Job, task: Extract<SameTroubleTask, { kind: 'tellJoined' }>): Promise<void> {
    const { store, ledger, happened } = this.parts;
    const [ticket, leader] = await Promise.all([store.ticket(task.ticket), store.ticket(task.leader)]);
    if (ticket === null || leader === null || ticket.joined !== leader.number) return ledger.complete(job);
    await this.tellAgents(job, leader, personWords(ticket.person));
    const { reference, url } = leader.opened ?? { reference: referenceOf(leader.number), url: null };
    return ledger.complete(job, async (turn) => {
      const [at, { caseId }] = [ledger.now(), ticket.draft];
      await happened(turn, { kind: 'ticketJoined', at, caseId, reference, url });
      // Where the humans left the other case just then, nobody has told this one.
      if ((await leaderOf(turn, ticket.draft, ticket.at)) !== leader.number)
        await happened(turn, { kind: 'leaderClosed', at, caseId });
    });
  }

  private tellAgents(job: Job, leader: TicketRecord, name: string): Promise<void> {
    return this.inTurnOf(leader, `joined:${jobKey(job)}`, async (turn, at) => {
      for (const desk of this.parts.desks.keys()) {
        const notice = { kind: 'joined' } as const;
        const task = { kind: 'notify', desk, ticket: leader.number, name, notice } as const;
        await turn.addJob(newJob({ channel: desk }, `desk:${desk}`, at, { task }));
      }
    });
  }

  private async forEachJoined(
    job: Job,
    leader: number,
    eventFor: (caseId: number, at: string) => DialogueEvent,
  ): Promise<void> {
    for (const joined of await this.parts.store.ticketsJoinedTo(leader))
      await this.inTurnOf(joined, `same:${jobKey(job)}:${joined.number}`, (turn, at) =>
        this.parts.happened(turn, eventFor(joined.draft.caseId, at)),
      );
  }

  private inTurnOf(
    { conversation }: TicketRecord,
    id: string,
    work: (turn: Turn, at: string) => Promise<void>,
  ): Promise<void> {
    const at = this.parts.ledger.now();
    return this.parts.store.turn(conversation, async (turn) => {
      if (await turn.recordEvents([id], at)) await work(turn, at);
    });
  }
}
