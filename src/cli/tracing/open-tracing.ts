import { z } from 'zod';
import { ConfigError } from '../../config';
import type { Tracing } from './tracing';

const ratio = z
  .string()
  .transform(Number)
  .refine((share) => share >= 0 && share <= 1, 'it is a share from 0 to 1');

/**
 * OpenTelemetry's own variables (opentelemetry.io, "SDK environment variables" and "OTLP exporter"); those that
 * say where and how to send are read by its exporter. An empty value counts as not set, as it says there.
 */
const TracingSettings = z.object({
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none']).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.string().optional(),
  // All go to the same address, and whoever listens there for protobuf takes JSON as well.
  OTEL_EXPORTER_OTLP_PROTOCOL: z.enum(['http/json', 'http/protobuf']).optional(),
  OTEL_TRACES_SAMPLER: z
    .enum([
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ])
    .default('always_on'),
  OTEL_TRACES_SAMPLER_ARG: ratio.default(1),
});
type TracingSettings = z.output<typeof TracingSettings>;

/** Null where nothing asks for traces, and then nothing of OpenTelemetry is loaded. Throws a ConfigError. */
export async function openTracing(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Tracing | null> {
  const given = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '');
  const parsed = TracingSettings.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(faultOf));
  if (!isWanted(parsed.data)) return null;
  const { startOpenTelemetry } = await import('./open-telemetry.js');
  return startOpenTelemetry(sampledShare(parsed.data));
}

function faultOf(issue: z.core.$ZodIssue): string {
  const what = issue.code === 'invalid_value' ? `one of ${issue.values.join(', ')}` : issue.message;
  return `${issue.path.join('.')}: ${what}`;
}

function isWanted(settings: TracingSettings): boolean {
  if (settings.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return false;
  const { OTEL_TRACES_EXPORTER: exporter } = settings;
  if (exporter !== undefined) return exporter === 'otlp';
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } = settings;
  return OTEL_EXPORTER_OTLP_ENDPOINT !== undefined || OTEL_EXPORTER_OTLP_TRACES_ENDPOINT !== undefined;
}

/** A turn begins a trace of its own, so what a parent says never counts. */
function sampledShare({
  OTEL_TRACES_SAMPLER: sampler,
  OTEL_TRACES_SAMPLER_ARG: share,
}: TracingSettings): number {
  if (sampler.endsWith('always_on')) return 1;
  return sampler.endsWith('always_off') ? 0 : share;
}
