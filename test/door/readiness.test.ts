import { readiness } from '../../src/cli/readiness';
import { ScriptedClock } from '../bot/scripted';

const setting = () => {
  const clock = new ScriptedClock();
  const world = {
    checks: 0,
    storeFails: false,
    stopping: false,
    sign: clock.now() as Date | null,
  };
  const notReady = readiness({
    store: {
      check: () => {
        world.checks += 1;
        return world.storeFails ? Promise.reject(new Error('disk full')) : Promise.resolve();
      },
    },
    bot: { lastSign: () => world.sign },
    clock: clock.now,
    isStopping: () => world.stopping,
  });
  return { clock, world, notReady };
};

it('is ready where the store is written and jobs are looked for', async () => {
  expect(await setting().notReady()).toBeNull();
});

it('tells why not', async () => {
  const { world, clock, notReady } = setting();
  world.storeFails = true;
  expect(await notReady()).toBe('the store can not be written');
  clock.pass(91);
  expect(await notReady()).toBe('no job was looked for in 91 seconds, so nobody is answered');
  world.sign = null;
  expect(await notReady()).toBe('the bot does not run yet');
  world.stopping = true;
  expect(await notReady()).toBe('this process is stopping');
});

it('is ready again when the store is', async () => {
  const { world, clock, notReady } = setting();
  world.storeFails = true;
  await notReady();
  world.storeFails = false;
  clock.pass(1);
  expect(await notReady()).toBeNull();
});

it('writes at most once a second, however often it is asked', async () => {
  const { world, clock, notReady } = setting();
  for (let asked = 0; asked < 50; asked += 1) await notReady();
  expect(world.checks).toBe(1);
  clock.pass(1);
  await notReady();
  expect(world.checks).toBe(2);
});
