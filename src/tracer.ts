import type { Part } from './meter';

/**
 * Records what belongs to one turn as spans of one trace. A turn is known by its key (see turnKey), so that what
 * is performed after it, by any replica, is found beside it. Only names, numbers and codes are recorded.
 */
export interface Tracer {
  /** Does the work and records how long it took and whether it threw; `receive` holds everything else of its turn. */
  span<Result>(
    turn: string,
    part: Part,
    attributes: SpanAttributes,
    work: () => Promise<Result>,
  ): Promise<Result>;
}

export interface SpanAttributes {
  readonly channel: string;
  readonly attempt?: number;
}

/**
 * Names a turn by the conversation and the moment of its event. Everything ordered in a turn carries both, so
 * its lines and spans can be told to belong together, although nothing but the fingerprint of this is ever shown.
 */
export function turnKey(conversation: string, at: string): string {
  return `${conversation} ${at}`;
}
