import { createHmac } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import type { FakeClock } from './fake-clock';

/** One thing Slack tells the app. */
export interface Envelope {
  readonly kind: 'events_api' | 'interactive' | 'slash_commands';
  readonly payload: Record<string, unknown>;
  /** Its own acknowledgement is not repeated: only events are. */
  readonly retried: boolean;
}

export interface Acknowledgement {
  readonly acknowledged: boolean;
  /** HTTP only. */
  readonly status: number | null;
  readonly body: string;
}

export interface Transport {
  /** Null attempt: the first delivery. */
  send(
    envelope: Envelope,
    retry: { readonly number: number; readonly reason: string } | null,
  ): Promise<Acknowledgement>;
}

/** Slack waits three seconds, in real time, for an acknowledgement. */
export const ACK_MS = 3_000;
/** Then it tries again: nearly at once, after one minute, after five more. */
const RETRIES_AFTER_MS: readonly number[] = [0, 60_000, 300_000];

/** What can befall an event on its way to an app that does nothing wrong. */
export interface Mishaps {
  /** So long it is held up, and later ones overtake it. */
  delayMs(): number;
  /** The app's answer gets lost, so that Slack takes the first delivery for failed. */
  losesAnswer(): boolean;
  /** It comes once more as if it was new: another event id, no word of a retry (node-slack-sdk issue 2141). */
  comesAgain(): boolean;
}

const NONE: Mishaps = { delayMs: () => 0, losesAnswer: () => false, comesAgain: () => false };

/** Delivers as Slack does, with retries on the fake clock; remembers what was never acknowledged. */
export class Outgoing {
  readonly unacknowledged: Envelope[] = [];
  readonly acknowledgements: Acknowledgement[] = [];
  transport: Transport | null = null;
  mishaps = NONE;
  retriesAfterMs = RETRIES_AFTER_MS;
  #again = 0;

  constructor(private readonly clock: FakeClock) {}

  async send(envelope: Envelope): Promise<Acknowledgement> {
    const wait = this.mishaps.delayMs();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const first = await this.#attempt(envelope, 0);
    if (this.mishaps.comesAgain()) await this.sendAnew(envelope);
    return first;
  }

  /** The same event under an id of its own. */
  sendAnew(envelope: Envelope): Promise<Acknowledgement> {
    this.#again += 1;
    const payload = { ...envelope.payload, event_id: `EvAgain${this.#again}` };
    return this.#attempt({ ...envelope, payload }, 0);
  }

  async #attempt(envelope: Envelope, attempt: number): Promise<Acknowledgement> {
    const retry = attempt === 0 ? null : { number: attempt, reason: 'http_error' };
    const answer = await (this.transport?.send(envelope, retry) ?? Promise.resolve(UNREACHABLE));
    const outcome = attempt === 0 && this.mishaps.losesAnswer() ? UNREACHABLE : answer;
    this.acknowledgements.push(outcome);
    if (outcome.acknowledged || !envelope.retried) return outcome;
    const wait = this.retriesAfterMs[attempt];
    if (wait === undefined) this.unacknowledged.push(envelope);
    else this.clock.plan(wait, async () => void (await this.#attempt(envelope, attempt + 1)));
    return outcome;
  }
}

const UNREACHABLE: Acknowledgement = { acknowledged: false, status: null, body: '' };

export interface Signing {
  /** Seconds since 1970 for the header; the present when left out. */
  readonly timestamp?: number;
  readonly secret?: string;
}

/** Signed requests to the app's address. */
export class HttpTransport implements Transport {
  /** Requests that said they were retries. */
  retries = 0;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(
    private readonly url: string,
    private readonly secret: string,
  ) {}

  async send(
    envelope: Envelope,
    retry: { readonly number: number; readonly reason: string } | null,
  ): Promise<Acknowledgement> {
    const { contentType, body } = encode(envelope);
    if (retry !== null) this.retries += 1;
    return this.post(body, contentType, {
      ...this.sign(body),
      ...(retry === null
        ? {}
        : { 'x-slack-retry-num': String(retry.number), 'x-slack-retry-reason': retry.reason }),
    });
  }

  sign(body: string, signing: Signing = {}): Record<string, string> {
    const timestamp = String(signing.timestamp ?? Math.floor(Date.now() / 1_000));
    const hmac = createHmac('sha256', signing.secret ?? this.secret).update(`v0:${timestamp}:${body}`);
    return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${hmac.digest('hex')}` };
  }

  post(body: string, contentType: string, headers: Record<string, string>): Promise<Acknowledgement> {
    return new Promise((resolve) => {
      const sent = httpRequest(this.url, {
        method: 'POST',
        agent: this.#agent,
        timeout: ACK_MS,
        headers: { ...headers, 'content-type': contentType, 'content-length': Buffer.byteLength(body) },
      });
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => resolve(UNREACHABLE));
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          resolve({
            acknowledged: status >= 200 && status < 300,
            status,
            body: Buffer.concat(chunks).toString('utf8'),
          });
        });
      });
      sent.on('timeout', () => sent.destroy());
      sent.on('error', () => resolve(UNREACHABLE));
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function encode(envelope: Envelope): { readonly contentType: string; readonly body: string } {
  switch (envelope.kind) {
    case 'events_api':
      return { contentType: 'application/json', body: JSON.stringify(envelope.payload) };
    case 'interactive':
      return {
        contentType: 'application/x-www-form-urlencoded',
        body: new URLSearchParams({ payload: JSON.stringify(envelope.payload) }).toString(),
      };
    case 'slash_commands':
      return {
        contentType: 'application/x-www-form-urlencoded',
        body: new URLSearchParams(envelope.payload as Record<string, string>).toString(),
      };
  }
}
