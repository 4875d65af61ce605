import { soakTeams } from '../soak/teams-soak';

/** The large run is `npm run soak`; this one is small enough for every test run. */
it.each([20261124])(
  'answers everybody once and in order, although it is killed (seed %i)',
  async (seed) => {
    const result = await soakTeams({ conversations: 40, messages: 3, kills: 3, seed });
    expect(result).toMatchObject({
      answered: 120,
      expected: 120,
      doubled: 0,
      outOfOrder: 0,
      astray: 0,
      killed: 3,
    });
    expect(result.refusedByTeams).toBeGreaterThan(5);
    // At most what was on its way at the kills; each says that it is a repetition.
    expect(result.repeated).toBeLessThanOrEqual(3 * 16);
  },
  120_000,
);
