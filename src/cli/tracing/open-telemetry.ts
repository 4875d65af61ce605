import { createHash, randomBytes } from 'node:crypto';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type IdGenerator,
} from '@opentelemetry/sdk-trace';
import type { Part } from '../../meter';
import type { SpanAttributes } from '../../tracer';
import { reasonCode } from '../../reason-code';
import type { Tracing } from './tracing';

/** How long a stop waits for whoever collects the spans. */
const STOP_LIMIT_MS = 3_000;

const KINDS: Readonly<Record<Part, SpanKind>> = {
  receive: SpanKind.SERVER,
  read: SpanKind.INTERNAL,
  turn: SpanKind.CLIENT,
  deliver: SpanKind.CLIENT,
  'open-ticket': SpanKind.CLIENT,
  'update-ticket': SpanKind.CLIENT,
  desk: SpanKind.CLIENT,
  'fetch-file': SpanKind.CLIENT,
};

/** Sends spans over OTLP/HTTP to where OTEL_EXPORTER_OTLP_ENDPOINT says. `share`: of the turns, those recorded. */
export function startOpenTelemetry(share: number): Tracing {
  const ids = new TurnIds();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'bouncedesk' }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    // Goes by the trace's id alone, so that every replica decides the same for one turn.
    sampler: new TraceIdRatioBasedSampler(share),
    idGenerator: ids,
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const tracer = provider.getTracer('bouncedesk');
  const begin = (turn: string, part: Part, { channel, attempt }: SpanAttributes): Span => {
    const kind = KINDS[part];
    const attributes = {
      'bouncedesk.channel': channel,
      ...(attempt !== undefined && { 'bouncedesk.attempt': attempt }),
    };
    return part === 'receive'
      ? ids.with(turn, () => tracer.startSpan(part, { kind, attributes }, ROOT_CONTEXT))
      : tracer.startSpan(part, { kind, attributes }, within(turn));
  };
  return {
    tracer: { span: (turn, part, attributes, work) => record(begin(turn, part, attributes), work) },
    async stop() {
      // What nobody takes is lost; the work that it tells of is done.
      await provider.forceFlush({ timeoutMillis: STOP_LIMIT_MS }).catch(() => undefined);
      void provider.shutdown().catch(() => undefined);
    },
  };
}

async function record<Result>(span: Span, work: () => Promise<Result>): Promise<Result> {
  try {
    const result = await work();
    const reason = reasonOf(result);
    if (reason !== null) fail(span, reasonCode(reason));
    return result;
  } catch (error) {
    fail(span, error instanceof Error ? error.name : 'unknown');
    throw error;
  } finally {
    span.end();
  }
}

/** What a platform gives beside a refusal; of an error only the name, since its message may quote what was sent. */
function reasonOf(result: unknown): string | null {
  const told = typeof result === 'object' && result !== null && 'reason' in result ? result.reason : null;
  return typeof told === 'string' ? told : null;
}

function fail(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

interface Ids {
  readonly traceId: string;
  readonly spanId: string;
}

/** The same on every replica, and at its beginning the same as the turn's fingerprint in the log. */
function idsOf(turn: string): Ids {
  const digest = createHash('sha256').update(turn).digest('hex');
  return { traceId: digest.slice(0, 32), spanId: digest.slice(32, 48) };
}

function within(turn: string): Context {
  const parent = { ...idsOf(turn), traceFlags: TraceFlags.SAMPLED, isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, parent);
}

/** Ids at random, but for the span that everything else of a turn stands in. */
class TurnIds implements IdGenerator {
  private chosen: Ids | null = null;

  with<Result>(turn: string, work: () => Result): Result {
    this.chosen = idsOf(turn);
    try {
      return work();
    } finally {
      this.chosen = null;
    }
  }

  generateTraceId(): string {
    return this.chosen?.traceId ?? randomBytes(16).toString('hex');
  }

  generateSpanId(): string {
    return this.chosen?.spanId ?? randomBytes(8).toString('hex');
  }
}
