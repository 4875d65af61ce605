import { FreshReplies } from '../../src/store/fresh-replies';
import { replyOf } from '../bot/scripted';

it('gives each reply out once', () => {
  const fresh = new FreshReplies();
  fresh.keep(7, replyOf('seven'));
  expect(fresh.take(8)).toBeUndefined();
  expect(fresh.take(7)).toEqual(replyOf('seven'));
  expect(fresh.take(7)).toBeUndefined();
});

it('keeps no more than a few hundred, the newest', () => {
  const fresh = new FreshReplies();
  const numbers = Array.from({ length: 2_000 }, (_, number) => number);
  for (const number of numbers) fresh.keep(number, replyOf(`${number}`));
  const kept = numbers.filter((number) => fresh.take(number) !== undefined);
  expect(kept.length).toBeLessThan(1_000);
  expect(kept).toEqual(numbers.slice(-kept.length));
});

it('forgets all at once', () => {
  const fresh = new FreshReplies();
  fresh.keep(7, replyOf('seven'));
  fresh.clear();
  expect(fresh.take(7)).toBeUndefined();
});
