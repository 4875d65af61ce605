import { sql, type Selectable } from 'kysely';
import { isPostgres } from './dialect';
import { atMost, prepared, preparedChange, preparedInsert, type Slots } from './prepared';
import type { Tables } from './tables';

/** Changes nothing where the event is known. */
export const insertEvent = preparedChange((db, slot: Slots<{ id: string; at: string }>) =>
  db
    .insertInto('events_seen')
    .values({ id: slot('id'), at: slot('at') })
    .onConflict((conflict) => conflict.column('id').doNothing()),
);

export const selectConversation = prepared((db, slot: Slots<{ id: string }>) =>
  db
    .selectFrom('conversations')
    .select(['channel', 'address', 'user_id', 'user_name', 'state'])
    .where('id', '=', slot('id')),
);

export const upsertConversation = preparedChange(
  (
    db,
    slot: Slots<{
      id: string;
      channel: string;
      address: string;
      userId: string;
      userName: string | null;
      state: string;
      at: string;
    }>,
  ) =>
    db
      .insertInto('conversations')
      .values({
        id: slot('id'),
        channel: slot('channel'),
        address: slot('address'),
        user_id: slot('userId'),
        user_name: slot('userName'),
        state: slot('state'),
        began_at: slot('at'),
        updated_at: slot('at'),
        quiet_since: slot('at'),
      })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((row) => ({
          address: row.ref('excluded.address'),
          user_id: row.ref('excluded.user_id'),
          user_name: row.ref('excluded.user_name'),
          state: row.ref('excluded.state'),
          updated_at: row.ref('excluded.updated_at'),
        })),
      ),
);

/** Of one whose person is the same: to write that too would write an index anew, even with what stands there. */
export const updateConversation = preparedChange(
  (db, slot: Slots<{ id: string; address: string; state: string; at: string }>) =>
    db
      .updateTable('conversations')
      .set({ address: slot('address'), state: slot('state'), updated_at: slot('at') })
      .where('id', '=', slot('id')),
);

export const upsertCase = preparedChange((db, slot: Slots<Selectable<Tables['cases']>>) =>
  db
    .insertInto('cases')
    .values({
      conversation: slot('conversation'),
      case_id: slot('case_id'),
      title: slot('title'),
      state: slot('state'),
      since: slot('since'),
      ticket: slot('ticket'),
    })
    .onConflict((conflict) =>
      conflict.columns(['conversation', 'case_id']).doUpdateSet((row) => ({
        title: row.ref('excluded.title'),
        state: row.ref('excluded.state'),
        since: row.ref('excluded.since'),
        ticket: row.ref('excluded.ticket'),
      })),
    ),
);

export const insertMessage = preparedInsert(
  (
    db,
    slot: Slots<{ conversation: string; at: string; kind: string; entry: string; question: number | null }>,
  ) =>
    db
      .insertInto('messages')
      .values({
        conversation: slot('conversation'),
        at: slot('at'),
        kind: slot('kind'),
        entry: slot('entry'),
        question: slot('question'),
      })
      .$if(isPostgres(db), (query) => query.returning('id')),
);

export const selectAsked = prepared((db, slot: Slots<{ conversation: string; question: number }>) =>
  db
    .selectFrom('messages')
    .select(['entry', 'message_ref'])
    .where('conversation', '=', slot('conversation'))
    .where('question', '=', slot('question'))
    .orderBy('id', 'desc')
    .limit(atMost(1)),
);

export const updateMessageRef = preparedChange((db, slot: Slots<{ id: number; messageRef: string }>) =>
  db
    .updateTable('messages')
    .set({ message_ref: slot('messageRef') })
    .where('id', '=', slot('id')),
);

export const upsertTicket = prepared(
  (
    db,
    slot: Slots<{
      conversation: string;
      caseId: number;
      channel: string;
      userId: string;
      userName: string | null;
      draft: string;
      at: string;
    }>,
  ) =>
    db
      .insertInto('tickets')
      .values({
        conversation: slot('conversation'),
        case_id: slot('caseId'),
        channel: slot('channel'),
        user_id: slot('userId'),
        user_name: slot('userName'),
        draft: slot('draft'),
        at: slot('at'),
      })
      .onConflict((conflict) =>
        conflict.columns(['conversation', 'case_id']).doUpdateSet({
          draft: sql<string>`case when tickets.reference is null then excluded.draft else tickets.draft end`,
        }),
      )
      .returningAll(),
);

export const updateTicket = preparedChange(
  (db, slot: Slots<{ number: number; reference: string; url: string | null }>) =>
    db
      .updateTable('tickets')
      .set({ reference: slot('reference'), url: slot('url') })
      .where('number', '=', slot('number')),
);
