import type { Config } from '../config';
import { timeWords } from '../helpdesk/case-words';
import { deedLine } from '../helpdesk/deed-words';
import { standingWords } from '../helpdesk/standing-words';
import { assembleTicket, numberOf, referenceOf } from '../helpdesk/ticket';
import { ticketLine, ticketText } from '../helpdesk/ticket-text';
import type { TicketRecord } from '../store/records';
import type { Store } from '../store/store';
import { CommandError } from './command-error';
import type { Write } from './identify';
import { operator } from './operator';
import { withStore } from './with-store';

const TICKETS_LISTED = 200;
const BURIED_LISTED = 50;

/** The escalations, newest first, and below them what the bot gave up and a human should look at. */
export async function listTickets(config: Config, write: Write): Promise<void> {
  await withStore(config, async (store) => {
    const tickets = await store.tickets(TICKETS_LISTED);
    if (tickets.length === 0) write('No case was handed to a human yet.');
    for (const record of tickets) {
      const line = ticketLine({ ...record, reference: referenceOf(record.number), openedAt: record.at });
      write(`${line}  ${await standing(store, record)}`);
    }
    for (const job of await store.buriedJobs(BURIED_LISTED)) {
      write(`given up: ${job.task.kind} in ${job.conversation}: ${job.reason}`);
    }
  });
}

/** One escalation with everything a human needs, and who did what with it. That it was read is kept too. */
export async function showTicket(config: Config, reference: string, write: Write): Promise<void> {
  await withStore(config, async (store) => {
    const number = numberOf(reference);
    const record = number === null ? null : await store.ticket(number);
    if (record === null) throw new CommandError(await whyNot(store, reference, number));
    const at = new Date().toISOString();
    const deed = { ticket: record.number, at, who: operator(), what: 'read' };
    await store.turn(record.conversation, (turn) => turn.addDeed(deed));
    write(ticketText(await assembleTicket(store, record)));
    write(`How it stands\n-------------\n${await standing(store, record)}\n`);
    write('Who did what\n------------');
    for (const done of await store.deeds(record.number)) write(deedLine(done));
  });
}

async function whyNot(store: Store, reference: string, number: number | null): Promise<string> {
  const deeds = number === null ? [] : await store.deeds(number);
  const erased = deeds.findLast(({ what }) => what === 'erased');
  return erased === undefined
    ? `there is no ticket ${reference}`
    : `ticket ${reference} was erased on ${timeWords(erased.at)} by ${erased.who}`;
}

async function standing(store: Store, record: TicketRecord): Promise<string> {
  const conversation = await store.turn(record.conversation, (turn) => turn.conversation());
  return standingWords(record, conversation?.state ?? null);
}
