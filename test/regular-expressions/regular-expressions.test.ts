import { check, type Diagnostics } from 'recheck';
import { expressionsOf } from './regular-expressions';

/**
 * Where every quantifier has an upper bound, a match costs at most a constant at each place, however the tool
 * calls that constant; only an exponential one would matter.
 */
function isLinear(source: string, verdict: Diagnostics): boolean {
  if (verdict.status === 'safe') return true;
  const explodes = verdict.status === 'vulnerable' && verdict.complexity.type === 'exponential';
  return !hasUnboundedQuantifier(source) && !explodes;
}

function hasUnboundedQuantifier(source: string): boolean {
  const bare = source.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  return /[*+]|\{\d+,\}/.test(bare);
}

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
      const verdict = await check(next.source, next.flags, { timeout: 60_000, randomSeed: 1 });
      if (!isLinear(next.source, verdict))
        faults.push(`${next.place} is ${verdict.status}: /${next.source}/${next.flags}`);
    }
  };
  // More at once only run into the checker's own time-out.
  await Promise.all([checkOneByOne(), checkOneByOne()]);
  expect(faults).toEqual([]);
});
