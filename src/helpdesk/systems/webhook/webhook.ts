import { z } from 'zod';
import { reportCase, reportText } from '../../case-report';
import type { Ticket } from '../../ticket';
import type {
  Attempt,
  LiveTicketSystem,
  OpenedTicket,
  PushedRequest,
  PushOutcome,
  TicketFile,
  TicketOutcome,
  UpdateOutcome,
} from '../../ticket-system';
import { createHttpClient, outcomeOf, type HttpClient } from '../http-client';
import { CALL_TIMEOUT_MS, SecretText } from '../settings';
import { ticketKey } from '../ticket-key';
import { isSigned, sign } from './signature';

export const WebhookSettings = z.object({
  WEBHOOK_URL: z.url({ protocol: /^https?$/ }).describe('takes every request as a POST of JSON'),
  WEBHOOK_SECRET: SecretText.min(16).describe('signs the requests of both directions'),
});
export type WebhookSettings = z.infer<typeof WebhookSettings>;

const SIGNATURE_HEADER = 'bouncedesk-signature';

/** What the receiver may answer; an empty body, or an `ok`, will do. */
const Opened = z
  .object({
    reference: z.string().min(1).max(100).optional(),
    url: z.url({ protocol: /^https?$/ }).optional(),
  })
  .nullable()
  .catch(null);
const Anything = z.unknown();

const News = z.strictObject({
  id: z.string().min(1).max(200),
  reference: z.string().regex(/^BD-\d{4,12}$/),
  at: z.iso.datetime(),
  by: z.string().min(1).max(200),
  what: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('commented'),
      text: z.string().min(1).max(20_000),
      internal: z.boolean(),
    }),
    z.strictObject({ kind: z.literal('taken') }),
    z.strictObject({ kind: z.literal('solved') }),
    z.strictObject({ kind: z.literal('reopened') }),
  ]),
});
const Delivered = z.strictObject({ news: z.array(News).min(1).max(100) });

/**
 * Any program that takes JSON over HTTP. Every request bears an `Idempotency-Key`, the same at every try, and
 * a signature with its time. `clock` tells the time of the signature.
 */
export function createWebhook(settings: WebhookSettings, clock: () => Date): LiveTicketSystem {
  const client = createHttpClient({ baseUrl: settings.WEBHOOK_URL, headers: {}, timeoutMs: CALL_TIMEOUT_MS });
  const post = poster(client, settings.WEBHOOK_SECRET, clock);
  const update = (ticket: OpenedTicket, attempt: Attempt, event: Event): Promise<UpdateOutcome> =>
    outcomeOf(async () => {
      const { reference } = ticket;
      await post(event.event, `${ticketKey(ticket)}/${attempt.key}`, { ...event, reference }, Anything);
      return { kind: 'done' };
    });
  return {
    name: 'webhook',
    open: (ticket) =>
      outcomeOf<TicketOutcome>(async () => {
        const opened = await post('create', ticketKey(ticket), createdEvent(ticket), Opened);
        return { kind: 'opened', reference: opened?.reference ?? ticket.reference, url: opened?.url ?? null };
      }),
    comment: (ticket, comment, attempt) => update(ticket, attempt, { event: 'comment', ...comment }),
    attach: (ticket, file, attempt) => update(ticket, attempt, { event: 'attach', file: fileValue(file) }),
    setState: (ticket, state, attempt) => update(ticket, attempt, { event: 'state', state }),
    news: {
      kind: 'pushed',
      path: '/tickets/webhook',
      maxBytes: 1024 * 1024,
      receive: (request, at) => Promise.resolve(receive(settings.WEBHOOK_SECRET, request, new Date(at))),
    },
  };
}

interface Event {
  readonly event: 'comment' | 'attach' | 'state';
  readonly [field: string]: unknown;
}

function createdEvent(ticket: Ticket) {
  const { reference, openedAt, channel, conversation, person, draft, transcript } = ticket;
  const report = reportCase(ticket);
  return {
    event: 'create',
    reference,
    openedAt,
    channel,
    conversation,
    person,
    subject: report.subject,
    text: reportText(report),
    case: draft,
    transcript,
    files: report.files.map(fileValue),
  };
}

function fileValue({ name, mediaType, bytes }: TicketFile) {
  return { name, mediaType, base64: Buffer.from(bytes).toString('base64') };
}

function poster(client: HttpClient, secret: string, clock: () => Date) {
  return <Schema extends z.ZodType>(doing: string, key: string, value: unknown, answer: Schema) => {
    const bytes = Buffer.from(JSON.stringify(value), 'utf8');
    const headers = { 'idempotency-key': key, [SIGNATURE_HEADER]: sign(secret, bytes, clock()) };
    const body = { kind: 'bytes', bytes, mediaType: 'application/json' } as const;
    return client.call({ doing, method: 'POST', path: '', headers, body, answer });
  };
}

function receive(secret: string, { headers, body }: PushedRequest, at: Date): PushOutcome {
  const signature = headers[SIGNATURE_HEADER];
  if (typeof signature !== 'string' || !isSigned(secret, body, signature, at)) {
    return { kind: 'refused', status: 401, reason: 'signature-not-valid' };
  }
  const delivered = Delivered.safeParse(jsonOf(body));
  if (!delivered.success) return { kind: 'refused', status: 400, reason: 'news-not-valid' };
  const news = delivered.data.news.map((item) => ({ ...item, id: `webhook-${item.id}` }));
  return { kind: 'news', news };
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
