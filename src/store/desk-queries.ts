import { atMost, prepared, preparedChange, type Slots } from './prepared';

export const selectTicketOfCase = prepared((db, slot: Slots<{ conversation: string; caseId: number }>) =>
  db
    .selectFrom('tickets')
    .selectAll()
    .where('conversation', '=', slot('conversation'))
    .where('case_id', '=', slot('caseId')),
);

export const updateTicketClosed = preparedChange(
  (db, slot: Slots<{ number: number; closedAt: string | null }>) =>
    db
      .updateTable('tickets')
      .set({ closed_at: slot('closedAt') })
      .where('number', '=', slot('number')),
);

export const updateTicketJoined = preparedChange(
  (db, slot: Slots<{ number: number; joined: number | null }>) =>
    db
      .updateTable('tickets')
      .set({ joined: slot('joined') })
      .where('number', '=', slot('number')),
);

export const deleteTroubles = preparedChange((db, slot: Slots<{ ticket: number }>) =>
  db.deleteFrom('ticket_troubles').where('ticket', '=', slot('ticket')),
);

export const insertTrouble = preparedChange((db, slot: Slots<{ ticket: number; trouble: string }>) =>
  db.insertInto('ticket_troubles').values({ ticket: slot('ticket'), trouble: slot('trouble') }),
);

/** The first ticket about the trouble that is still open and is itself joined to none. */
export const selectTicketAbout = prepared(
  (db, slot: Slots<{ trouble: string; conversation: string; since: string }>) =>
    db
      .selectFrom('ticket_troubles')
      .innerJoin('tickets', 'tickets.number', 'ticket_troubles.ticket')
      .selectAll('tickets')
      .where('ticket_troubles.trouble', '=', slot('trouble'))
      .where('tickets.conversation', '<>', slot('conversation'))
      .where('tickets.closed_at', 'is', null)
      .where('tickets.joined', 'is', null)
      .where('tickets.at', '>=', slot('since'))
      .orderBy('tickets.number')
      .limit(atMost(1)),
);

export const upsertDeskThread = preparedChange(
  (db, slot: Slots<{ ticket: number; desk: string; thread: string }>) =>
    db
      .insertInto('desk_threads')
      .values({ ticket: slot('ticket'), desk: slot('desk'), thread: slot('thread') })
      .onConflict((conflict) =>
        conflict.columns(['ticket', 'desk']).doUpdateSet((row) => ({ thread: row.ref('excluded.thread') })),
      ),
);

export const insertAudit = preparedChange(
  (db, slot: Slots<{ ticket: number; at: string; who: string; what: string }>) =>
    db.insertInto('audit').values({
      ticket: slot('ticket'),
      at: slot('at'),
      who: slot('who'),
      what: slot('what'),
    }),
);
