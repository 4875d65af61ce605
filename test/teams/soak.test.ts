import { soakTeams } from '../soak/teams-soak';

/** The large run is `npm run soak`; this one is small enough for every test run. */
it.each([20261124])(
  'answers everybody once and in order, although it is killed (seed %i)',
  async (seed) => {
    const result = await soakTeams({ conversations: 40, messages: 3, kills: 3, seed });
    expect(result).toMatchObject({
      messages: 120,
      answered: 120,
      unanswered: 0,
      doubled: 0,
      outOfOrder: 0,
      astray: 0,
      kills: 3,
    });
    expect(result.refusedByTeams).toBeGreaterThan(5);
    // Each says that it is one; in a conversation one message at a time is on its way.
    expect(result.repeated).toBeLessThanOrEqual(3 * 40);
  },
  240_000,
);
