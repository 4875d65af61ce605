import type { AgentAct, DialogueEvent } from './dialogue/event';
import { numberOf, referenceOf } from './helpdesk/ticket';
import type { Happening, LiveTicketSystem, OpenedTicket, TicketNews } from './helpdesk/ticket-system';
import type { TicketRecord } from './store/records';
import type { Store, Turn } from './store/store';
import type { Waits } from './waits';

export interface TicketNewsParts {
  readonly store: Store;
  readonly system: LiveTicketSystem;
  readonly clock: () => Date;
  readonly happened: (turn: Turn, event: DialogueEvent) => Promise<void>;
}

/** A conversation is no place to wait long for an answer; a helpdesk's API is no place to ask without pause. */
const ASK_EVERY_MS = 15_000;
const ANSWER_LIMIT_MS = 60_000;
/** A ticket that was closed longer ago is not looked at any more; its agents open it again in a new one. */
const FOLLOWED_AFTER_CLOSING_MS = 7 * 24 * 3_600_000;
const TICKETS_AT_ONCE = 1_000;

/** Brings what agents did in the ticket system into the conversations it is about, each time once. */
export class TicketNewsListener {
  constructor(readonly parts: TicketNewsParts) {}

  /** Resolves once all of it is durable. News that was heard before changes nothing. */
  async hear(news: readonly TicketNews[]): Promise<void> {
    for (const item of news) await this.hearOne(item);
  }

  private async hearOne(news: TicketNews): Promise<void> {
    const { store, system, clock, happened } = this.parts;
    const act = actOf(news.what);
    const number = numberOf(news.reference);
    const record = number === null ? null : await store.ticket(number);
    if (act === null || record === null) return;
    const at = clock().toISOString();
    await store.turn(record.conversation, async (turn) => {
      if (!(await turn.recordEvents([`tickets:${system.name}:${news.id}`], at))) return;
      const agent = { id: `${system.name}:${news.by}`, name: news.by };
      const { caseId } = record.draft;
      await happened(turn, { kind: 'agentActed', at, caseId, agent, from: 'tickets', act });
    });
  }
}

/** Null for what colleagues write to each other. */
function actOf(what: Happening): AgentAct | null {
  switch (what.kind) {
    case 'commented':
      return what.internal ? null : { kind: 'wrote', text: what.text, files: [] };
    case 'taken':
      return { kind: 'took' };
    case 'solved':
      return { kind: 'solved' };
    case 'reopened':
      return { kind: 'reopened' };
  }
}

export interface NewsFollower {
  /** Resolves when nothing is being asked any more. */
  stop(): Promise<void>;
}

/** Asks a ticket system that does not tell by itself, again and again. */
export function followNews(
  listener: TicketNewsListener,
  waits: Waits,
  onError: (error: unknown) => void,
): NewsFollower {
  const { news } = listener.parts.system;
  if (news.kind === 'pushed') return { stop: () => Promise.resolve() };
  let asking: Promise<void> | null = null;
  const ask = () => {
    asking ??= askOnce(listener, (tickets, since) => news.changes(tickets, since), waits)
      .catch(onError)
      .finally(() => {
        asking = null;
      });
  };
  ask();
  const timer = setInterval(ask, ASK_EVERY_MS).unref();
  return {
    async stop() {
      clearInterval(timer);
      await asking;
    },
  };
}

type Changes = Extract<LiveTicketSystem['news'], { kind: 'polled' }>['changes'];

/** What was heard is kept as `since` only when all of it is durable, so a crash asks for it again. */
async function askOnce(listener: TicketNewsListener, changes: Changes, waits: Waits): Promise<void> {
  const { store, system, clock } = listener.parts;
  const key = `ticket-news:${system.name}`;
  const now = clock();
  const closedSince = new Date(now.getTime() - FOLLOWED_AFTER_CLOSING_MS).toISOString();
  const records = await store.openedTickets(closedSince, TICKETS_AT_ONCE);
  const [oldest] = records;
  if (oldest === undefined) return;
  const since = (await store.kept(key)) ?? oldest.at;
  const outcome = await waits.waitFor(() => changes(records.flatMap(openedTicketOf), since), ANSWER_LIMIT_MS);
  if (outcome.kind !== 'changes') return;
  await listener.hear(outcome.news);
  if (outcome.until !== since) await store.keep(key, outcome.until);
}

function openedTicketOf({ number, at, opened }: TicketRecord): readonly OpenedTicket[] {
  return opened === null ? [] : [{ reference: referenceOf(number), openedAt: at, opened }];
}
