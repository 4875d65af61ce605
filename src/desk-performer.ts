import type { Channel, DeliveryOutcome, FetchOutcome } from './channel';
import type { Desk, DeskDelivery, DeskFile, DeskLine } from './desk';
import { caseFile } from './helpdesk/case-file';
import { deskCard } from './helpdesk/desk-card';
import { agentNoticeWords, noticeWords } from './helpdesk/desk-words';
import { assembleTicket } from './helpdesk/ticket';
import { mediaTypeForHumans } from './helpdesk/media-type';
import { deskQueue, job as newJob } from './new-job';
import { isSoon, jobKey, type JobLedger, type Retry } from './job-ledger';
import type { Meter } from './meter';
import type { Outside } from './outside';
import type { TicketRecord, TranscriptEntry } from './store/records';
import type { Job, Store, Turn } from './store/store';
import type { DeskTask, SaidMessage } from './store/task';

export interface DeskPerformerParts {
  readonly store: Store;
  readonly desks: ReadonlyMap<string, Desk>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly outside: Outside;
  readonly meter?: Meter;
  readonly ledger: JobLedger;
  readonly putOff: (job: Job, retry: Retry) => Promise<void>;
}

type Said = Extract<TranscriptEntry, { readonly kind: 'said' }>;
type ThreadTask = Exclude<DeskTask, { readonly kind: 'showCard' }>;

/** As for an employee's channel, see performer.ts. */
const DELIVER_LIMIT_MS = 30_000;
const FETCH_LIMIT_MS = 60_000;

const NO_CARD_YET = { kind: 'retry', afterMs: 0, reason: 'no card yet' } as const;

/** Performs the jobs that go to a desk channel: the card of a case, and what is written into its thread. */
export class DeskPerformer {
  constructor(private readonly parts: DeskPerformerParts) {}

  async perform(job: Job, task: DeskTask): Promise<void> {
    const { store, ledger, desks } = this.parts;
    const desk = desks.get(task.desk);
    const record = await store.ticket(task.ticket);
    if (desk === undefined || record === null) return ledger.complete(job);
    const thread = await store.deskThread(task.ticket, task.desk);
    if (task.kind === 'showCard') {
      const card = deskCard({
        ticket: record,
        standing: task.standing,
        conversationUrl: await this.linkOf(record, job),
        joined: (await store.ticketsJoinedTo(record.number)).length,
      });
      return this.showCard(job, desk, task.ticket, { kind: 'card', thread, card });
    }
    if (thread !== null) return this.write(job, desk, record, thread, task);
    if (isSoon(job, record, ledger.now())) return this.parts.putOff(job, NO_CARD_YET);
    return ledger.bury(job, 'the case has no card');
  }

  private async linkOf({ channel }: TicketRecord, { address }: Job): Promise<string | null> {
    return (await this.parts.channels.get(channel)?.link?.(address)) ?? null;
  }

  private async showCard(
    job: Job,
    desk: Desk,
    ticket: number,
    delivery: Extract<DeskDelivery, { kind: 'card' }>,
  ): Promise<void> {
    const outcome = await this.deliver(job, desk, delivery);
    if (outcome.kind !== 'delivered') return this.notDelivered(job, outcome);
    const { messageRef: thread } = outcome;
    return this.parts.ledger.complete(job, async (turn) => {
      if (delivery.thread === null && thread !== null) await this.openThread(turn, desk.name, ticket, thread);
    });
  }

  /** The files of the case are ordered when there is a thread for them. */
  private async openThread(turn: Turn, desk: string, ticket: number, thread: string): Promise<void> {
    await turn.keepDeskThread(ticket, desk, thread);
    for (const file of ['errors', 'conversation'] as const) {
      const task = { kind: 'postCaseFile', desk, ticket, file } as const;
      await turn.addJob(newJob({ channel: desk }, deskQueue(desk), this.parts.ledger.now(), { task }));
    }
  }

  private async write(
    job: Job,
    desk: Desk,
    record: TicketRecord,
    thread: string,
    task: ThreadTask,
  ): Promise<void> {
    const delivery = await this.deliveryOf(job, record, thread, task);
    if (delivery === null) return this.parts.ledger.complete(job);
    if (delivery.kind === 'retry') return this.parts.putOff(job, delivery);
    const outcome = await this.deliver(job, desk, delivery);
    if (outcome.kind !== 'delivered') return this.notDelivered(job, outcome);
    if (task.kind === 'notify' && task.notice.kind === 'untaken') this.parts.meter?.untaken(desk.name);
    return this.parts.ledger.complete(job);
  }

  private notDelivered(
    job: Job,
    outcome: Exclude<DeliveryOutcome, { readonly kind: 'delivered' }>,
  ): Promise<void> {
    return outcome.kind === 'retry'
      ? this.parts.putOff(job, outcome)
      : this.parts.ledger.bury(job, outcome.reason);
  }

  /** Null where nothing is left to write. */
  private async deliveryOf(
    job: Job,
    record: TicketRecord,
    thread: string,
    task: ThreadTask,
  ): Promise<DeskDelivery | Retry | null> {
    const line = (written: DeskLine): DeskDelivery => ({
      kind: 'line',
      thread,
      line: written,
      ...('to' in task && task.to !== undefined ? { to: task.to } : {}),
    });
    switch (task.kind) {
      case 'postCaseFile': {
        const file = caseFile(await assembleTicket(this.parts.store, record), task.file);
        return file === null ? null : line({ kind: 'file', ...file });
      }
      case 'relay': {
        const said = await this.parts.store.entry(task.message);
        if (said?.kind !== 'said') return null;
        const relayed = await this.relayed(job, said, task);
        return relayed.kind === 'retry' ? relayed : line(relayed);
      }
      case 'relayEdit':
        return line({ kind: 'person', name: task.name, text: task.text, edited: true });
      case 'notify':
        return line({
          kind: 'bot',
          text: noticeWords(task.notice, task.name),
          toAll: task.notice.kind === 'untaken',
        });
      case 'mirror':
        return line({ kind: 'agent', name: task.name, text: task.text });
      case 'tellAgent':
        return { kind: 'aside', thread, agent: task.agent, text: agentNoticeWords(task.notice) };
    }
  }

  /** The words as they are; a picture or a document that only a human can read, as it is. */
  private async relayed(job: Job, said: Said, { channel, name }: SaidMessage): Promise<DeskLine | Retry> {
    const words = said.file === null ? said.text : `[${said.file}]\n${said.text}`.trimEnd();
    if (said.file === null || said.ref === undefined)
      return { kind: 'person', name, text: words, edited: false };
    const fetched = await this.fetched(job, channel, said.ref);
    if (fetched.kind === 'retry') return fetched;
    const file = fetched.kind === 'fetched' ? fileForHumans(said.file, fetched.bytes) : null;
    return file === null
      ? { kind: 'person', name, text: `${words}\n(a file that can't be passed on)`, edited: false }
      : { kind: 'file', title: `${name}: ${words}`, file };
  }

  private async fetched(job: Job, channel: string, ref: string): Promise<FetchOutcome> {
    const from = this.parts.channels.get(channel);
    return this.parts.outside.ask(
      job,
      'fetch-file',
      channel,
      FETCH_LIMIT_MS,
      async (): Promise<FetchOutcome> =>
        (await from?.fetch?.(ref, job.address)) ?? { kind: 'lost', reason: 'unreachable' },
    );
  }

  private deliver(job: Job, desk: Desk, delivery: DeskDelivery): Promise<DeliveryOutcome> {
    return this.parts.outside.ask(job, 'desk', desk.name, DELIVER_LIMIT_MS, () =>
      desk.deliver({ key: jobKey(job), attempt: job.attempt, delivery }),
    );
  }
}

/** Null for what may hold secrets that can't be masked, or may harm whoever opens it. */
function fileForHumans(name: string, bytes: Uint8Array): DeskFile | null {
  const mediaType = mediaTypeForHumans(bytes);
  return mediaType === null ? null : { name, mediaType, bytes };
}
