import { HTTPReceiver, SocketModeReceiver, type App, type Receiver, type ReceiverEvent } from '@slack/bolt';
import type { Log } from '../../src/log';
import { sdkLogger } from './sdk-logger';
import { ACK_DEADLINE_MS, CALL_TIMEOUT_MS, MAX_REQUEST_BYTES } from './limits';

/**
 * Bolt acknowledges an event before its listeners run. Here the acknowledgement is held back until they are
 * done, and that means until the turn is stored. A listener that fails or is too slow leaves the event
 * unacknowledged, so that Slack sends it again; if the slow turn was stored after all, the second one is
 * recognised.
 */
export function acknowledgeWhenStored(receiver: Receiver): Receiver {
  return {
    init: (app) => receiver.init(holdingBack(app)),
    start: (...args: unknown[]) => receiver.start(...args),
    stop: (...args: unknown[]) => receiver.stop(...args),
  };
}

function holdingBack(app: App): App {
  return new Proxy(app, {
    get: (target, property, receiver): unknown =>
      property === 'processEvent'
        ? (event: ReceiverEvent) => processHeldBack(app, event)
        : Reflect.get(target, property, receiver),
  });
}

async function processHeldBack(app: App, event: ReceiverEvent): Promise<void> {
  let answer: unknown;
  const held = (body?: unknown) => {
    answer ??= body;
    return Promise.resolve();
  };
  await withinDeadline(app.processEvent({ ...event, ack: held }));
  await event.ack(answer);
}

class NotStoredInTime extends Error {
  readonly code = 'slack_not_stored_in_time';
}

function withinDeadline(work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NotStoredInTime('the turn took too long')), ACK_DEADLINE_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Requests from Slack over HTTP: signature checked, size limited, 503 for what could not be stored. */
export function httpReceiver(signingSecret: string, path: string, log: Log): HTTPReceiver {
  return new HTTPReceiver({
    signingSecret,
    endpoints: [path],
    bodyLimit: MAX_REQUEST_BYTES,
    logger: sdkLogger(log),
    processEventErrorHandler: ({ error, response }) => {
      log.warn('slack-not-stored', { error });
      if (!response.headersSent) response.writeHead(503).end();
      return Promise.resolve(true);
    },
  });
}

export function socketReceiver(appToken: string, apiUrl: string, log: Log): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: sdkLogger(log),
    installerOptions: {
      clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: CALL_TIMEOUT_MS },
    },
    processEventErrorHandler: ({ error }) => {
      log.warn('slack-not-stored', { error });
      return Promise.resolve(false);
    },
  });
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

export interface Connection {
  stop(): Promise<void>;
}

/**
 * Keeps a Socket Mode connection for as long as the process runs. The SDK's own reconnecting gives up on a
 * refused network with an unhandled rejection, which would end the process (slackapi/bolt-js issue 2225).
 */
export function stayConnected(receiver: SocketModeReceiver, log: Log): Connection {
  const { client } = receiver;
  let stopped = false;
  let wake: () => void = () => undefined;
  const running = (async () => {
    let wait = FIRST_WAIT_MS;
    while (!stopped) {
      const connected = await stayUntilGone(client, log, () => stopped);
      wait = connected ? FIRST_WAIT_MS : Math.min(wait * 2, LONGEST_WAIT_MS);
      if (!stopped) await new Promise<void>((resolve) => (wake = afterMs(wait, resolve)));
    }
  })();
  return {
    async stop() {
      stopped = true;
      wake();
      await client.disconnect();
      await running;
    },
  };
}

/** True when there was a connection, which is gone now. */
async function stayUntilGone(
  client: SocketModeReceiver['client'],
  log: Log,
  isStopped: () => boolean,
): Promise<boolean> {
  let onGone: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => (onGone = resolve));
  client.once('disconnected', onGone);
  try {
    await client.start();
    if (isStopped()) await client.disconnect();
    log.info('slack-socket-connected');
    await gone;
    return true;
  } catch (error) {
    log.warn('slack-socket-not-connected', { error });
    return false;
  } finally {
    client.off('disconnected', onGone);
  }
}

/** Calls back after the time, or at once when the returned function is called. */
function afterMs(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => {
    clearTimeout(timer);
    callback();
  };
}
