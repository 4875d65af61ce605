import { POST_INTERVAL_MS } from '../limits';

/**
 * One message a second in each channel, first come, first served. A message that must wait keeps its place:
 * it is told how long, and comes back to a slot of its own.
 */
export interface Pace {
  /** 0: post now. Otherwise the milliseconds until this key's turn. */
  waitFor(channel: string, key: string): number;
  /** Slack said to be quiet in this channel for so long. */
  hold(channel: string, forMs: number): void;
}

interface Lane {
  /** When the last message was let through: it may have come later than its place. */
  last: number;
  /** The first place that nobody has. */
  free: number;
  readonly places: Map<string, number>;
}

/** Lanes that were quiet for a while are forgotten when there are this many. */
const MANY_LANES = 5_000;

export function createPace(now: () => number): Pace {
  const lanes = new Map<string, Lane>();
  const laneOf = (channel: string): Lane => {
    const known = lanes.get(channel);
    if (known) return known;
    if (lanes.size >= MANY_LANES) forgetQuiet(lanes, now());
    const lane: Lane = { last: -POST_INTERVAL_MS, free: 0, places: new Map() };
    lanes.set(channel, lane);
    return lane;
  };
  return {
    waitFor(channel, key) {
      const lane = laneOf(channel);
      const planned = lane.places.get(key) ?? Math.max(now(), lane.free);
      if (!lane.places.has(key)) lane.free = planned + POST_INTERVAL_MS;
      const place = Math.max(planned, lane.last + POST_INTERVAL_MS);
      if (place > now()) {
        lane.places.set(key, planned);
        return place - now();
      }
      lane.places.delete(key);
      lane.last = now();
      lane.free = Math.max(lane.free, now() + POST_INTERVAL_MS);
      return 0;
    },
    hold(channel, forMs) {
      const lane = laneOf(channel);
      lane.free = Math.max(lane.free, now() + forMs);
      lane.places.clear();
    },
  };
}

function forgetQuiet(lanes: Map<string, Lane>, now: number): void {
  for (const [channel, lane] of lanes) if (lane.free < now) lanes.delete(channel);
}
