import {
  isOpenAt,
  nextOpening,
  sayOpening,
  secondsOfOfficeTime,
  type OfficeHours,
} from '../../src/dialogue/desk-terms';
import { readOfficeHours } from '../../src/office-hours';

function hours(timeZone: string, text: string): OfficeHours {
  const spans = readOfficeHours(text);
  if (spans === null) throw new Error(`not read: ${text}`);
  return { timeZone, spans };
}

const berlin = hours('Europe/Berlin', 'Mon-Fri 08:00-17:00, Sat 09:00-12:00');
const newYork = hours('America/New_York', 'Mon-Fri 09:00-17:00');
const kathmandu = hours('Asia/Kathmandu', 'Sun-Fri 10:00-17:00');
/** A span ends on the day it begins, so a night shift is written as two. */
const nights = hours('Europe/Berlin', 'Mon-Fri 22:00-24:00, Tue-Sat 00:00-06:00');
/** The hour that is left out in spring and comes twice in autumn. */
const early = hours('Europe/Berlin', 'Sun 02:00-03:00');

describe('office hours are read', () => {
  test.each([
    ['Mon-Fri 08:00-17:00', [{ days: [1, 2, 3, 4, 5], opens: 480, closes: 1020 }]],
    ['sat 9:00-12:30', [{ days: [6], opens: 540, closes: 750 }]],
    ['Sat-Mon 00:00-24:00', [{ days: [6, 0, 1], opens: 0, closes: 1440 }]],
    [
      'Mon 08:00-12:00, Mon 13:00-17:00',
      [
        { days: [1], opens: 480, closes: 720 },
        { days: [1], opens: 780, closes: 1020 },
      ],
    ],
  ])('%s', (text, spans) => expect(readOfficeHours(text)).toEqual(spans));

  test.each([
    '',
    'Mon',
    'Mon 8-17',
    'Mon-Fri 17:00-08:00',
    'Mon 08:00-08:00',
    'Foo 08:00-17:00',
    'Mon 08:00-25:00',
    'Mon 08:75-17:00',
    'Mon 08:00-17:00,',
  ])('not from "%s"', (text) => expect(readOfficeHours(text)).toBeNull());
});

describe('the desk is open', () => {
  test.each([
    ['Berlin in winter, at the opening', berlin, '2026-11-24T07:00:00.000Z', true],
    ['a minute before', berlin, '2026-11-24T06:59:00.000Z', false],
    ['the minute before the close', berlin, '2026-11-24T15:59:59.000Z', true],
    ['at the close', berlin, '2026-11-24T16:00:00.000Z', false],
    ['Berlin in summer, an hour earlier in UTC', berlin, '2026-07-01T06:00:00.000Z', true],
    ['Saturday morning', berlin, '2026-11-28T09:00:00.000Z', true],
    ['Saturday afternoon', berlin, '2026-11-28T12:00:00.000Z', false],
    ['Sunday', berlin, '2026-11-29T10:00:00.000Z', false],
    ['the last Friday of winter time', berlin, '2026-03-27T07:00:00.000Z', true],
    ['the first Monday of summer time', berlin, '2026-03-30T06:00:00.000Z', true],
    ['the Monday after the clocks went back', berlin, '2026-10-26T06:30:00.000Z', false],
    [
      'New York, when it has changed its clocks and Berlin has not',
      newYork,
      '2026-03-09T13:00:00.000Z',
      true,
    ],
    ['Kathmandu, three quarters of an hour off', kathmandu, '2026-11-24T04:15:00.000Z', true],
    ['Kathmandu, just before', kathmandu, '2026-11-24T04:14:00.000Z', false],
    ['before midnight', nights, '2026-11-24T22:59:00.000Z', true],
    ['after midnight', nights, '2026-11-24T23:01:00.000Z', true],
    ['Saturday before dawn', nights, '2026-11-28T04:00:00.000Z', true],
    ['Monday before dawn', nights, '2026-11-23T04:00:00.000Z', false],
    ['the first of the two hours in autumn', early, '2026-10-25T00:30:00.000Z', true],
    ['the second of them', early, '2026-10-25T01:30:00.000Z', true],
    ['the hour that is left out in spring', early, '2026-03-29T01:30:00.000Z', false],
  ])('%s', (_when, terms, at, open) => expect(isOpenAt(terms, at)).toBe(open));

  it('always, without hours', () => expect(isOpenAt(null, '2026-11-29T03:00:00.000Z')).toBe(true));
});

describe('it opens next', () => {
  test.each([
    [
      'in the evening: tomorrow',
      berlin,
      '2026-11-24T17:00:00.000Z',
      '2026-11-25T07:00:00.000Z',
      'Wednesday at 08:00',
    ],
    [
      'on Saturday afternoon: on Monday',
      berlin,
      '2026-11-28T13:07:12.000Z',
      '2026-11-30T07:00:00.000Z',
      'Monday at 08:00',
    ],
    [
      'over the change to summer time',
      berlin,
      '2026-03-28T12:00:00.000Z',
      '2026-03-30T06:00:00.000Z',
      'Monday at 08:00',
    ],
    [
      'over the change to winter time',
      berlin,
      '2026-10-24T12:00:00.000Z',
      '2026-10-26T07:00:00.000Z',
      'Monday at 08:00',
    ],
    ['in Kathmandu', kathmandu, '2026-11-24T00:00:00.000Z', '2026-11-24T04:15:00.000Z', 'Tuesday at 10:00'],
    ['at noon: tonight', nights, '2026-11-24T11:00:00.000Z', '2026-11-24T21:00:00.000Z', 'Tuesday at 22:00'],
  ])('%s', (_when, terms, at, opening, words) => {
    expect(nextOpening(terms, at)).toBe(opening);
    expect(sayOpening(terms, opening)).toBe(words);
  });

  it('not, while it is open or has no hours', () => {
    expect(nextOpening(berlin, '2026-11-24T10:00:00.000Z')).toBeNull();
    expect(nextOpening(null, '2026-11-24T10:00:00.000Z')).toBeNull();
  });
});

describe('office time passes', () => {
  const minutesUntil = (terms: OfficeHours | null, at: string, minutes: number) =>
    secondsOfOfficeTime(terms, at, minutes) / 60;

  test.each([
    ['round the clock', null, '2026-11-29T03:00:00.000Z', 15, 15],
    ['within a day', berlin, '2026-11-24T10:00:00.000Z', 15, 15],
    ['over the night', berlin, '2026-11-24T15:50:00.000Z', 15, 15 * 60 + 15],
    ['over the weekend', berlin, '2026-11-28T10:50:00.000Z', 15, 10 + 44 * 60 + 5],
    [
      'over the weekend on which the clocks go forward',
      berlin,
      '2026-03-28T10:50:00.000Z',
      15,
      10 + 43 * 60 + 5,
    ],
    ['over the weekend on which they go back', berlin, '2026-10-24T09:50:00.000Z', 15, 10 + 45 * 60 + 5],
    ['over midnight in a night shift', nights, '2026-11-24T22:50:00.000Z', 15, 15],
    ['from a closed desk on', berlin, '2026-11-24T05:00:00.000Z', 15, 2 * 60 + 15],
  ])('%s', (_when, terms, at, minutes, expected) => {
    expect(minutesUntil(terms, at, minutes)).toBe(expected);
  });
});
