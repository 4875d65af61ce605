import { sql, type Kysely } from 'kysely';
import type { NewJob } from './store';
import type { Tables } from './tables';

/**
 * The outbox of one conversation within an open transaction. Only the first job of a queue carries the time
 * at which it is due; the others get it when they come to the front. So finding the next due job is one look
 * into an index, however long the queues are.
 */
export class SqlOutbox {
  constructor(
    protected readonly db: Kysely<Tables>,
    protected readonly conversationId: string,
  ) {}

  async addJob(job: NewJob): Promise<void> {
    if (job.key !== null) await this.cancelJob(job.key);
    await this.db
      .insertInto('jobs')
      .values({
        conversation: this.conversationId,
        channel: job.channel,
        queue: job.queue,
        key: job.key,
        task: JSON.stringify(job.task),
        added_at: job.at,
        run_at: job.runAt,
        due_at: sql<string | null>`case when exists (
          select 1 from jobs as ahead
          where ahead.conversation = ${this.conversationId} and ahead.queue = ${job.queue}
        ) then null else ${job.runAt} end`,
      })
      .execute();
  }

  async cancelJob(key: string): Promise<void> {
    const removed = await this.db
      .deleteFrom('jobs')
      .where('conversation', '=', this.conversationId)
      .where('key', '=', key)
      .returning('queue')
      .executeTakeFirst();
    if (removed !== undefined) await this.bringForward(removed.queue);
  }

  async completeJob(id: number): Promise<boolean> {
    const removed = await this.db
      .deleteFrom('jobs')
      .where('id', '=', id)
      .returning('queue')
      .executeTakeFirst();
    if (removed === undefined) return false;
    await this.bringForward(removed.queue);
    return true;
  }

  async postponeJob(id: number, dueAt: string, reason: string): Promise<void> {
    await this.db
      .updateTable('jobs')
      .set((row) => ({ due_at: dueAt, reason, attempts: row('attempts', '+', 1) }))
      .where('id', '=', id)
      .execute();
  }

  async buryJob(id: number, reason: string, at: string): Promise<boolean> {
    await this.db
      .insertInto('buried_jobs')
      .columns(['id', 'conversation', 'channel', 'task', 'attempts', 'reason', 'buried_at'])
      .expression((query) =>
        query
          .selectFrom('jobs')
          .select((row) => [
            'id',
            'conversation',
            'channel',
            'task',
            row('attempts', '+', 1).as('attempts'),
            row.val(reason).as('reason'),
            row.val(at).as('buried_at'),
          ])
          .where('id', '=', id),
      )
      .execute();
    return this.completeJob(id);
  }

  /** The job that now stands first in the queue becomes due at the time it was meant for. */
  private async bringForward(queue: string): Promise<void> {
    await this.db
      .updateTable('jobs')
      .set((row) => ({ due_at: row.ref('run_at') }))
      .where('due_at', 'is', null)
      .where('id', '=', (query) =>
        query
          .selectFrom('jobs as first')
          .select((row) => row.fn.min('first.id').as('id'))
          .where('first.conversation', '=', this.conversationId)
          .where('first.queue', '=', queue),
      )
      .execute();
  }
}
