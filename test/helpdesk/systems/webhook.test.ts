import { createHmac } from 'node:crypto';
import { isSigned, sign } from '../../../src/helpdesk/systems/webhook/signature';
import { createWebhook, WebhookSettings } from '../../../src/helpdesk/systems/webhook/webhook';
import type { LiveTicketSystem, PushOutcome, TicketState } from '../../../src/helpdesk/ticket-system';
import { aCase } from './a-case';
import { FakeApi, isJson, jsonOf, type FakeAnswer, type FakeRequest } from './fakes/fake-api';
import { FaultyWay } from './faulty-way';
import { describeTicketSystem, type FarTicket } from './ticket-system-contract';

const SECRET = 'a-secret-of-the-desk';

interface SentFile {
  readonly name: string;
  readonly base64: string;
}
type Event = Record<string, unknown> & { readonly reference: string };

/** A receiver that does what the README asks of one: it checks the signature and keeps each key once. */
class Receiver {
  readonly received = new Map<string, Event>();

  handle(request: FakeRequest): FakeAnswer {
    if (request.method !== 'POST' || !isJson(request)) return { status: 415 };
    const [, seconds = '', hex] =
      /^t=(\d+),v1=(.+)$/.exec(String(request.headers['bouncedesk-signature'])) ?? [];
    const mine = createHmac('sha256', SECRET)
      .update(`${seconds}.${request.body.toString('utf8')}`)
      .digest('hex');
    if (hex !== mine) return { status: 401 };
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string') return { status: 400 };
    const event = this.received.get(key) ?? (jsonOf(request) as Event);
    this.received.set(key, event);
    return { status: 200, value: { reference: `W-${event.reference}`, url: 'https://desk.example/w' } };
  }

  tickets(reference: string): readonly FarTicket[] {
    return [...this.received]
      .filter(([, event]) => event['event'] === 'create' && event.reference === reference)
      .map(([key, event]) =>
        this.ticket(
          event,
          [...this.received].filter(([other]) => other.startsWith(`${key}/`)),
        ),
      );
  }

  private ticket(created: Event, updates: readonly (readonly [string, Event])[]): FarTicket {
    const of = (kind: string) => updates.map(([, event]) => event).filter(({ event }) => event === kind);
    const files = [...(created['files'] as SentFile[]), ...of('attach').map(({ file }) => file as SentFile)];
    return {
      subject: String(created['subject']),
      text: String(created['text']),
      priority: (created['case'] as { priority: string }).priority,
      files: new Map(files.map(({ name, base64 }) => [name, Buffer.from(base64, 'base64').toString('utf8')])),
      comments: of('comment').map(({ author, text }) => `${String(author)}: ${String(text)}`),
      state: (of('state').at(-1)?.['state'] as TicketState | undefined) ?? 'open',
    };
  }
}

let receiver: Receiver;
let api: FakeApi;
let way: FaultyWay;

beforeAll(async () => {
  receiver = new Receiver();
  api = await FakeApi.start((request) => receiver.handle(request));
  way = await FaultyWay.to(api.url, () => true);
});

afterAll(async () => {
  await way.close();
  await api.stop();
});

function webhookAt(url: string, secret = SECRET): LiveTicketSystem {
  return createWebhook(WebhookSettings.parse({ WEBHOOK_URL: url, WEBHOOK_SECRET: secret }), () => new Date());
}

describeTicketSystem(
  'webhook',
  () => ({
    system: webhookAt(way.url),
    withSecret: (secret) => webhookAt(api.url, secret),
    unreachable: (secret) => webhookAt('http://127.0.0.1:9/', secret),
    tickets: (reference) => Promise.resolve(receiver.tickets(reference)),
    highPriority: 'high',
    refusedReason: 'create-credentials-refused',
    loseNextAnswer: () => way.loseNextAnswer(),
  }),
  () => way,
);

describe('what the receiver posts back', () => {
  const at = '2026-11-24T09:00:00.000Z';
  const item = { id: '7', reference: 'BD-1042', at, by: 'Grace', what: { kind: 'solved' } };

  function receive(value: unknown, signedAt = at, secret = SECRET): Promise<PushOutcome> {
    const { news } = webhookAt('https://desk.example/hook');
    if (news.kind !== 'pushed') throw new Error('a webhook is told, it does not ask');
    const body = Buffer.from(JSON.stringify(value));
    return news.receive(
      { headers: { 'bouncedesk-signature': sign(secret, body, new Date(signedAt)) }, body },
      at,
    );
  }

  it('is news when it is signed', async () => {
    expect(await receive({ news: [item] })).toEqual({ kind: 'news', news: [{ ...item, id: 'webhook-7' }] });
  });

  it.each([
    ['with another secret', at, 'another-secret-of-somebody'],
    ['with an old time', '2026-11-24T08:54:00.000Z', SECRET],
    ['with a time to come', '2026-11-24T09:06:00.000Z', SECRET],
  ])('is refused when it is signed %s', async (_, signedAt, secret) => {
    const refused = { kind: 'refused', status: 401, reason: 'signature-not-valid' };
    expect(await receive({ news: [item] }, signedAt, secret)).toEqual(refused);
  });

  it.each([
    { news: [] },
    { news: [{ ...item, reference: '../x' }] },
    { news: [{ ...item, what: { kind: 'x' } }] },
    7,
  ])('is refused when it is %j', async (value) => {
    expect(await receive(value)).toEqual({ kind: 'refused', status: 400, reason: 'news-not-valid' });
  });

  it('is refused when a byte of it was changed', () => {
    const body = Buffer.from('{"news":[]}');
    const signature = sign(SECRET, body, new Date(at));
    expect(isSigned(SECRET, body, signature, new Date(at))).toBe(true);
    expect(isSigned(SECRET, Buffer.from('{"news":[ ]}'), signature, new Date(at))).toBe(false);
  });
});

it('a receiver that answers in words opens the ticket under our reference', async () => {
  const plain = await FakeApi.start(() => ({ status: 200, value: 'ok' }));
  const outcome = await webhookAt(plain.url).open(aCase(4001));
  await plain.stop();
  expect(outcome).toEqual({ kind: 'opened', reference: 'BD-4001', url: null });
});
