import type { Config } from '../config';
import { assembleTicket, numberOf, referenceOf } from '../helpdesk/ticket';
import { ticketLine, ticketText } from '../helpdesk/ticket-text';
import type { Store } from '../store/store';
import { CommandError } from './command-error';
import type { Write } from './identify';
import { openStore } from './open-store';

const TICKETS_LISTED = 200;
const BURIED_LISTED = 50;

/** The escalations, newest first, and below them what the bot gave up and a human should look at. */
export async function listTickets(config: Config, write: Write): Promise<void> {
  await withStore(config, async (store) => {
    const tickets = await store.tickets(TICKETS_LISTED);
    if (tickets.length === 0) write('No case was handed to a human yet.');
    for (const record of tickets) {
      write(ticketLine({ ...record, reference: referenceOf(record.number), openedAt: record.at }));
    }
    for (const job of await store.buriedJobs(BURIED_LISTED)) {
      write(`given up: ${job.task.kind} in ${job.conversation}: ${job.reason}`);
    }
  });
}

/** One escalation with everything a human needs. */
export async function showTicket(config: Config, reference: string, write: Write): Promise<void> {
  await withStore(config, async (store) => {
    const number = numberOf(reference);
    const record = number === null ? null : await store.ticket(number);
    if (record === null) throw new CommandError(`there is no ticket ${reference}`);
    write(ticketText(await assembleTicket(store, record)));
  });
}

async function withStore(config: Config, work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore(config);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}
