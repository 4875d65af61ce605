import type { OfficeSpan } from './dialogue/desk-terms';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const SPAN = /^([a-z]{3})(?:-([a-z]{3}))?\s+(\d{1,2}):([0-5]\d)-(\d{1,2}):([0-5]\d)$/i;
const DAY_MINUTES = 24 * 60;

/** Reads `Mon-Fri 08:00-17:00, Sat 09:00-12:00`; null for anything else. A span must end on the day it begins. */
export function readOfficeHours(text: string): readonly OfficeSpan[] | null {
  const spans = text.split(',').map((part) => readSpan(part.trim()));
  return spans.every((span) => span !== null) ? spans : null;
}

function readSpan(text: string): OfficeSpan | null {
  const [, from, to = from, openHour, openMinute, closeHour, closeMinute] = SPAN.exec(text) ?? [];
  if (from === undefined || to === undefined) return null;
  const days = daysFrom(DAYS.indexOf(from.toLowerCase()), DAYS.indexOf(to.toLowerCase()));
  const opens = minutesOf(openHour, openMinute);
  const closes = minutesOf(closeHour, closeMinute);
  return days === null || opens >= closes || closes > DAY_MINUTES ? null : { days, opens, closes };
}

/** `Sat-Mon` goes over the end of the week. */
function daysFrom(first: number, last: number): readonly number[] | null {
  if (first < 0 || last < 0) return null;
  const count = ((last - first + DAYS.length) % DAYS.length) + 1;
  return Array.from({ length: count }, (_, step) => (first + step) % DAYS.length);
}

function minutesOf(hour: string | undefined, minute: string | undefined): number {
  return Number(hour) * 60 + Number(minute);
}
