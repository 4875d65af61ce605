import { JobWorker } from '../../src/store/job-worker';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('looks every minute where nothing is due, as a sign of life', async () => {
  const worker = new JobWorker(
    { upcoming: () => Promise.resolve([]) },
    {
      concurrency: 1,
      clock: () => new Date(),
      perform: () => Promise.resolve(),
      onError: (error) => {
        throw error;
      },
    },
  );
  await worker.idle();
  const first = worker.lastSign().getTime();
  await jest.advanceTimersByTimeAsync(180_000);
  expect(worker.lastSign().getTime() - first).toBe(180_000);
  await worker.stop();
});
