import type { StoredConversation } from '../../src/store/records';
import type { Job, NewJob, Store, Worker } from '../../src/store/store';
import { draftOf, replyOf } from '../bot/scripted';

/** A database of its own for one test, that several stores can be opened on. */
export interface StoreUnderTest {
  open(): Promise<Store>;
  /** Closes what was opened and removes the database. */
  dispose(): Promise<void>;
}

const at = (seconds: number) =>
  new Date(Date.parse('2026-11-24T09:00:00.000Z') + seconds * 1000).toISOString();

const kim: StoredConversation = {
  channel: 'test',
  address: 'address-1',
  user: { id: 'u1', name: 'Kim' },
  state: { version: 1, words: ['å', '"', null] },
};

/** A job whose number in the test is the timer it fires. */
function job(timer: string, more: Partial<NewJob> = {}): NewJob {
  const task = { kind: 'fireTimer', timer } as const;
  return { channel: 'test', queue: 'replies', task, key: null, at: at(0), runAt: at(0), ...more };
}

/** What every form of the store must do. */
export function describeStore(name: string, begin: () => Promise<StoreUnderTest>): void {
  describe(`the ${name} store`, () => {
    let underTest: StoreUnderTest;
    let store: Store;
    let now: string;

    beforeEach(async () => {
      underTest = await begin();
      store = await underTest.open();
      now = at(0);
    });
    afterEach(async () => underTest.dispose());

    async function add(conversation: string, ...jobs: readonly NewJob[]): Promise<void> {
      await store.turn(conversation, async (turn) => {
        await turn.saveConversation(kim, at(0));
        for (const item of jobs) await turn.addJob(item);
      });
    }

    function work(
      perform: (job: Job) => Promise<void>,
      more: { channels?: string[]; concurrency?: number } = {},
    ) {
      return store.startWorker({
        channels: more.channels ?? ['test'],
        concurrency: more.concurrency ?? 4,
        clock: () => new Date(now),
        perform,
        onError: (error) => {
          throw error;
        },
      });
    }

    /** Performs everything that is due and tells the timers' names in the order they were performed. */
    async function performed(worker?: Worker): Promise<readonly string[]> {
      const names: string[] = [];
      const mine = worker ?? (await work((item) => complete(item, names)));
      await mine.idle();
      await mine.stop();
      return names;
    }

    async function complete(item: Job, names: string[]): Promise<void> {
      names.push(timerOf(item));
      await store.turn(item.conversation, (turn) => turn.completeJob(item.id));
    }

    describe('events', () => {
      it('are new once, by any of their ids', async () => {
        const record = (...ids: string[]) => store.turn('c', (turn) => turn.recordEvents(ids, at(0)));
        expect(await record('a', 'b')).toBe(true);
        expect(await record('b', 'c')).toBe(false);
        expect(await record('c')).toBe(false);
        expect(await record('d', 'd')).toBe(true);
      });

      it('are new again when their turn failed', async () => {
        const failing = store.turn('c', async (turn) => {
          await turn.recordEvents(['a'], at(0));
          throw new Error('no');
        });
        await expect(failing).rejects.toThrow('no');
        expect(await store.turn('c', (turn) => turn.recordEvents(['a'], at(0)))).toBe(true);
      });

      it('reach one turn of two that come at once', async () => {
        const both = await Promise.all(
          [1, 2].map(() => store.turn('c', (turn) => turn.recordEvents(['a'], at(0)))),
        );
        expect([...both].sort()).toEqual([false, true]);
      });

      it('are forgotten after a while, the older ones first', async () => {
        await store.turn('c', (turn) => turn.recordEvents(['old'], at(0)));
        await store.turn('c', (turn) => turn.recordEvents(['new'], at(10)));
        expect(await store.pruneEvents(at(5))).toBe(1);
        expect(await store.turn('c', (turn) => turn.recordEvents(['new'], at(10)))).toBe(false);
        expect(await store.turn('c', (turn) => turn.recordEvents(['old'], at(10)))).toBe(true);
      });
    });

    it('keeps values by key, replaces and removes them', async () => {
      expect(await store.kept('a')).toBeNull();
      await store.keep('a', 'one');
      await store.keep('a', 'two');
      await store.keep('b', 'other');
      expect([await store.kept('a'), await store.kept('b')]).toEqual(['two', 'other']);
      await store.keep('a', null);
      expect(await store.kept('a')).toBeNull();
    });

    describe('turns', () => {
      it('keep a conversation as it was given', async () => {
        expect(await store.turn('c', (turn) => turn.conversation())).toBeNull();
        expect(await store.knows('c')).toBe(false);
        await store.turn('c', (turn) => turn.saveConversation(kim, at(0)));
        expect(await store.turn('c', (turn) => turn.conversation())).toEqual(kim);
        expect(await store.knows('c')).toBe(true);
      });

      it('that fail leave nothing, and the turns beside them stand', async () => {
        const turns = Array.from({ length: 20 }, (_, number) =>
          store.turn(`c${number}`, async (turn) => {
            await turn.saveConversation(kim, at(0));
            await turn.addJob(job(`t${number}`));
            await turn.addMessage({ kind: 'replied', at: at(0), reply: replyOf('hello') });
            if (number % 3 === 0) throw new Error('no');
          }),
        );
        const results = await Promise.allSettled(turns);
        for (const [number, { status }] of results.entries()) {
          expect(status).toBe(number % 3 === 0 ? 'rejected' : 'fulfilled');
          expect(await store.knows(`c${number}`)).toBe(number % 3 !== 0);
          expect(await store.transcript(`c${number}`, '', 9)).toHaveLength(number % 3 === 0 ? 0 : 1);
        }
        expect(await performed()).toHaveLength(13);
      });

      it('of one conversation see each other whole, in the order they were asked for', async () => {
        await store.turn('c', (turn) => turn.saveConversation({ ...kim, state: [] }, at(0)));
        const append = (number: number) =>
          store.turn('c', async (turn) => {
            const before = (await turn.conversation())?.state as number[];
            await turn.saveConversation({ ...kim, state: [...before, number] }, at(0));
          });
        await Promise.all(Array.from({ length: 50 }, (_, number) => append(number)));
        const state = await store.turn('c', async (turn) => (await turn.conversation())?.state);
        expect(state).toEqual(Array.from({ length: 50 }, (_, number) => number));
      });

      it('are still there when the store is opened again', async () => {
        await add('c', job('one'));
        await store.close();
        store = await underTest.open();
        expect(await store.turn('c', (turn) => turn.conversation())).toEqual(kim);
        expect(await performed()).toEqual(['one']);
      });
    });

    describe('jobs', () => {
      it('of one queue are performed one by one in order, those of others meanwhile', async () => {
        await add('a', job('a1'), job('a2'), job('a3'));
        await add('b', job('b1'), job('b2'), job('files', { queue: 'files' }));
        const running = new Set<string>();
        const together: string[] = [];
        const names: string[] = [];
        const worker = await work(async (item) => {
          const queue = `${item.conversation} ${timerOf(item).slice(0, 1)}`;
          if (running.has(queue)) together.push(timerOf(item));
          running.add(queue);
          await Promise.resolve();
          await complete(item, names);
          running.delete(queue);
        });
        await performed(worker);
        expect(together).toEqual([]);
        expect(names.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
        expect(names.filter((name) => name.startsWith('b'))).toEqual(['b1', 'b2']);
        expect(names).toContain('files');
      });

      it('wait for their time', async () => {
        await add('c', job('later', { queue: 'x', runAt: at(60) }), job('now', { queue: 'y' }));
        expect(await performed()).toEqual(['now']);
        now = at(60);
        expect(await performed()).toEqual(['later']);
        expect(await performed()).toEqual([]);
      });

      it('are known by their queue until they are done', async () => {
        const waits = (conversation: string, queue: string) =>
          store.turn(conversation, (turn) => turn.hasJobs(queue));
        await add('c', job('one', { queue: 'x', runAt: at(60) }));
        await add('other', job('one', { queue: 'y' }));
        expect([await waits('c', 'x'), await waits('c', 'y'), await waits('other', 'x')]).toEqual([
          true,
          false,
          false,
        ]);
        now = at(60);
        await performed();
        expect(await waits('c', 'x')).toBe(false);
      });

      it('that are put off count their tries and hold back the queue', async () => {
        const tries: number[] = [];
        const worker = await work(async (item) => {
          tries.push(item.attempt);
          await store.turn('c', (turn) => turn.postponeJob(item.id, at(30), 'busy'));
        });
        await add('c', job('first'), job('second'));
        await performed(worker);
        expect(tries).toEqual([1]);
        const attempts: number[] = [];
        const names: string[] = [];
        const next = await work(async (item) => {
          attempts.push(item.attempt);
          await complete(item, names);
        });
        now = at(30);
        await performed(next);
        expect(names).toEqual(['first', 'second']);
        expect(attempts).toEqual([2, 1]);
      });

      it('are completed once, so that their outcome happens once', async () => {
        await add('c', job('one'));
        const outcomes: boolean[] = [];
        const worker = await work(async (item) => {
          const completing = [1, 2, 3].map(() => store.turn('c', (turn) => turn.completeJob(item.id)));
          outcomes.push(...(await Promise.all(completing)));
        });
        await performed(worker);
        expect(outcomes.filter(Boolean)).toHaveLength(1);
      });

      it('are still there when the turn that completed them failed', async () => {
        await add('c', job('one'), job('two'));
        const worker = await work(async (item) => {
          const failing = store.turn('c', async (turn) => {
            await turn.completeJob(item.id);
            throw new Error('no');
          });
          await failing.catch(() => undefined);
          await store.turn('c', (turn) => turn.postponeJob(item.id, at(1), 'failed'));
        });
        await performed(worker);
        now = at(1);
        expect(await performed()).toEqual(['one', 'two']);
      });

      it('with a key replace each other, and can be cancelled', async () => {
        const timer = { queue: 'timer:check', key: 'timer:check' };
        await add('c', job('first', { ...timer, runAt: at(10) }));
        await add('c', job('second', { ...timer, runAt: at(20) }));
        await add('other', job('other', { ...timer, runAt: at(10) }));
        now = at(10);
        expect(await performed()).toEqual(['other']);
        now = at(20);
        expect(await performed()).toEqual(['second']);
        await add('c', job('third', { ...timer, runAt: at(30) }));
        await store.turn('c', (turn) => turn.cancelJob('timer:check'));
        await store.turn('c', (turn) => turn.cancelJob('timer:check'));
        now = at(30);
        expect(await performed()).toEqual([]);
      });

      it('that are cancelled let the next of their queue come forward', async () => {
        await add('c', job('first', { key: 'k', runAt: at(10) }), job('second'));
        await store.turn('c', (turn) => turn.cancelJob('k'));
        expect(await performed()).toEqual(['second']);
      });

      it('that are buried are kept with the reason and let the queue go on', async () => {
        const names: string[] = [];
        const worker = await work(async (item) => {
          if (timerOf(item) === 'second') return complete(item, names);
          await store.turn('c', (turn) => turn.buryJob(item.id, 'archived', at(5)));
        });
        await add('c', job('first'), job('second'));
        await performed(worker);
        expect(names).toEqual(['second']);
        expect(await store.buriedJobs(10)).toEqual([
          {
            id: expect.any(Number) as number,
            conversation: 'c',
            channel: 'test',
            task: { kind: 'fireTimer', timer: 'first' },
            attempts: 1,
            reason: 'archived',
            buriedAt: at(5),
          },
        ]);
        expect(await store.outbox(now)).toEqual({ waiting: 0, buried: 1, oldestDueAt: null });
      });

      it('of channels that are not served stay', async () => {
        await add('c', job('mine'), job('theirs', { channel: 'other', queue: 'x' }));
        expect(await performed()).toEqual(['mine']);
        expect(await store.outbox(at(5))).toEqual({ waiting: 1, buried: 0, oldestDueAt: at(0) });
      });

      it('carry the newest address of their conversation', async () => {
        await add('c', job('one'));
        await store.turn('c', (turn) => turn.saveConversation({ ...kim, address: 'address-2' }, at(1)));
        const addresses: string[] = [];
        const worker = await work(async (item) => {
          addresses.push(item.address);
          await complete(item, []);
        });
        await performed(worker);
        expect(addresses).toEqual(['address-2']);
      });

      it('run at most as many at once as is allowed', async () => {
        for (let number = 0; number < 12; number += 1) await add(`c${number}`, job('one'));
        let running = 0;
        let most = 0;
        let go: () => void = () => undefined;
        const three = new Promise<void>((resolve) => (go = resolve));
        const worker = await work(
          async (item) => {
            running += 1;
            most = Math.max(most, running);
            if (running === 3) go();
            await three;
            await complete(item, []);
            running -= 1;
          },
          { concurrency: 3 },
        );
        await performed(worker);
        expect(most).toBe(3);
        expect(await store.outbox(now)).toMatchObject({ waiting: 0 });
      });

      it('are performed as soon as the turn that added them is stored', async () => {
        const names: string[] = [];
        const worker = await work((item) => complete(item, names));
        await add('c', job('one'));
        await worker.idle();
        expect(names).toEqual(['one']);
        await worker.stop();
      });
    });

    describe('messages', () => {
      it('are told oldest first from a time on, as many as are asked for', async () => {
        await store.turn('c', async (turn) => {
          for (const second of [1, 2, 2, 3]) {
            await turn.addMessage({ kind: 'replied', at: at(second), reply: replyOf(`at ${second}`) });
          }
        });
        const entries = await store.transcript('c', at(2), 2);
        expect(entries).toEqual(
          [2, 2].map((second) => ({ kind: 'replied', at: at(second), reply: replyOf('at 2') })),
        );
      });

      it('are found by the question they ask, with the reference they got', async () => {
        await store.turn('c', async (turn) => {
          const first = await turn.addMessage({ kind: 'replied', at: at(0), reply: replyOf('one?', 1) });
          await turn.addMessage({ kind: 'replied', at: at(0), reply: replyOf('two?', 2) });
          await turn.markDelivered(first, 'ref-1');
          expect(await turn.asked(1)).toEqual({ reply: replyOf('one?', 1), messageRef: 'ref-1' });
          expect(await turn.asked(2)).toEqual({ reply: replyOf('two?', 2), messageRef: null });
          expect(await turn.asked(3)).toBeNull();
        });
        expect(await store.turn('d', (turn) => turn.asked(1))).toBeNull();
      });
    });

    describe('cases and tickets', () => {
      const file = (caseId: number, title: string) =>
        store.turn('c', (turn) =>
          turn.fileTicket({
            channel: 'test',
            person: kim.user,
            draft: { ...draftOf(caseId, at(0)), title },
            at: at(1),
          }),
        );

      it('are one ticket a case, renewed until it is opened', async () => {
        const first = await file(1, 'first');
        const second = await file(1, 'second');
        expect(second).toMatchObject({ number: first.number, draft: { title: 'second' }, opened: null });
        const opened = { reference: 'RT-1', url: 'https://rt.example/1' };
        await store.turn('c', (turn) => turn.markTicketOpened(first.number, opened));
        expect(await file(1, 'third')).toMatchObject({ draft: { title: 'second' }, opened });
        const other = await file(2, 'other');
        expect((await store.tickets(10)).map(({ number }) => number)).toEqual([other.number, first.number]);
        expect(await store.ticket(first.number)).toMatchObject({
          conversation: 'c',
          person: kim.user,
          opened,
        });
        expect(await store.ticket(999)).toBeNull();
      });

      it('are told to the person they belong to, the newest state of each', async () => {
        const summary = { caseId: 1, title: 'Full', state: 'open', since: at(0), ticket: null } as const;
        await store.turn('c', async (turn) => {
          await turn.saveConversation(kim, at(0));
          await turn.saveCase(summary);
          await turn.saveCase({ ...summary, state: 'solved' });
          await turn.saveCase({ ...summary, caseId: 2, since: at(5) });
        });
        expect(await store.casesOf('test', 'u1')).toEqual([
          { ...summary, conversation: 'c', caseId: 2, since: at(5) },
          { ...summary, conversation: 'c', state: 'solved' },
        ]);
        expect(await store.casesOf('test', 'u2')).toEqual([]);
        expect(await store.casesOf('other', 'u1')).toEqual([]);
      });
    });

    describe('what the page reads', () => {
      it('are the entries after a number, in the order they were committed', async () => {
        const say = (conversation: string, text: string) =>
          store.turn(conversation, (turn) =>
            turn.addMessage({ kind: 'replied', at: at(0), reply: replyOf(text) }),
          );
        for (const text of ['one', 'two', 'three']) {
          await say('c', text);
          await say('other', text);
        }
        const [first, ...rest] = await store.entriesAfter('c', 0, 9);
        expect(rest.map(({ entry }) => entry)).toMatchObject([
          { reply: replyOf('two') },
          { reply: replyOf('three') },
        ]);
        expect(await store.entriesAfter('c', first?.number ?? 0, 1)).toEqual(rest.slice(0, 1));
      });

      it('are the conversations of a person, the latest first', async () => {
        await store.turn('c1', (turn) => turn.saveConversation(kim, at(0)));
        await store.turn('c2', (turn) => turn.saveConversation(kim, at(1)));
        await store.turn('c3', (turn) =>
          turn.saveConversation({ ...kim, user: { id: 'u2', name: null } }, at(2)),
        );
        await store.turn('c1', (turn) => turn.saveConversation(kim, at(3)));
        expect(await store.conversationsOf('test', 'u1', 5)).toEqual([
          { conversation: 'c1', beganAt: at(0), updatedAt: at(3) },
          { conversation: 'c2', beganAt: at(1), updatedAt: at(1) },
        ]);
      });
    });

    it('tells that it can be written', async () => {
      await expect(store.check()).resolves.toBeUndefined();
    });
  });
}

function timerOf(item: Job): string {
  return item.task.kind === 'fireTimer' ? item.task.timer : item.task.kind;
}
