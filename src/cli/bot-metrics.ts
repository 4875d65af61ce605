import { collectDefaultMetrics, Counter, Histogram, type Registry } from 'prom-client';
import type { Meter } from '../meter';
import type { Store } from '../store/store';
import { fewCodes } from './few-codes';
import { followOutbox } from './outbox-metrics';

/** From a press in memory to a ticket system that runs scripts of its own, in seconds. */
const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const CONFIDENCES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];
/** Codes of errors told apart on one platform. */
const CODES_OF_PLATFORM = 40;

/** Counts what the bot does and, when it is asked, what waits in the outbox. */
export function createBotMetrics(registry: Registry, store: Pick<Store, 'outbox'>, clock: () => Date): Meter {
  collectDefaultMetrics({ register: registry });
  followOutbox(registry, store, clock);
  return { ...conversations(registry), ...humans(registry), ...othersAnswers(registry) };
}

function conversations(registry: Registry): Pick<Meter, 'received' | 'took' | 'diagnosed'> {
  const registers = [registry];
  const received = new Counter({
    name: 'bouncedesk_events_received_total',
    help: 'Events of the platforms: accepted, duplicate, throttled, or failed to be stored',
    labelNames: ['channel', 'outcome'] as const,
    registers,
  });
  const took = new Histogram({
    name: 'bouncedesk_part_duration_seconds',
    help: 'Time that a part of the work took: receive (all until the turn is durable), read, turn, deliver and others',
    labelNames: ['part', 'channel'] as const,
    buckets: DURATIONS,
    registers,
  });
  const identified = new Counter({
    name: 'bouncedesk_failures_identified_total',
    help: 'Mail failures that were judged, by the likeliest variant and how sure that is',
    labelNames: ['variant', 'certainty'] as const,
    registers,
  });
  const confidence = new Histogram({
    name: 'bouncedesk_identification_confidence_ratio',
    help: 'Confidence in the likeliest variant of a judged failure, from 0 to 1',
    buckets: CONFIDENCES,
    registers,
  });
  return {
    received: (channel, outcome) => received.inc({ channel, outcome }),
    took: (part, channel, seconds) => took.observe({ part, channel }, seconds),
    diagnosed({ ranked: [best], certainty }) {
      if (best === undefined) return;
      identified.inc({ variant: best.label, certainty });
      confidence.observe(best.confidence);
    },
  };
}

function humans(registry: Registry): Pick<Meter, 'escalated' | 'untaken'> {
  const escalations = new Counter({
    name: 'bouncedesk_escalations_total',
    help: 'Cases handed to a human, by variant; none where no variant was found',
    labelNames: ['variant'] as const,
    registers: [registry],
  });
  const untaken = new Counter({
    name: 'bouncedesk_untaken_cases_total',
    help: 'Reminders in a desk channel of cases that no agent took in time',
    labelNames: ['desk'] as const,
    registers: [registry],
  });
  return {
    escalated: (variant) => escalations.inc({ variant: variant ?? 'none' }),
    untaken: (desk) => untaken.inc({ desk }),
  };
}

function othersAnswers(registry: Registry): Pick<Meter, 'answered' | 'failed'> {
  const registers = [registry];
  const codeOf = fewCodes(CODES_OF_PLATFORM);
  const deliveries = new Counter({
    name: 'bouncedesk_deliveries_total',
    help: 'Tries to show a message: delivered, retry, or undeliverable',
    labelNames: ['channel', 'outcome'] as const,
    registers,
  });
  const openings = new Counter({
    name: 'bouncedesk_ticket_openings_total',
    help: 'Tries to open a ticket: opened, retry, or refused',
    labelNames: ['system', 'outcome'] as const,
    registers,
  });
  const errors = new Counter({
    name: 'bouncedesk_platform_errors_total',
    help: 'Answers of platforms and ticket systems that were not what was asked for, by their code',
    labelNames: ['platform', 'code'] as const,
    registers,
  });
  const failed = new Counter({
    name: 'bouncedesk_job_failures_total',
    help: 'Jobs that failed in an unforeseen way; each is in the log',
    labelNames: ['channel', 'task'] as const,
    registers,
  });
  return {
    answered(part, platform, { kind, reason }) {
      if (part === 'deliver') deliveries.inc({ channel: platform, outcome: kind });
      if (part === 'open-ticket') openings.inc({ system: platform, outcome: kind });
      if (reason !== undefined) errors.inc({ platform, code: codeOf(platform, reason) });
    },
    failed: (channel, task) => failed.inc({ channel, task }),
  };
}
