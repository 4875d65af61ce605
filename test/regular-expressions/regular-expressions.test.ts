import { check } from 'recheck';
import { expressionsOf } from './regular-expressions';

const { literals, built } = expressionsOf(['src', 'adapters']);

test('there are expressions to check', () => {
  expect(literals.length).toBeGreaterThan(100);
});

test('none is put together at run time, where no tool could check it', () => {
  expect(built).toEqual([]);
});

test('none takes more than linear time, whatever it is matched against', async () => {
  const faults: string[] = [];
  const left = [...literals];
  const checkOneByOne = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const { status } = await check(next.source, next.flags, { timeout: 60_000 });
      if (status !== 'safe') faults.push(`${next.place} is ${status}: /${next.source}/${next.flags}`);
    }
  };
  // More at once only run into the checker's own time-out.
  await Promise.all([checkOneByOne(), checkOneByOne()]);
  expect(faults).toEqual([]);
});
