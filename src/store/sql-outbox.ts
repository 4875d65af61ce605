import type { Kysely } from 'kysely';
import type { NewJob } from './store';
import type { Tables } from './tables';
import type { Task } from './task';
import * as queries from './outbox-queries';

/** The first job of a queue. */
export interface Head {
  readonly id: number;
  readonly channel: string;
  readonly dueAt: string;
}

/** Is told, within the transaction, whose turn it is; null where the worker finds that out by looking. */
export interface Heads {
  /** A queue has a new head, or its head is due at another time. */
  due(head: Head): Promise<void>;
  cancelled(id: number): Promise<void>;
}

/**
 * The outbox of one conversation within an open transaction. Only the first job of a queue, its head, carries
 * the time at which it is due; the others get it when they come to the front. So finding the next due job is
 * one look into an index, however long the queues are.
 */
export class SqlOutbox {
  constructor(
    protected readonly db: Kysely<Tables>,
    protected readonly conversationId: string,
    private readonly heads: Heads | null = null,
  ) {}

  async addJob(job: NewJob): Promise<void> {
    if (job.key !== null) await this.cancelJob(job.key);
    const added = await queries.insertJob(this.db, {
      conversation: this.conversationId,
      channel: job.channel,
      queue: job.queue,
      key: job.key,
      task: JSON.stringify(this.asWritten(job.task)),
      addedAt: job.at,
      runAt: job.runAt,
    });
    await this.tellHead(added);
  }

  /** What of a task is written down. */
  protected asWritten(task: Task): Task {
    return task;
  }

  async hasJobs(queue: string): Promise<boolean> {
    const found = await queries.selectJob(this.db, { conversation: this.conversationId, queue });
    return found.length > 0;
  }

  async cancelJob(key: string): Promise<void> {
    const [removed] = await queries.deleteJobByKey(this.db, { conversation: this.conversationId, key });
    if (removed === undefined) return;
    if (removed.due_at !== null) await this.heads?.cancelled(removed.id);
    await this.bringForward(removed.queue);
  }

  async completeJob(id: number): Promise<boolean> {
    const [removed] = await queries.deleteJob(this.db, { id });
    if (removed === undefined) return false;
    await this.bringForward(removed.queue);
    return true;
  }

  async postponeJob(id: number, dueAt: string, reason: string): Promise<void> {
    await this.tellHead(await queries.postponeJob(this.db, { id, dueAt, reason }));
  }

  async buryJob(id: number, reason: string, at: string): Promise<boolean> {
    await queries.buryJob(this.db, { id, reason, at });
    return this.completeJob(id);
  }

  /** The job that now stands first in the queue becomes due at the time it was meant for. */
  private async bringForward(queue: string): Promise<void> {
    await this.tellHead(await queries.bringForward(this.db, { conversation: this.conversationId, queue }));
  }

  private async tellHead([row]: readonly queries.JobRow[]): Promise<void> {
    const { id, channel, due_at: dueAt = null } = row ?? {};
    if (id === undefined || channel === undefined || dueAt === null) return;
    await this.heads?.due({ id, channel, dueAt });
  }
}
