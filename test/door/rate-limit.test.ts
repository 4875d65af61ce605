import { RateLimiter } from '../../src/rate-limit';
import { ScriptedClock } from '../bot/scripted';

const limiter = (ofPerson: number | null, ofWorkspace: number | null) => {
  const clock = new ScriptedClock();
  return { clock, limits: new RateLimiter({ ofPerson, ofWorkspace }, clock.now) };
};

it('admits a person as often as the limit says, and tells the first one over it apart', () => {
  const { limits } = limiter(2, null);
  const kinds = [1, 2, 3, 4].map(() => limits.admit('anna', 'w'));
  expect(kinds).toEqual([
    { kind: 'admitted' },
    { kind: 'admitted' },
    { kind: 'over', whose: 'person', first: true },
    { kind: 'over', whose: 'person', first: false },
  ]);
  expect(limits.admit('bob', 'w')).toEqual({ kind: 'admitted' });
});

it('begins anew with every minute', () => {
  const { limits, clock } = limiter(1, null);
  limits.admit('anna', null);
  expect(limits.admit('anna', null)).toMatchObject({ kind: 'over', first: true });
  clock.pass(60);
  expect(limits.admit('anna', null)).toEqual({ kind: 'admitted' });
  expect(limits.admit('anna', null)).toMatchObject({ kind: 'over', first: true });
});

it('counts a workspace over all its people, and says so to each of them once', () => {
  const { limits } = limiter(null, 2);
  limits.admit('anna', 'one');
  limits.admit('bob', 'one');
  const over = { kind: 'over', whose: 'everybody', first: true };
  expect(limits.admit('kim', 'one')).toEqual(over);
  expect(limits.admit('kim', 'one')).toEqual({ ...over, first: false });
  expect(limits.admit('anna', 'one')).toEqual(over);
  expect(limits.admit('anna', 'two')).toEqual({ kind: 'admitted' });
});

it('takes nothing from a workspace for what one person sends over their own limit', () => {
  const { limits } = limiter(1, 2);
  for (let sent = 0; sent < 100; sent += 1) limits.admit('anna', 'one');
  expect(limits.admit('bob', 'one')).toEqual({ kind: 'admitted' });
});

it('admits everything where nothing is limited', () => {
  const { limits } = limiter(null, null);
  for (let sent = 0; sent < 1000; sent += 1) expect(limits.admit('anna', 'w').kind).toBe('admitted');
});
