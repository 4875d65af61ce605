import type { LoadResult } from './load';
import { table } from './measures';

/** What a run showed, for people to read. */
export function report(result: LoadResult): string {
  const { seconds, acknowledged, answered, kills, endedByThemselves } = result;
  const times = ({ p50, p95, p99 }: LoadResult['answered']) => `${p50} / ${p95} / ${p99}`;
  const people = Object.entries(result.byPlatform).map(([name, count]) => `${count} in ${name}`);
  return table([
    ['conversations', people.join(', ')],
    [
      'done by people',
      `${result.deeds} in ${Math.round(seconds)} s, ${(result.deeds / seconds).toFixed(1)} a second`,
    ],
    ['requests to replicas', `${result.requests}, of them doubled on purpose ${result.duplicates}`],
    ['answers', result.answers],
    ['acknowledged, ms p50 / p95 / p99', times(acknowledged)],
    ['answered, ms p50 / p95 / p99', times(answered)],
    ['replicas killed; ended by themselves', `${kills}; ${endedByThemselves}`],
    ['database restarted', result.databaseRestarts],
    ['memory of the replicas, MB', result.memory.map((one) => one ?? '–').join(', ')],
    ['conversations as they should be', result.faultless],
    ['lost answers', result.lost],
    ['doubled answers', result.doubled],
    ['conversations out of order', result.outOfOrder],
    ['wrong answers', result.wrong],
    ['what the platforms refused', result.platformFaults.length],
  ]);
}

export function isFaultless({ lost, doubled, outOfOrder, wrong, platformFaults }: LoadResult): boolean {
  return lost + doubled + outOfOrder + wrong + platformFaults.length === 0;
}
