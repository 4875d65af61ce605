/** When the agents of the helpdesk are there, and how soon one of them should take a case. */
export interface DeskTerms {
  /** Null: round the clock. */
  readonly hours: OfficeHours | null;
  /** Minutes of office time after which a case that nobody has taken is raised; null: nobody watches it. */
  readonly takeWithinMinutes: number | null;
}

/** No desk channel is set up: tickets are all that the helpdesk sees. */
export const NO_DESK: DeskTerms = { hours: null, takeWithinMinutes: null };

export interface OfficeHours {
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
  readonly spans: readonly OfficeSpan[];
}

/** Minutes of the local day; days are 0 (Sunday) to 6. */
export interface OfficeSpan {
  readonly days: readonly number[];
  readonly opens: number;
  readonly closes: number;
}

const MINUTE_MS = 60_000;
/** Time zones are whole quarters of an hour apart, so opening times are found at this pace. */
const PACE_MINUTES = 5;
/** A desk that is closed for longer than this has other troubles than ours. */
const LONGEST_LOOK_MINUTES = 14 * 24 * 60;

export function isOpenAt(hours: OfficeHours | null, at: string): boolean {
  return hours === null || isOpenAtTime(hours, clockOf(hours.timeZone), Date.parse(at));
}

/** When the desk opens next, ISO 8601; null when it is open, or is never. */
export function nextOpening(hours: OfficeHours | null, at: string): string | null {
  if (hours === null || isOpenAt(hours, at)) return null;
  const clock = clockOf(hours.timeZone);
  const from = onPace(Date.parse(at));
  for (let passed = PACE_MINUTES; passed <= LONGEST_LOOK_MINUTES; passed += PACE_MINUTES) {
    const time = from + passed * MINUTE_MS;
    if (isOpenAtTime(hours, clock, time)) return new Date(time).toISOString();
  }
  return null;
}

/** Seconds until that many minutes of office time have passed. */
export function secondsOfOfficeTime(hours: OfficeHours | null, at: string, minutes: number): number {
  if (hours === null) return minutes * 60;
  const clock = clockOf(hours.timeZone);
  const start = Date.parse(at);
  let left = minutes;
  for (let passed = 0; passed < LONGEST_LOOK_MINUTES; passed += PACE_MINUTES) {
    if (isOpenAtTime(hours, clock, start + passed * MINUTE_MS)) left -= PACE_MINUTES;
    if (left <= 0) return (passed + PACE_MINUTES + left) * 60;
  }
  return LONGEST_LOOK_MINUTES * 60;
}

/** `Monday at 08:00`, on the desk's clock. */
export function sayOpening(hours: OfficeHours, opening: string): string {
  const { weekday, hour, minute } = partsOf(
    new Intl.DateTimeFormat('en-GB', {
      timeZone: hours.timeZone,
      weekday: 'long',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }),
    Date.parse(opening),
  );
  return `${weekday} at ${hour}:${minute}`;
}

function onPace(time: number): number {
  return Math.floor(time / (PACE_MINUTES * MINUTE_MS)) * PACE_MINUTES * MINUTE_MS;
}

function isOpenAtTime({ spans }: OfficeHours, clock: Intl.DateTimeFormat, time: number): boolean {
  const { weekday, hour, minute } = partsOf(clock, time);
  const day = DAYS.indexOf(weekday);
  const now = Number(hour) * 60 + Number(minute);
  return spans.some(({ days, opens, closes }) => days.includes(day) && opens <= now && now < closes);
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

function partsOf(clock: Intl.DateTimeFormat, time: number) {
  const parts = new Map(clock.formatToParts(time).map(({ type, value }) => [type, value]));
  return {
    weekday: parts.get('weekday') ?? '',
    hour: parts.get('hour') ?? '',
    minute: parts.get('minute') ?? '',
  };
}
