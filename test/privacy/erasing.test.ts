import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaseSummary } from '../../src/channel';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import { openPostgresStore } from '../../src/store/postgres-store';
import type { Store } from '../../src/store/store';
import type { Task } from '../../src/store/task';
import { draftOf, replyOf } from '../bot/scripted';
import { createDatabase, describeWithPostgres } from '../store/postgres/databases';

/** What both forms of the store must do when something is to be erased. Times are days. */
const on = (day: number) => new Date(Date.UTC(2026, 0, 1) + day * 24 * 3_600_000).toISOString();
const NOTICE = { kind: 'joined' } as const;
const notify = (name: string): Task => ({ kind: 'notify', desk: 'slack', ticket: 1, name, notice: NOTICE });

interface Life {
  readonly user?: string;
  /** The day of the last thing that has happened. */
  readonly until: number;
  readonly cases: readonly (Partial<CaseSummary> & { readonly day: number })[];
}

function describeErasing(
  begin: () => Promise<{ readonly store: Store; readonly dispose: () => Promise<void> }>,
): void {
  let store: Store;
  let dispose: () => Promise<void>;
  beforeEach(async () => {
    ({ store, dispose } = await begin());
  });
  afterEach(() => dispose());

  /** A conversation with a paste on the first day of each of its cases, and an answer on its last. */
  function live(id: string, { user = 'T1/U1', until, cases }: Life): Promise<void> {
    return store.turn(id, async (turn) => {
      const person = { id: user, name: user === 'T1/U1' ? 'Kim' : null };
      await turn.saveConversation({ channel: 'slack', address: '', user: person, state: {} }, on(until));
      for (const [index, { day, ...more }] of cases.entries()) {
        const text = `paste ${index + 1}`;
        await turn.addMessage({ kind: 'said', at: on(day), text, file: null, paste: true });
        await turn.saveCase({
          caseId: index + 1,
          title: 'x',
          state: 'solved',
          since: on(day),
          ticket: null,
          ...more,
        });
      }
      await turn.addMessage({ kind: 'replied', at: on(until), reply: replyOf('done') });
    });
  }

  const file = (id: string, caseId: number, closedOn: number | null, user = 'T1/U1') =>
    store.turn(id, async (turn) => {
      const draft = { ...draftOf(caseId, on(0)), troubles: ['ip-blocked|blocked-ip|192.0.2.7'] };
      const person = { id: user, name: 'Kim' };
      const { number } = await turn.fileTicket({ channel: 'slack', person, draft, at: on(0) });
      await turn.keepTroubles(number, draft.troubles);
      if (closedOn !== null) await turn.closeTicket(number, on(closedOn));
      return number;
    });
  const left = async (id: string) =>
    (await store.transcript(id, '', 99)).map((entry) => (entry.kind === 'said' ? entry.text : entry.kind));
  const expire = (id: string) => store.turn(id, (turn) => turn.expire(on(100)));

  describe('a conversation', () => {
    it('is erased with all that belongs to it, and no other', async () => {
      const mine = 'slack:T1:dm:U1';
      const other = 'slack:T1:dm:U12';
      for (const id of [mine, other]) {
        await live(id, { until: 1, user: id === mine ? 'T1/U1' : 'T1/U12', cases: [{ day: 0 }] });
        const ticket = await file(id, 1, null);
        await store.turn(id, async (turn) => {
          await turn.recordEvents([`slack:slack:opened:${id}`, `teams:${id}/welcome`, `web:${id}:7`], on(1));
          await turn.addJob({
            channel: 'slack',
            queue: 'q',
            task: notify('a'),
            key: null,
            at: on(1),
            runAt: on(1),
          });
          await turn.keepDeskThread(ticket, 'slack', `thread of ${id}`);
          await turn.addDeed({ ticket, at: on(1), who: 'Alex (slack)', what: 'took' });
        });
      }
      expect(await store.turn(mine, (turn) => turn.erase())).toEqual({
        conversations: 1,
        messages: 2,
        cases: 1,
        jobs: 1,
        buried_jobs: 0,
        tickets: 1,
        ticket_troubles: 1,
        desk_threads: 1,
        audit: 1,
        events_seen: 3,
      });
      expect([await store.knows(mine), await left(mine), await store.ticket(1)]).toEqual([false, [], null]);
      expect(await store.turn(other, (turn) => turn.erase())).toMatchObject({
        conversations: 1,
        messages: 2,
        cases: 1,
        jobs: 1,
        tickets: 1,
        ticket_troubles: 1,
        desk_threads: 1,
        audit: 1,
        events_seen: 3,
      });
    });

    it('loses jobs that name somebody, and those behind them come forward', async () => {
      await live('c', { until: 1, cases: [] });
      await store.turn('c', async (turn) => {
        for (const name of ['Kim', 'Ann', 'Kim'])
          await turn.addJob({
            channel: 'slack',
            queue: 'q',
            task: notify(name),
            key: null,
            at: on(1),
            runAt: on(1),
          });
      });
      const isKim = (task: Task) => task.kind === 'notify' && task.name === 'Kim';
      expect(await store.turn('c', (turn) => turn.eraseJobs(isKim))).toEqual({ jobs: 2, buried_jobs: 0 });
      const seen: Task[] = [];
      const worker = await store.startWorker({
        channels: ['slack'],
        concurrency: 1,
        clock: () => new Date(on(2)),
        async perform(job) {
          seen.push(job.task);
          await store.turn('c', (turn) => turn.buryJob(job.id, 'gone', on(2)));
        },
        onError: () => undefined,
      });
      await worker.idle();
      await worker.stop();
      expect(seen).toEqual([notify('Ann')]);
      expect(await store.turn('c', (turn) => turn.eraseJobs(() => true))).toEqual({
        jobs: 0,
        buried_jobs: 1,
      });
    });
  });

  describe('what was said more than the time ago', () => {
    it.each<[string, Life, { ticket?: number | null }, readonly string[] | 'gone']>([
      ['goes as a whole when all is over', { until: 90, cases: [{ day: 0 }] }, {}, 'gone'],
      ['goes when the person has just left', { until: 90, cases: [{ day: 0, state: 'open' }] }, {}, 'gone'],
      ['goes with its ticket closed', { until: 90, cases: [{ day: 0 }] }, { ticket: 90 }, 'gone'],
      [
        'goes where nobody has said a word about an open ticket',
        { until: 90, cases: [{ day: 0, state: 'with-human' }] },
        { ticket: null },
        [],
      ],
      [
        'stays where a reminder was promised',
        { until: 90, cases: [{ day: 0, state: 'waiting' }] },
        {},
        ['paste 1', 'replied'],
      ],
      [
        'stays where people still talk about it',
        { until: 150, cases: [{ day: 0, state: 'with-human' }] },
        { ticket: null },
        ['paste 1', 'replied'],
      ],
      [
        'stays where it was closed lately',
        { until: 150, cases: [{ day: 0, state: 'solved' }] },
        { ticket: 150 },
        ['paste 1', 'replied'],
      ],
      [
        'goes where only something else is talked about',
        { until: 150, cases: [{ day: 0 }, { day: 50 }, { day: 149, state: 'open' }] },
        { ticket: 20 },
        ['paste 3', 'replied'],
      ],
      [
        'stays from the oldest case on that is not over',
        { until: 150, cases: [{ day: 0 }, { day: 50, state: 'open' }, { day: 60 }] },
        {},
        ['paste 2', 'paste 3', 'replied'],
      ],
    ])('%s', async (_, life, { ticket }, expected) => {
      await live('c', life);
      if (ticket !== undefined) await file('c', 1, ticket);
      expect((await expire('c')).kind).toBe(expected === 'gone' ? 'gone' : 'lives');
      expect(await left('c')).toEqual(expected === 'gone' ? [] : expected);
      expect(await store.knows('c')).toBe(expected !== 'gone');
      expect(await store.casesOf('slack', 'T1/U1')).toHaveLength(expected === 'gone' ? 0 : life.cases.length);
    });

    it('names the cases whose words are still needed', async () => {
      await live('c', { until: 150, cases: [{ day: 0 }, { day: 50, state: 'open' }, { day: 120 }] });
      expect(await expire('c')).toEqual({ kind: 'lives', entries: 1, kept: [2, 3] });
    });

    it('leaves the ticket with its facts, apart from what the person begins later under the same id', async () => {
      await live('c', { until: 90, cases: [{ day: 0 }] });
      const old = await file('c', 1, 90);
      await expire('c');
      expect((await store.ticket(old))?.draft.facts).toEqual(draftOf(1, on(0)).facts);
      await live('c', { until: 200, cases: [{ day: 200 }] });
      expect(await file('c', 1, null)).not.toBe(old);
    });

    it('is found by its age: silent conversations, and old entries page by page', async () => {
      await live('silent', { until: 90, cases: [{ day: 0 }] });
      await live('awaited', { until: 90, cases: [{ day: 1, state: 'waiting' }] });
      await live('open', { until: 90, cases: [{ day: 2 }] });
      await file('open', 1, null);
      await live('young', { until: 150, cases: [{ day: 149 }] });
      expect(await store.silentConversations(on(100), 9)).toEqual(['silent']);
      const [first] = await store.entriesBefore(on(100), 0, 1);
      expect(first?.conversation).toBe('silent');
      const rest = await store.entriesBefore(on(100), first?.number ?? 0, 99);
      expect(rest.map(({ conversation }) => conversation)).toEqual([
        'silent',
        'awaited',
        'awaited',
        'open',
        'open',
      ]);
    });

    it('is silent from its last turn on, also after it was taken for silent once', async () => {
      await live('c', { until: 90, cases: [{ day: 0 }] });
      expect(await store.silentConversations(on(80), 9)).toEqual([]);
      await live('c', { until: 120, cases: [{ day: 0 }] });
      expect(await store.silentConversations(on(100), 9)).toEqual([]);
      expect(await store.silentConversations(on(119), 9)).toEqual([]);
      expect(await store.silentConversations(on(121), 9)).toEqual(['c']);
    });

    it('can be put in another state without seeming to have happened now', async () => {
      await live('c', { until: 90, cases: [{ day: 0 }] });
      await store.turn('c', (turn) => turn.replaceState({ emptied: true }));
      expect(await store.silentConversations(on(100), 9)).toEqual(['c']);
      expect((await store.turn('c', (turn) => turn.conversation()))?.state).toEqual({ emptied: true });
    });
  });

  it('removes jobs that were given up long ago, and those of no conversation', async () => {
    await live('c', { until: 1, cases: [] });
    const add = (id: string) =>
      store.turn(id, (turn) =>
        turn.addJob({ channel: 'slack', queue: id, task: notify('a'), key: null, at: on(1), runAt: on(1) }),
      );
    for (const day of [50, 150]) {
      await add('c');
      const worker = await store.startWorker({
        channels: ['slack'],
        concurrency: 1,
        clock: () => new Date(on(day)),
        perform: async (job) => {
          await store.turn('c', (turn) => turn.buryJob(job.id, 'gone', on(day)));
        },
        onError: () => undefined,
      });
      await worker.idle();
      await worker.stop();
    }
    await add('erased meanwhile');
    await add('c');
    expect(await store.pruneJobs(on(100))).toBe(2);
    expect(await store.pruneJobs(on(100))).toBe(0);
    expect((await store.buriedJobs(9)).map(({ buriedAt }) => buriedAt)).toEqual([on(150)]);
    expect((await store.outbox(on(2))).waiting).toBe(1);
  });

  describe('a person', () => {
    beforeEach(async () => {
      await live('slack:T1:dm:U1', { until: 1, cases: [] });
      await live('slack:T2:dm:U1', { until: 1, user: 'T2/U1', cases: [] });
      await live('shared', { until: 1, user: 'T1/U2', cases: [] });
      await file('shared', 1, null);
      await store.turn('web:k:1', (turn) =>
        turn.saveConversation(
          { channel: 'web', address: '', user: { id: '100%_kim', name: 'KIM' }, state: {} },
          on(1),
        ),
      );
      const who = 'Alex (slack)';
      await store.turn('shared', (turn) => turn.addDeed({ ticket: 1, at: on(1), who, what: 'took' }));
    });

    it('is found by their id or name, on a channel or on all', async () => {
      const found = async (words: string) =>
        (await store.people(words)).map(({ channel, id }) => `${channel}:${id}`);
      expect({
        'slack:T1/U1': await found('slack:T1/U1'),
        'slack:U1': await found('slack:U1'),
        U1: await found('U1'),
        kim: await found('kim'),
        'slack:Kim': await found('slack:Kim'),
        'web:100%_kim': await found('web:100%_kim'),
        Alex: await found('Alex'),
        'slack:Alex': await found('slack:Alex'),
      }).toEqual({
        'slack:T1/U1': ['slack:T1/U1'],
        'slack:U1': ['slack:T1/U1', 'slack:T2/U1'],
        U1: ['slack:T1/U1', 'slack:T2/U1'],
        kim: ['slack:T1/U1', 'web:100%_kim'],
        'slack:Kim': ['slack:T1/U1'],
        'web:100%_kim': ['web:100%_kim'],
        Alex: ['slack:Alex'],
        'slack:Alex': ['slack:Alex'],
      });
      for (const words of ['web:%', 'teams:Kim', 'teams:Alex', ''])
        expect([words, ...(await found(words))]).toEqual([words]);
    });

    it('is in the conversations they spoke in last or have a ticket of', async () => {
      const [kim] = await store.people('slack:T1/U1');
      expect(kim && (await store.conversationsWith(kim))).toEqual(['shared', 'slack:T1:dm:U1']);
    });

    it('is no longer named by what they did as an agent', async () => {
      expect(await store.eraseFromDeeds(['Alex (slack)', 'T1/U9 (slack)'])).toBe(1);
      expect((await store.deeds(1)).map(({ who }) => who)).toEqual(['erased']);
    });
  });

  it('can be swept', async () => {
    await live('c', { until: 1, cases: [] });
    await store.turn('c', (turn) => turn.erase());
    await store.scrub();
    expect(await store.knows('c')).toBe(false);
  });
}

describe('the embedded store erases:', () => {
  describeErasing(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bouncedesk-erasing-'));
    const store = await openEmbeddedStore(join(folder, 'store.sqlite'));
    const dispose = async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    };
    return { store, dispose };
  });
});

describeWithPostgres('PostgreSQL erases:', () => {
  describeErasing(async () => {
    const database = await createDatabase();
    const store = await openPostgresStore(database.url);
    const dispose = async () => {
      await store.close();
      await database.drop();
    };
    return { store, dispose };
  });
});
