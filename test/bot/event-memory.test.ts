import { keepEventMemoryShort } from '../../src/event-memory';
import type { Chore } from '../../src/hourly';
import { IN_MEMORY } from '../../src/store/embedded-database';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import type { Store } from '../../src/store/store';
import { ScriptedClock } from './scripted';

const HOUR = 3_600;

let store: Store;
let clock: ScriptedClock;
let memory: Chore;
let errors: unknown[];

beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['Date', 'nextTick', 'queueMicrotask', 'setImmediate'] });
  store = await openEmbeddedStore(IN_MEMORY);
  clock = new ScriptedClock();
  errors = [];
});
afterEach(async () => {
  await memory.stop();
  await store.close();
  jest.useRealTimers();
});

const isNew = (id: string) => store.turn('c', (turn) => turn.recordEvents([id], clock.now().toISOString()));

function begin(from: Pick<Store, 'pruneEvents'> = store): void {
  memory = keepEventMemoryShort(from, clock.now, (error) => errors.push(error));
}

it('knows an event for two days, and forgets it at the next full hour of work', async () => {
  await isNew('a');
  begin();
  clock.pass(48 * HOUR);
  jest.advanceTimersByTime(HOUR * 1000);
  expect(await isNew('a')).toBe(false);
  clock.pass(1);
  jest.advanceTimersByTime(HOUR * 1000);
  while (!(await isNew('a'))) await new Promise((resolve) => setImmediate(resolve));
  expect(await isNew('a')).toBe(false);
});

it('forgets what became old while nothing ran, however much, and not after it was stopped', async () => {
  const left = [10_000, 10_000, 3, 0];
  begin({ pruneEvents: () => Promise.resolve(left.shift() ?? 0) });
  while (left.length > 0) await new Promise((resolve) => setImmediate(resolve));
  await memory.stop();
  left.push(1);
  jest.advanceTimersByTime(9 * HOUR * 1000);
  await memory.stop();
  expect(left).toEqual([1]);
});

it('tells of a store that fails, and tries again an hour later', async () => {
  let calls = 0;
  begin({
    pruneEvents: () => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error('locked')) : Promise.resolve(0);
    },
  });
  jest.advanceTimersByTime(HOUR * 1000);
  while (calls < 2) await new Promise((resolve) => setImmediate(resolve));
  expect(errors).toEqual([new Error('locked')]);
});
