import type { Channel, DeliveryOutcome, DeliveryRequest } from '../../src/channel';
import type { Desk, DeskCard, DeskDelivery, DeskRequest } from '../../src/desk';
import type { Reply } from '../../src/dialogue/reply';
import type { Ticket } from '../../src/helpdesk/ticket';
import type {
  Attempt,
  Comment,
  LiveTicketSystem,
  OpenedTicket,
  TicketOutcome,
  TicketState,
  UpdateOutcome,
} from '../../src/helpdesk/ticket-system';
import type { Chance } from './chance';

/** What happens to a request on its way: done, not done, or done and the answer lost; slowly or at once. */
export interface Road {
  travel<Answer>(done: () => Answer): Promise<Answer | Lost>;
}

export type Lost = { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string };

const UNANSWERED: Lost = { kind: 'retry', afterMs: 0, reason: 'no-answer' };

/** A road with accidents, as many as `trouble` out of ten requests; none once it is mended. */
export class RoughRoad implements Road {
  constructor(
    private readonly chance: Chance,
    private trouble: number,
    /** Called before and after what is done: where a process may die. */
    private readonly moment: () => void,
  ) {}

  mend(): void {
    this.trouble = 0;
  }

  async travel<Answer>(done: () => Answer): Promise<Answer | Lost> {
    this.moment();
    for (let wait = this.chance.below(4); wait > 0; wait -= 1) await new Promise(setImmediate);
    const accident = this.chance.below(10) < this.trouble ? this.chance.below(2) : null;
    if (accident === 0) return UNANSWERED;
    const answer = done();
    this.moment();
    return accident === null ? answer : UNANSWERED;
  }
}

/** What a person sees: posted once a key, as platforms with idempotency keys do. */
export class FakeChannel implements Channel {
  readonly posts: { readonly conversation: string; readonly reply: Reply }[] = [];
  private readonly refs = new Map<string, string>();

  constructor(
    readonly name: string,
    private readonly road: Road,
  ) {}

  deliver(request: DeliveryRequest): Promise<DeliveryOutcome> {
    return this.road.travel(() => this.take(request));
  }

  postsIn(conversation: string): readonly Reply[] {
    return this.posts.filter((post) => post.conversation === conversation).map(({ reply }) => reply);
  }

  private take({ key, conversation, delivery }: DeliveryRequest): DeliveryOutcome {
    if (delivery.kind === 'settle') return { kind: 'delivered', messageRef: delivery.messageRef };
    const known = this.refs.get(key);
    if (known !== undefined) return { kind: 'delivered', messageRef: known };
    const messageRef = `${this.name}-${this.posts.length}`;
    this.refs.set(key, messageRef);
    this.posts.push({ conversation, reply: delivery.reply });
    return { kind: 'delivered', messageRef };
  }
}

export interface Thread {
  readonly id: string;
  /** As it was last shown; older ones may still be on somebody's screen. */
  readonly cards: DeskCard[];
  readonly lines: Exclude<DeskDelivery, { kind: 'card' }>[];
}

/** A desk channel: threads with a card on top, and what is written in them. */
export class FakeDesk implements Desk {
  readonly threads: Thread[] = [];
  private readonly refs = new Map<string, string>();

  constructor(
    readonly name: string,
    private readonly road: Road,
  ) {}

  deliver(request: DeskRequest): Promise<DeliveryOutcome> {
    return this.road.travel(() => this.take(request));
  }

  fetch(): Promise<{ kind: 'lost'; reason: 'unreachable' }> {
    return Promise.resolve({ kind: 'lost', reason: 'unreachable' });
  }

  threadOf(reference: string): Thread | undefined {
    return this.threads.find(({ cards }) => cards[0]?.reference === reference);
  }

  private take({ key, delivery }: DeskRequest): DeliveryOutcome {
    const known = this.refs.get(key);
    if (known !== undefined) return { kind: 'delivered', messageRef: known };
    const messageRef = this.put(delivery);
    this.refs.set(key, messageRef);
    return { kind: 'delivered', messageRef };
  }

  private put(delivery: DeskDelivery): string {
    if (delivery.kind === 'card' && delivery.thread === null) {
      const id = `${this.name}-thread-${this.threads.length}`;
      this.threads.push({ id, cards: [delivery.card], lines: [] });
      return id;
    }
    const thread = this.threads.find(({ id }) => id === delivery.thread);
    if (thread === undefined) throw new Error('written into a thread that does not exist');
    if (delivery.kind === 'card') thread.cards.push(delivery.card);
    else thread.lines.push(delivery);
    return `${thread.id}-${thread.lines.length}`;
  }
}

export interface FakeTicket {
  readonly ticket: Ticket;
  readonly comments: Comment[];
  state: TicketState;
}

/** A ticket system that knows what it has taken by the keys it was given. */
export class FakeTickets implements LiveTicketSystem {
  readonly name = 'fake';
  readonly opened: FakeTicket[] = [];
  readonly news = {
    kind: 'pushed',
    path: '/tickets',
    maxBytes: 1,
    receive: () => Promise.resolve({ kind: 'refused', status: 400, reason: 'unused' } as const),
  } as const;
  private readonly done = new Set<string>();

  constructor(
    private readonly road: Road,
    private readonly refuses: (reference: string) => boolean,
  ) {}

  open(ticket: Ticket): Promise<TicketOutcome> {
    return this.road.travel((): TicketOutcome => {
      if (this.refuses(ticket.reference)) return { kind: 'refused', reason: 'not-wanted' };
      if (this.ticketOf(ticket.reference) === undefined)
        this.opened.push({ ticket, comments: [], state: 'open' });
      return { kind: 'opened', reference: `T-${ticket.reference}`, url: null };
    });
  }

  comment(ticket: OpenedTicket, comment: Comment, { key }: Attempt): Promise<UpdateOutcome> {
    return this.update(ticket, key, (known) => known.comments.push(comment));
  }

  attach(ticket: OpenedTicket, _file: unknown, { key }: Attempt): Promise<UpdateOutcome> {
    return this.update(ticket, key, () => undefined);
  }

  setState(ticket: OpenedTicket, state: TicketState): Promise<UpdateOutcome> {
    return this.update(ticket, null, (known) => {
      known.state = state;
    });
  }

  ticketOf(reference: string): FakeTicket | undefined {
    return this.opened.find(({ ticket }) => ticket.reference === reference);
  }

  private update(
    { reference }: OpenedTicket,
    key: string | null,
    change: (ticket: FakeTicket) => void,
  ): Promise<UpdateOutcome> {
    return this.road.travel((): UpdateOutcome => {
      const known = this.ticketOf(reference);
      if (known === undefined) throw new Error('an update of a ticket that was never opened');
      if (key === null || !this.done.has(`${reference} ${key}`)) change(known);
      if (key !== null) this.done.add(`${reference} ${key}`);
      return { kind: 'done' };
    });
  }
}
