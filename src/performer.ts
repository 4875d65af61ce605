import { AgentListener } from './agent-listener';
import type { Channel, DeliveryOutcome, FetchOutcome } from './channel';
import type { Desk } from './desk';
import { DeskPerformer } from './desk-performer';
import type { DialogueEvent } from './dialogue/event';
import type { FairQueue } from './fair-queue';
import type { TicketSystem } from './helpdesk/ticket-system';
import { takeInFile, type Reader } from './intake';
import { jobKey, type JobLedger, type Retry } from './job-ledger';
import type { Meter } from './meter';
import type { Outside } from './outside';
import { SameTroublePerformer } from './same-trouble-performer';
import type { Job, Store, Turn } from './store/store';
import type { Heard, Task } from './store/task';
import { TicketPerformer } from './ticket-performer';

/** How what a job led to gets into the conversation: within the turn that removes the job. */
export interface Outcomes {
  readonly happened: (turn: Turn, event: DialogueEvent) => Promise<void>;
  readonly heard: (turn: Turn, heard: Heard, at: string) => Promise<void>;
}

export interface PerformerParts {
  readonly store: Store;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly desks: ReadonlyMap<string, Desk>;
  readonly tickets: TicketSystem;
  readonly reader: Reader;
  readonly clock: () => Date;
  readonly outside: Outside;
  /** Files are read in it, one of a conversation after the other, among all that is read. */
  readonly reading: FairQueue;
  readonly meter?: Meter;
  readonly ledger: JobLedger;
}

/** A platform that is away for a weekend still gets its messages; an older reply would only confuse. */
const GIVE_UP_AFTER_MS = 3 * 24 * 3_600_000;
/** Longer than any platform takes that will answer at all; then it counts as a try that failed. */
const DELIVER_LIMIT_MS = 30_000;
/** A large file over a slow line; adapters give up on a file that does not move sooner. */
const FETCH_LIMIT_MS = 60_000;
/** Then the person is asked to send the file again; seconds of trying, minutes where nothing answers. */
const HEAR_TRIES = 6;
const LOST: FetchOutcome = { kind: 'lost', reason: 'unreachable' };
const UNSHOWN: DeliveryOutcome = { kind: 'undeliverable', reason: 'the platform takes no file' };

type JobOf<Kind extends Task['kind']> = Job & { readonly task: Extract<Task, { readonly kind: Kind }> };

/** Performs the jobs of the outbox: those of a person's own channel here, and the others by their kind. */
export class Performer {
  private readonly desk: DeskPerformer;
  private readonly ticket: TicketPerformer;
  private readonly sameTrouble: SameTroublePerformer;
  private readonly agents: AgentListener;

  constructor(
    private readonly parts: PerformerParts,
    private readonly outcomes: Outcomes,
  ) {
    const shared = { ...parts, ...outcomes, putOff: (job: Job, retry: Retry) => this.putOff(job, retry) };
    this.desk = new DeskPerformer(shared);
    this.ticket = new TicketPerformer(shared);
    this.sameTrouble = new SameTroublePerformer(shared);
    this.agents = new AgentListener(shared);
  }

  async perform(job: Job): Promise<void> {
    const { task } = job;
    switch (task.kind) {
      case 'showCard':
      case 'postCaseFile':
      case 'relay':
      case 'relayEdit':
      case 'notify':
      case 'mirror':
      case 'tellAgent':
        return this.desk.perform(job, task);
      case 'openTicket':
      case 'commentTicket':
      case 'commentSaid':
      case 'setTicketState':
        return this.ticket.perform(job, task);
      case 'tellJoined':
      case 'solveJoined':
      case 'releaseJoined':
        return this.sameTrouble.perform(job, task);
      case 'hearDesk':
        return this.agents.hear(job, task.incoming);
      case 'passFile':
        return this.passFile({ ...job, task });
      case 'post':
        return this.post({ ...job, task });
      case 'settle':
        return this.settle({ ...job, task });
      case 'fetchFile':
        return this.fetchFile({ ...job, task });
      case 'hear':
        return this.parts.ledger.complete(job, (turn) => this.outcomes.heard(turn, task.heard, task.at));
      case 'fireTimer':
        return this.parts.ledger.complete(job, (turn) =>
          this.outcomes.happened(turn, {
            kind: 'timerFired',
            at: this.parts.ledger.now(),
            timer: task.timer,
          }),
        );
    }
  }

  /** Puts a job off after a try that failed, or gives it up when that has gone on for too long. */
  async putOff(job: Job, retry: Retry): Promise<void> {
    const { ledger, clock } = this.parts;
    return isHopeless(job, clock().getTime()) ? ledger.bury(job, retry.reason) : ledger.postpone(job, retry);
  }

  private async post(job: JobOf<'post'>): Promise<void> {
    const { reply } = job.task;
    // Erased since it was ordered.
    if (reply === undefined) return this.parts.ledger.complete(job);
    const outcome = await this.deliver(job, { kind: 'post', reply });
    await this.delivered(job, outcome, async (turn, messageRef) => {
      if (messageRef !== null) await turn.markDelivered(job.task.message, messageRef);
    });
  }

  private async settle(job: JobOf<'settle'>): Promise<void> {
    const { question, chosen } = job.task;
    const asked = await this.parts.store.turn(job.conversation, (turn) => turn.asked(question));
    // Never shown, or a channel where a message can't be changed: nothing to settle.
    if (asked === null || asked.messageRef === null) return this.parts.ledger.complete(job);
    const { reply, messageRef } = asked;
    await this.delivered(job, await this.deliver(job, { kind: 'settle', messageRef, reply, chosen }));
  }

  private async deliver(
    job: Job,
    delivery: Parameters<Channel['deliver']>[0]['delivery'],
  ): Promise<DeliveryOutcome> {
    const { conversation, address, attempt } = job;
    const channel = this.channelOf(job);
    return this.parts.outside.ask(job, 'deliver', channel.name, DELIVER_LIMIT_MS, () =>
      channel.deliver({ key: jobKey(job), conversation, address, attempt, delivery }),
    );
  }

  private async delivered(
    job: Job,
    outcome: DeliveryOutcome,
    record?: (turn: Turn, messageRef: string | null) => Promise<void>,
  ): Promise<void> {
    switch (outcome.kind) {
      case 'delivered':
        return this.parts.ledger.complete(job, async (turn) => record?.(turn, outcome.messageRef));
      case 'retry':
        return this.putOff(job, outcome);
      case 'undeliverable':
        return this.parts.ledger.bury(job, outcome.reason, (turn) =>
          this.outcomes.happened(turn, { kind: 'unreachable', at: this.parts.ledger.now() }),
        );
    }
  }

  private async passFile(job: JobOf<'passFile'>): Promise<void> {
    const { desk, agent, name, ref } = job.task;
    const { ledger } = this.parts;
    const outcome = await this.passed(job, desk, ref);
    switch (outcome.kind) {
      case 'delivered':
        return ledger.complete(job);
      case 'retry':
        return this.putOff(job, outcome);
      case 'undeliverable':
        return ledger.complete(job, (turn) =>
          this.outcomes.happened(turn, { kind: 'agentFileLost', at: ledger.now(), agent, file: name }),
        );
    }
  }

  private async passed(job: JobOf<'passFile'>, desk: string, ref: string): Promise<DeliveryOutcome> {
    const { outside, desks } = this.parts;
    const channel = this.channelOf(job);
    if (channel.sendFile === undefined) return UNSHOWN;
    const fetched = await outside.ask(
      job,
      'fetch-file',
      desk,
      FETCH_LIMIT_MS,
      async () => (await desks.get(desk)?.fetch(ref)) ?? LOST,
    );
    if (fetched.kind === 'retry' && job.attempt < HEAR_TRIES) return fetched;
    if (fetched.kind !== 'fetched') return UNSHOWN;
    const { conversation, address, attempt } = job;
    const { agent: from, name } = job.task;
    const request = { key: jobKey(job), conversation, address, attempt, from, name, bytes: fetched.bytes };
    return outside.ask(
      job,
      'deliver',
      channel.name,
      DELIVER_LIMIT_MS,
      async () => (await channel.sendFile?.(request)) ?? UNSHOWN,
    );
  }

  private async fetchFile(job: JobOf<'fetchFile'>): Promise<void> {
    const { name, ref, caption } = job.task;
    const outcome = await this.fetched(job, ref);
    switch (outcome.kind) {
      case 'fetched': {
        const at = this.parts.ledger.now();
        const file = { name, bytes: outcome.bytes, caption, ref };
        const heard = await this.parts.reading.run(job.conversation, 0, () =>
          Promise.resolve(takeInFile(this.parts.reader, file, at)),
        );
        return this.parts.ledger.complete(job, (turn) => this.outcomes.heard(turn, heard, at));
      }
      case 'lost':
        return this.parts.ledger.complete(job, (turn) =>
          this.outcomes.happened(turn, {
            kind: 'attachmentLost',
            at: this.parts.ledger.now(),
            reason: outcome.reason,
          }),
        );
      case 'retry':
        return this.putOff(job, outcome);
    }
  }

  private async fetched(job: Job, ref: string): Promise<FetchOutcome> {
    const channel = this.channelOf(job);
    const outcome = await this.parts.outside.ask(
      job,
      'fetch-file',
      channel.name,
      FETCH_LIMIT_MS,
      async () => (await channel.fetch?.(ref, job.address)) ?? LOST,
    );
    return outcome.kind === 'retry' && job.attempt >= HEAR_TRIES ? LOST : outcome;
  }

  private channelOf(job: Job): Channel {
    const channel = this.parts.channels.get(job.channel);
    if (channel === undefined) throw new Error('a job of a channel that is not served was taken');
    return channel;
  }
}

function isHopeless(job: Job, now: number): boolean {
  switch (job.task.kind) {
    // They are the promise that a human will look, and that everybody hears of it.
    case 'openTicket':
    case 'showCard':
    case 'tellJoined':
    case 'solveJoined':
    case 'releaseJoined':
      return false;
    // The person is waiting, and what they said since stands behind it.
    case 'fetchFile':
    case 'hear':
      return job.attempt >= HEAR_TRIES;
    case 'post':
    case 'settle':
    case 'passFile':
    case 'fireTimer':
    case 'postCaseFile':
    case 'relay':
    case 'relayEdit':
    case 'notify':
    case 'mirror':
    case 'tellAgent':
    case 'commentTicket':
    case 'commentSaid':
    case 'setTicketState':
    case 'hearDesk':
      return now - Date.parse(job.addedAt) > GIVE_UP_AFTER_MS;
  }
}
