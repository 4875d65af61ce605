import { FairQueue, TooBusyError } from '../../src/fair-queue';

const LIMITS = { atOnce: 1, waitingOfOne: 1e9, waitingOfAll: 1e9 };

/** A queue whose works note in `begun` when they begin. */
function notingQueue(limits = LIMITS) {
  const queue = new FairQueue(limits);
  const begun: string[] = [];
  const send = (party: string, name: string, size = 1): Promise<string> =>
    queue.run(party, size, async () => {
      begun.push(name);
      await Promise.resolve();
      return name;
    });
  return { queue, begun, send };
}

it('gives each party its turn, however much one of them has sent', async () => {
  const { begun, send } = notingQueue();
  const flood = Array.from({ length: 10_000 }, (_, number) => send('flooder', `f${number}`));
  const others = ['anna', 'bob', 'kim'].map((name) => send(name, name));
  await Promise.all(others);
  expect(begun).toEqual(['f0', 'anna', 'bob', 'kim']);
  await Promise.all(flood);
});

it('gives somebody who comes in the middle of a flood the next turn but one', async () => {
  const { begun, send } = notingQueue();
  const flood = Array.from({ length: 1_000 }, (_, number) => send('flooder', `f${number}`));
  await flood[499];
  const before = begun.length;
  await send('anna', 'anna');
  expect(begun.indexOf('anna') - before).toBeLessThanOrEqual(1);
  await Promise.all(flood);
});

it('keeps the order of each party, and has one work of it under way at most', async () => {
  const queue = new FairQueue({ ...LIMITS, atOnce: 8 });
  const underWay = new Map<string, number>();
  let most = 0;
  const done: string[] = [];
  const works = Array.from({ length: 60 }, (_, number) => {
    const party = `p${number % 3}`;
    return queue.run(party, 1, async () => {
      underWay.set(party, (underWay.get(party) ?? 0) + 1);
      most = Math.max(most, underWay.get(party) ?? 0);
      for (let rounds = 0; rounds < (number * 7) % 5; rounds += 1) await new Promise(setImmediate);
      underWay.set(party, (underWay.get(party) ?? 0) - 1);
      done.push(`${party}-${number}`);
    });
  });
  await Promise.all(works);
  expect(most).toBe(1);
  for (const party of ['p0', 'p1', 'p2']) {
    const own = done.filter((name) => name.startsWith(party)).map((name) => Number(name.split('-')[1]));
    expect(own).toEqual([...own].sort((one, other) => one - other));
  }
});

it('has no more under way at once than it may', async () => {
  const queue = new FairQueue({ ...LIMITS, atOnce: 3 });
  let underWay = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 20 }, (_, number) =>
      queue.run(`p${number}`, 1, async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        for (let rounds = 0; rounds < 10; rounds += 1) await new Promise(setImmediate);
        underWay -= 1;
      }),
    ),
  );
  expect(most).toBe(3);
});

it('lets other things happen between two works that take the processor', async () => {
  const { begun, send } = notingQueue();
  const works = [send('anna', 'one'), send('bob', 'two')];
  await new Promise(setImmediate);
  expect(begun).toEqual(['one']);
  await Promise.all(works);
});

it('goes on after a work that fails, and tells its sender', async () => {
  const { queue, send } = notingQueue();
  const failing = queue.run('anna', 1, () => Promise.reject(new Error('no')));
  const next = send('anna', 'next');
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('next');
});

describe('what waits is bounded', () => {
  it.each([
    ['of one party', { ...LIMITS, waitingOfOne: 10 }, 'flooder'],
    ['of all together', { ...LIMITS, waitingOfAll: 10 }, 'somebody'],
  ])('%s', async (_, limits, next) => {
    const { queue, send } = notingQueue(limits);
    const taken = [send('flooder', 'a', 6), send('flooder', 'b', 4)];
    expect(queue.waiting).toBe(10);
    await expect(send(next, 'c', 1)).rejects.toBeInstanceOf(TooBusyError);
    await Promise.all(taken);
    expect(queue.waiting).toBe(0);
    await expect(send(next, 'd', 1)).resolves.toBe('d');
  });

  it('and what is larger than the bound is taken where nothing waits', async () => {
    const { send } = notingQueue({ ...LIMITS, waitingOfOne: 10, waitingOfAll: 10 });
    await expect(send('anna', 'large', 500)).resolves.toBe('large');
  });
});
