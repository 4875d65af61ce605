import type { Channel, DeliveryOutcome, FetchOutcome } from './channel';
import { assembleTicket } from './helpdesk/ticket';
import type { TicketOutcome, TicketSystem } from './helpdesk/ticket-system';
import { takeInFile, type Reader } from './intake';
import type { Meter } from './meter';
import { retryDelay } from './retry-delay';
import type { Heard, Job, Store, Task, Turn } from './store/store';
import type { DialogueEvent } from './dialogue/event';
import type { Waits } from './waits';

/** How an outcome gets back into the conversation: within the turn that removes the job. */
export interface Outcomes {
  happened(turn: Turn, event: DialogueEvent): Promise<void>;
  heard(turn: Turn, heard: Heard, at: string): Promise<void>;
}

export interface PerformerParts {
  readonly store: Store;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly tickets: TicketSystem;
  readonly reader: Reader;
  readonly clock: () => Date;
  readonly waits: Waits;
  readonly meter?: Meter;
}

/** A platform that is away for a weekend still gets its messages; an older reply would only confuse. */
const GIVE_UP_AFTER_MS = 3 * 24 * 3_600_000;
/** Longer than any platform takes that will answer at all; then it counts as a try that failed. */
const DELIVER_LIMIT_MS = 30_000;
/** A large file over a slow line; adapters give up on a file that does not move sooner. */
const FETCH_LIMIT_MS = 60_000;
/** Ticket systems run scripts of their own before they answer. */
const OPEN_LIMIT_MS = 60_000;
/** Then the person is asked to send the file again; seconds of trying, minutes where nothing answers. */
const HEAR_TRIES = 6;
const LOST: FetchOutcome = { kind: 'lost', reason: 'unreachable' };

type JobOf<Kind extends Task['kind']> = Job & { readonly task: Extract<Task, { readonly kind: Kind }> };
type Retry = { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string };

/**
 * Performs the jobs of the outbox. What a job leads to is stored in the same turn that removes the job, so it
 * happens once: a crash before that turn repeats the job, a crash after it finds nothing left to do.
 */
export class Performer {
  constructor(
    private readonly parts: PerformerParts,
    private readonly outcomes: Outcomes,
  ) {}

  async perform(job: Job): Promise<void> {
    const { task } = job;
    switch (task.kind) {
      case 'post':
        return this.post({ ...job, task });
      case 'settle':
        return this.settle({ ...job, task });
      case 'openTicket':
        return this.openTicket({ ...job, task });
      case 'fetchFile':
        return this.fetchFile({ ...job, task });
      case 'hear':
        return this.complete(job, (turn) => this.outcomes.heard(turn, task.heard, task.at));
      case 'fireTimer':
        return this.complete(job, (turn) =>
          this.outcomes.happened(turn, { kind: 'timerFired', at: this.now(), timer: task.timer }),
        );
    }
  }

  /** Puts a job off after a try that failed, or gives it up when that has gone on for too long. */
  async putOff(job: Job, { afterMs, reason }: Retry): Promise<void> {
    const now = this.parts.clock().getTime();
    await this.parts.store.turn(job.conversation, async (turn) => {
      if (isHopeless(job, now)) await turn.buryJob(job.id, reason, this.now());
      else await turn.postponeJob(job.id, new Date(now + retryDelay(job, afterMs)).toISOString(), reason);
    });
  }

  private async post(job: JobOf<'post'>): Promise<void> {
    const outcome = await this.deliver(job, { kind: 'post', reply: job.task.reply });
    await this.delivered(job, outcome, async (turn, messageRef) => {
      if (messageRef !== null) await turn.markDelivered(job.task.message, messageRef);
    });
  }

  private async settle(job: JobOf<'settle'>): Promise<void> {
    const { question, chosen } = job.task;
    const asked = await this.parts.store.turn(job.conversation, (turn) => turn.asked(question));
    // Never shown, or a channel where a message can't be changed: nothing to settle.
    if (asked === null || asked.messageRef === null) return this.complete(job);
    const { reply, messageRef } = asked;
    await this.delivered(job, await this.deliver(job, { kind: 'settle', messageRef, reply, chosen }));
  }

  private async deliver(
    job: Job,
    delivery: Parameters<Channel['deliver']>[0]['delivery'],
  ): Promise<DeliveryOutcome> {
    const { conversation, address, attempt } = job;
    const channel = this.channelOf(job);
    const outcome = await this.parts.waits.waitFor(
      () => channel.deliver({ key: deliveryKey(job), conversation, address, attempt, delivery }),
      DELIVER_LIMIT_MS,
    );
    this.parts.meter?.delivered(job.channel, outcome.kind);
    return outcome;
  }

  private async delivered(
    job: Job,
    outcome: DeliveryOutcome,
    record?: (turn: Turn, messageRef: string | null) => Promise<void>,
  ): Promise<void> {
    switch (outcome.kind) {
      case 'delivered':
        return this.complete(job, async (turn) => record?.(turn, outcome.messageRef));
      case 'retry':
        return this.putOff(job, outcome);
      case 'undeliverable':
        await this.parts.store.turn(job.conversation, (turn) =>
          turn.buryJob(job.id, outcome.reason, this.now()),
        );
    }
  }

  private async openTicket(job: JobOf<'openTicket'>): Promise<void> {
    const record = await this.parts.store.ticket(job.task.ticket);
    if (record === null) return this.complete(job);
    const { caseId } = record.draft;
    const outcome = await this.ticketOutcome(record);
    switch (outcome.kind) {
      case 'opened':
        return this.complete(job, async (turn) => {
          const { reference, url } = outcome;
          await turn.markTicketOpened(record.number, { reference, url });
          await this.outcomes.happened(turn, {
            kind: 'ticketOpened',
            at: this.now(),
            caseId,
            reference,
            url,
          });
        });
      case 'refused':
        await this.parts.store.turn(job.conversation, async (turn) => {
          if (!(await turn.buryJob(job.id, outcome.reason, this.now()))) return;
          await this.outcomes.happened(turn, { kind: 'ticketRefused', at: this.now(), caseId });
        });
        return;
      case 'retry':
        return this.putOff(job, outcome);
    }
  }

  /** A case that is handed over again keeps the ticket it has. */
  private async ticketOutcome(record: Parameters<typeof assembleTicket>[1]): Promise<TicketOutcome> {
    if (record.opened !== null) return { kind: 'opened', ...record.opened };
    const { store, tickets, waits } = this.parts;
    const ticket = await assembleTicket(store, record);
    return waits.waitFor(() => tickets.open(ticket), OPEN_LIMIT_MS);
  }

  private async fetchFile(job: JobOf<'fetchFile'>): Promise<void> {
    const { name, ref, caption } = job.task;
    const outcome = await this.fetched(job, ref);
    switch (outcome.kind) {
      case 'fetched': {
        const at = this.now();
        const heard = takeInFile(this.parts.reader, { name, bytes: outcome.bytes, caption }, at);
        return this.complete(job, (turn) => this.outcomes.heard(turn, heard, at));
      }
      case 'lost':
        return this.complete(job, (turn) =>
          this.outcomes.happened(turn, { kind: 'attachmentLost', at: this.now(), reason: outcome.reason }),
        );
      case 'retry':
        return this.putOff(job, outcome);
    }
  }

  private async fetched(job: Job, ref: string): Promise<FetchOutcome> {
    const channel = this.channelOf(job);
    const outcome = await this.parts.waits.waitFor(
      async () => (await channel.fetch?.(ref, job.address)) ?? LOST,
      FETCH_LIMIT_MS,
    );
    return outcome.kind === 'retry' && job.attempt >= HEAR_TRIES ? LOST : outcome;
  }

  /** Removes the job and stores what it led to, or nothing when it was done or cancelled meanwhile. */
  private async complete(job: Job, then?: (turn: Turn) => Promise<void>): Promise<void> {
    await this.parts.store.turn(job.conversation, async (turn) => {
      if (await turn.completeJob(job.id)) await then?.(turn);
    });
  }

  private channelOf(job: Job): Channel {
    const channel = this.parts.channels.get(job.channel);
    if (channel === undefined) throw new Error('a job of a channel that is not served was taken');
    return channel;
  }

  private now(): string {
    return this.parts.clock().toISOString();
  }
}

function isHopeless(job: Job, now: number): boolean {
  switch (job.task.kind) {
    // It is the promise that a human will look.
    case 'openTicket':
      return false;
    // The person is waiting, and what they said since stands behind it.
    case 'fetchFile':
    case 'hear':
      return job.attempt >= HEAR_TRIES;
    case 'post':
    case 'settle':
    case 'fireTimer':
      return now - Date.parse(job.addedAt) > GIVE_UP_AFTER_MS;
  }
}

/** With the time in it, so that a store that was begun anew never uses the key of an old message again. */
function deliveryKey(job: Job): string {
  return `${Date.parse(job.addedAt).toString(36)}-${job.id}`;
}
