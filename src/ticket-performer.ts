import { assembleTicket, referenceOf } from './helpdesk/ticket';
import {
  isLive,
  type LiveTicketSystem,
  type OpenedTicket,
  type TicketOutcome,
  type TicketSystem,
  type UpdateOutcome,
} from './helpdesk/ticket-system';
import { isSoon, jobKey, type JobLedger, type Retry } from './job-ledger';
import type { Meter } from './meter';
import type { Outside } from './outside';
import type { DialogueEvent } from './dialogue/event';
import type { TicketRecord } from './store/records';
import type { Job, Store, Turn } from './store/store';
import type { SaidMessage, TicketTask } from './store/task';

export interface TicketPerformerParts {
  readonly store: Store;
  readonly tickets: TicketSystem;
  readonly outside: Outside;
  readonly meter?: Meter;
  readonly ledger: JobLedger;
  readonly happened: (turn: Turn, event: DialogueEvent) => Promise<void>;
  readonly putOff: (job: Job, retry: Retry) => Promise<void>;
}

/** Ticket systems run scripts of their own before they answer. */
const ANSWER_LIMIT_MS = 60_000;

const NOT_OPEN_YET = { kind: 'retry', afterMs: 0, reason: 'not open yet' } as const;

/** Performs the jobs that go to the ticket system. */
export class TicketPerformer {
  constructor(private readonly parts: TicketPerformerParts) {}

  async perform(job: Job, task: TicketTask): Promise<void> {
    const record = await this.parts.store.ticket(task.ticket);
    if (record === null) return this.parts.ledger.complete(job);
    return task.kind === 'openTicket' ? this.open(job, record) : this.update(job, record, task);
  }

  private async open(job: Job, record: TicketRecord): Promise<void> {
    const { ledger, happened } = this.parts;
    const { caseId } = record.draft;
    const outcome = await this.openOutcome(job, record);
    switch (outcome.kind) {
      case 'opened':
        return ledger.complete(job, async (turn) => {
          const { reference, url } = outcome;
          await turn.markTicketOpened(record.number, { reference, url });
          await happened(turn, { kind: 'ticketOpened', at: ledger.now(), caseId, reference, url });
        });
      case 'refused':
        return ledger.bury(job, outcome.reason, (turn) =>
          happened(turn, { kind: 'ticketRefused', at: ledger.now(), caseId }),
        );
      case 'retry':
        return this.parts.putOff(job, outcome);
    }
  }

  /** A case that is handed over again keeps the ticket it has. */
  private async openOutcome(job: Job, record: TicketRecord): Promise<TicketOutcome> {
    if (record.opened !== null) return { kind: 'opened', ...record.opened };
    const { store, tickets, outside, meter } = this.parts;
    const ticket = await assembleTicket(store, record);
    if (job.attempt === 1) meter?.escalated(record.draft.variant);
    return outside.ask(job, 'open-ticket', tickets.name, ANSWER_LIMIT_MS, () => tickets.open(ticket));
  }

  /** A ticket that the system never took can't be updated there; it stays in the store with all that was said. */
  private async update(
    job: Job,
    record: TicketRecord,
    task: Exclude<TicketTask, { readonly kind: 'openTicket' }>,
  ): Promise<void> {
    const { tickets, ledger, outside } = this.parts;
    const { opened } = record;
    if (!isLive(tickets)) return ledger.complete(job);
    if (opened === null)
      return isSoon(job, record, ledger.now()) ? this.parts.putOff(job, NOT_OPEN_YET) : ledger.complete(job);
    const ticket: OpenedTicket = { reference: referenceOf(record.number), openedAt: record.at, opened };
    const outcome = await outside.ask(job, 'update-ticket', tickets.name, ANSWER_LIMIT_MS, () =>
      this.updateOutcome(tickets, ticket, job, task),
    );
    switch (outcome.kind) {
      case 'done':
        return ledger.complete(job);
      case 'refused':
        return ledger.bury(job, outcome.reason);
      case 'retry':
        return this.parts.putOff(job, outcome);
    }
  }

  private async updateOutcome(
    system: LiveTicketSystem,
    ticket: OpenedTicket,
    job: Job,
    task: Exclude<TicketTask, { readonly kind: 'openTicket' }>,
  ): Promise<UpdateOutcome> {
    const attempt = { key: jobKey(job), number: job.attempt };
    switch (task.kind) {
      case 'setTicketState':
        return system.setState(ticket, task.state, attempt);
      case 'commentTicket':
        return system.comment(ticket, { author: task.author, text: task.text }, attempt);
      case 'commentSaid': {
        const text = await this.saidText(task);
        if (text === null) return { kind: 'done' };
        return system.comment(ticket, { author: task.name, text }, attempt);
      }
    }
  }

  /** Null when it was erased meanwhile. */
  private async saidText({ message }: SaidMessage): Promise<string | null> {
    const entry = await this.parts.store.entry(message);
    if (entry?.kind !== 'said') return null;
    return entry.file === null ? entry.text : `[${entry.file}]\n${entry.text}`;
  }
}
