import type { Meter, Part } from './meter';
import type { SpanAttributes, Tracer } from './tracer';

export interface Observers {
  readonly meter?: Meter;
  readonly tracer?: Tracer;
}

/** Does the work, and tells how long it took, also where it throws. */
export async function observe<Result>(
  { meter, tracer }: Observers,
  part: Part,
  about: SpanAttributes & { readonly turn: string },
  work: () => Promise<Result>,
): Promise<Result> {
  if (meter === undefined && tracer === undefined) return work();
  const began = performance.now();
  const { turn, ...attributes } = about;
  try {
    return tracer === undefined ? await work() : await tracer.span(turn, part, attributes, work);
  } finally {
    meter?.took(part, about.channel, (performance.now() - began) / 1000);
  }
}
