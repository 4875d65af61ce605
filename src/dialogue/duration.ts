const SECONDS = { m: 60, h: 3600, d: 86_400 } as const;

/** Seconds of a content time such as `4h`; the schema has checked its form. */
export function durationSeconds(duration: string): number {
  const amount = Number.parseInt(duration, 10);
  if (duration.endsWith('d')) return amount * SECONDS.d;
  return amount * (duration.endsWith('h') ? SECONDS.h : SECONDS.m);
}

/** `4 hours`, `1 day`, as a person says it. */
export function sayDuration(seconds: number): string {
  const [amount, unit] =
    seconds >= SECONDS.d && seconds % SECONDS.d === 0
      ? [seconds / SECONDS.d, 'day']
      : seconds >= SECONDS.h
        ? [Math.round(seconds / SECONDS.h), 'hour']
        : [Math.max(1, Math.round(seconds / SECONDS.m)), 'minute'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  couple: 2,
  few: 3,
};
const UNITS: Readonly<Record<string, number>> = {
  min: SECONDS.m,
  mins: SECONDS.m,
  minute: SECONDS.m,
  minutes: SECONDS.m,
  h: SECONDS.h,
  hr: SECONDS.h,
  hrs: SECONDS.h,
  hour: SECONDS.h,
  hours: SECONDS.h,
  d: SECONDS.d,
  day: SECONDS.d,
  days: SECONDS.d,
  week: 7 * SECONDS.d,
  weeks: 7 * SECONDS.d,
};
const MOMENTS: Readonly<Record<string, number>> = {
  tomorrow: SECONDS.d,
  tomorow: SECONDS.d,
  tommorow: SECONDS.d,
  tommorrow: SECONDS.d,
  tmrw: SECONDS.d,
  morning: SECONDS.d,
  tonight: 6 * SECONDS.h,
  afternoon: 4 * SECONDS.h,
  lunch: 2 * SECONDS.h,
};
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const LONGEST = 30 * SECONDS.d;

/**
 * Seconds from `at` (ISO 8601) to the time in "remind me in two hours", "tomorrow please", "on monday". Null
 * when none is named. At most 30 days: a later reminder finds nobody who remembers.
 */
export function hearDuration(text: string, at: string): number | null {
  const words = text
    .toLowerCase()
    .replace(/(\d)([a-z])/g, '$1 $2')
    .split(/[^a-z0-9]+/);
  for (const [index, word] of words.entries()) {
    const moment = MOMENTS[word];
    if (moment !== undefined) return moment;
    const unit = UNITS[word];
    if (unit !== undefined) return Math.min(LONGEST, unit * amountBefore(words, index));
    const weekday = WEEKDAYS.indexOf(word);
    if (weekday >= 0) return daysUntil(weekday, at) * SECONDS.d;
  }
  return null;
}

/** 1 to 7: on the day itself its name means the one of next week. */
function daysUntil(weekday: number, at: string): number {
  return ((weekday - new Date(at).getUTCDay() + 6) % 7) + 1;
}

function amountBefore(words: readonly string[], index: number): number {
  if (words[index - 1] === 'half' || words[index - 2] === 'half') return 0.5;
  for (const word of [words[index - 1], words[index - 2]]) {
    if (word === undefined) continue;
    if (/^\d{1,4}$/.test(word)) return Math.max(1, Number(word));
    const spoken = NUMBERS[word];
    if (spoken !== undefined) return spoken;
  }
  return 1;
}
