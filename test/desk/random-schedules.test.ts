import fc from 'fast-check';
import { broken } from './promises';
import { play, schedule } from './schedule';

/** A failure prints its seed and the shortest schedule that shows it; `npm run soak desk SEED` plays ten thousand. */
test('whatever people, agents, crashes and a slow world do, every promise is kept', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async (one) => {
      const world = await play(one);
      try {
        expect(await broken(world)).toEqual([]);
      } finally {
        await world.close();
      }
    }),
    { numRuns: 300 },
  );
});
