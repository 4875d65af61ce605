import type { Tracer } from '../../tracer';

export interface Tracing {
  readonly tracer: Tracer;
  /** Sends what was recorded and not yet sent; gives up where nobody takes it. */
  stop(): Promise<void>;
}
