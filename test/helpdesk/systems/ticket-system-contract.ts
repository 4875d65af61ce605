import type {
  LiveTicketSystem,
  OpenedTicket,
  TicketState,
  TicketSystem,
} from '../../../src/helpdesk/ticket-system';
import type { Ticket } from '../../../src/helpdesk/ticket';
import { aCase, asOpened, PASTE, TOLD } from './a-case';

/** What the far side has, read there and not from us. */
export interface FarTicket {
  readonly subject: string;
  /** The case as the agents read it, all of its parts together. */
  readonly text: string;
  readonly priority: string;
  readonly files: ReadonlyMap<string, string>;
  /** Oldest first. */
  readonly comments: readonly string[];
  readonly state: TicketState;
}

export interface FarSide {
  readonly system: LiveTicketSystem;
  /** The same system, told to use credentials that are wrong, with this secret in them. */
  withSecret(secret: string): TicketSystem;
  /** The same system, whose far side does not answer at all. */
  unreachable(secret: string): TicketSystem;
  /** Every ticket with this reference that an agent would find to work on. */
  tickets(reference: string): Promise<readonly FarTicket[]>;
  /** What `high` is over there. */
  readonly highPriority: string;
  /** How the far side is known to answer wrong credentials. */
  readonly refusedReason: string;
  /** The next ticket is created, and the connection breaks before the answer. */
  loseNextAnswer(): void;
}

export interface OverHttp {
  /** Answers the next call with 429 and `Retry-After: 7`. */
  limitNextCall(): void;
}

const SECRET = 'hunter2-top-secret';
let references = 2000;

/** What every ticket system keeps. `farSide` is asked anew in each test. */
export function describeTicketSystem(name: string, farSide: () => FarSide, http?: () => OverHttp): void {
  describe(`${name}, as every ticket system:`, () => {
    async function openCase(far: FarSide): Promise<{ ticket: Ticket; opened: OpenedTicket }> {
      const ticket = aCase((references += 1));
      const outcome = await far.system.open(ticket);
      if (outcome.kind !== 'opened') throw new Error(`not opened: ${outcome.reason}`);
      return { ticket, opened: asOpened(ticket, outcome) };
    }

    async function only(far: FarSide, reference: string): Promise<FarTicket> {
      const tickets = await far.tickets(reference);
      expect(tickets).toHaveLength(1);
      const [ticket] = tickets;
      if (ticket === undefined) throw new Error('no ticket');
      return ticket;
    }

    it('a ticket has the whole case, the paste as a file, the priority and our reference', async () => {
      const far = farSide();
      const { ticket } = await openCase(far);
      const there = await only(far, ticket.reference);
      expect(there.subject).toContain(`[${ticket.reference}]`);
      expect(there.subject).not.toContain('\n');
      for (const told of TOLD) expect(there.text).toContain(told);
      expect(there.text).toContain('I need a human');
      expect(there.priority).toBe(far.highPriority);
      expect(there.files.get(`${ticket.reference}-error-1.txt`)).toBe(PASTE);
      expect(there.files.get(`${ticket.reference}-conversation.txt`)).toContain('chose: I need a human');
      expect(there.state).toBe('open');
    });

    it('a ticket that was opened before, and never recorded, is found again', async () => {
      const far = farSide();
      const { ticket, opened } = await openCase(far);
      const renewed = { ...ticket, draft: { ...ticket.draft, title: 'Another title by now' } };
      const again = await far.system.open(renewed);
      expect(again).toEqual({ kind: 'opened', ...opened.opened });
      expect((await only(far, ticket.reference)).files.size).toBe(2);
    });

    it('the case of another store with the same number is another ticket', async () => {
      const far = farSide();
      const { ticket } = await openCase(far);
      const other = await far.system.open({ ...ticket, openedAt: '2026-11-25T09:00:00.000Z' });
      expect(other).toMatchObject({ kind: 'opened' });
      expect(await far.tickets(ticket.reference)).toHaveLength(2);
    });

    it('a creation whose answer was lost is waited for and made once', async () => {
      const far = farSide();
      const ticket = aCase((references += 1));
      far.loseNextAnswer();
      expect(await far.system.open(ticket)).toMatchObject({ kind: 'retry' });
      expect(await far.system.open(ticket)).toMatchObject({ kind: 'opened' });
      expect((await only(far, ticket.reference)).files.size).toBe(2);
    });

    it('comments arrive once each, in order, as the text they are', async () => {
      const far = farSide();
      const { ticket, opened } = await openCase(far);
      const texts = ['first <b>not bold</b> {code}', 'second @all [~admin] *x*\nwith a line', 'third ä'];
      for (const [index, text] of texts.entries()) {
        for (const number of [1, 2]) {
          const attempt = { key: `comment-${index}`, number };
          const outcome = await far.system.comment(opened, { author: 'Ada', text }, attempt);
          expect(outcome).toEqual({ kind: 'done' });
        }
      }
      const { comments } = await only(far, ticket.reference);
      expect(comments).toHaveLength(3);
      for (const [index, text] of texts.entries()) {
        expect(comments[index]).toContain('Ada');
        expect(comments[index]).toContain(text);
      }
    });

    it('a file is added once', async () => {
      const far = farSide();
      const { ticket, opened } = await openCase(far);
      const bytes = new TextEncoder().encode('new error ä');
      const file = { name: `${ticket.reference}-error-2.txt`, mediaType: 'text/plain', bytes };
      for (const number of [1, 2])
        expect(await far.system.attach(opened, file, { key: 'file-2', number })).toEqual({ kind: 'done' });
      const { files } = await only(far, ticket.reference);
      expect(files.get(file.name)).toBe('new error ä');
      expect(files.size).toBe(3);
    });

    it('a ticket is solved, solved again without harm, and opened again', async () => {
      const far = farSide();
      const { ticket, opened } = await openCase(far);
      const states: readonly TicketState[] = ['solved', 'solved', 'open'];
      for (const [index, state] of states.entries()) {
        const attempt = { key: `state-${index}`, number: 1 };
        expect(await far.system.setState(opened, state, attempt)).toEqual({ kind: 'done' });
        expect((await only(far, ticket.reference)).state).toBe(state);
      }
    });

    it('a far side that does not answer is tried again later', async () => {
      const system = farSide().unreachable(SECRET);
      const outcome = await system.open(aCase((references += 1)));
      expect(outcome).toMatchObject({ kind: 'retry' });
      expect(JSON.stringify(outcome)).not.toContain(SECRET);
    });

    it('credentials that are wrong are refused, with a reason that does not tell them', async () => {
      const far = farSide();
      const outcome = await far.withSecret(SECRET).open(aCase((references += 1)));
      expect(outcome).toEqual({ kind: 'refused', reason: far.refusedReason });
    });

    if (http === undefined) return;
    it('a limit of the far side is kept', async () => {
      http().limitNextCall();
      const outcome = await farSide().system.open(aCase((references += 1)));
      expect(outcome).toMatchObject({ kind: 'retry', afterMs: 7000 });
    });
  });
}
