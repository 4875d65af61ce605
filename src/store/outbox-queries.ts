import { sql, type Selectable } from 'kysely';
import { isPostgres } from './dialect';
import { atMost, prepared, preparedChange, type Slots } from './prepared';
import type { Tables } from './tables';

/**
 * A job that was written: it is the head of its queue when it is due at all. Only PostgreSQL is asked for it, to
 * tell its workers. The embedded one looks for itself, and what is to be returned takes SQLite half as long again.
 */
export type JobRow = Partial<Pick<Selectable<Tables['jobs']>, 'id' | 'channel' | 'due_at'>>;

export const insertJob = prepared(
  (
    db,
    slot: Slots<{
      conversation: string;
      channel: string;
      queue: string;
      key: string | null;
      task: string;
      addedAt: string;
      runAt: string;
    }>,
  ) =>
    db
      .insertInto('jobs')
      .values({
        conversation: slot('conversation'),
        channel: slot('channel'),
        queue: slot('queue'),
        key: slot('key'),
        task: slot('task'),
        added_at: slot('addedAt'),
        run_at: slot('runAt'),
        due_at: sql<string | null>`case when exists (
          select 1 from jobs as ahead
          where ahead.conversation = ${slot('conversation')} and ahead.queue = ${slot('queue')}
        ) then null else ${slot('runAt')} end`,
      })
      .$if(isPostgres(db), (query) => query.returning(['id', 'channel', 'due_at'])),
);

export const selectJob = prepared((db, slot: Slots<{ conversation: string; queue: string }>) =>
  db
    .selectFrom('jobs')
    .select('id')
    .where('conversation', '=', slot('conversation'))
    .where('queue', '=', slot('queue'))
    .limit(atMost(1)),
);

export const deleteJob = prepared((db, slot: Slots<{ id: number }>) =>
  db.deleteFrom('jobs').where('id', '=', slot('id')).returning('queue'),
);

export const deleteJobByKey = prepared((db, slot: Slots<{ conversation: string; key: string }>) =>
  db
    .deleteFrom('jobs')
    .where('conversation', '=', slot('conversation'))
    .where('key', '=', slot('key'))
    .returning(['id', 'queue', 'due_at']),
);

export const postponeJob = prepared((db, slot: Slots<{ id: number; dueAt: string; reason: string }>) =>
  db
    .updateTable('jobs')
    .set((row) => ({ due_at: slot('dueAt'), reason: slot('reason'), attempts: row('attempts', '+', 1) }))
    .where('id', '=', slot('id'))
    .$if(isPostgres(db), (query) => query.returning(['id', 'channel', 'due_at'])),
);

export const buryJob = preparedChange((db, slot: Slots<{ id: number; reason: string; at: string }>) =>
  db
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
          slot('reason').as('reason'),
          slot('at').as('buried_at'),
        ])
        .where('id', '=', slot('id')),
    ),
);

export const bringForward = prepared((db, slot: Slots<{ conversation: string; queue: string }>) =>
  db
    .updateTable('jobs')
    .set((row) => ({ due_at: row.ref('run_at') }))
    .where('due_at', 'is', null)
    .where('id', '=', (query) =>
      query
        .selectFrom('jobs as first')
        .select((row) => row.fn.min('first.id').as('id'))
        .where('first.conversation', '=', slot('conversation'))
        .where('first.queue', '=', slot('queue')),
    )
    .$if(isPostgres(db), (query) => query.returning(['id', 'channel', 'due_at'])),
);
