import { ConfigError, type Config } from '../config';
import { storeOnly, type TicketSystem } from '../helpdesk/ticket-system';

/** The ticket system that the settings name, loaded only where there is one. Throws a ConfigError. */
export async function openTickets({ TICKETS }: Config): Promise<TicketSystem> {
  if (TICKETS === 'none') return storeOnly;
  const { ticketSystemFrom } = await import('../helpdesk/systems/ticket-system-from.js');
  const configured = ticketSystemFrom(TICKETS, process.env, () => new Date());
  if (configured.kind === 'faults') throw new ConfigError(configured.faults);
  return configured.system;
}
