import type { Logger } from '@slack/bolt';
import { LogLevel } from '@slack/bolt';
import type { Log } from '../../src/log';

/** What the SDK says in a sentence that is worth a name of ours. The rest may quote what was sent. */
const KNOWN: readonly (readonly [string, string])[] = [
  ['stale', 'slack-request-too-old'],
  ['signature mismatch', 'slack-request-badly-signed'],
  ['Failed to parse and verify', 'slack-request-refused'],
  ['exceeded the maximum allowed size', 'slack-request-too-large'],
  ['Malformed request body', 'slack-request-malformed'],
  ['Could not determine the type', 'slack-request-of-unknown-type'],
];

/**
 * The SDK's log. It prints whole payloads and answers at its lower levels, so those are dropped; of the rest
 * only what is known by name is kept, and of errors what our own log keeps.
 */
export function sdkLogger(log: Log): Logger {
  const report = (parts: readonly unknown[]) => {
    const [first] = parts;
    if (typeof first !== 'string') return log.warn('slack-sdk', { error: first });
    const known = KNOWN.find(([sentence]) => first.includes(sentence));
    log.warn(known?.[1] ?? 'slack-sdk');
  };
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts: unknown[]) => report(parts),
    error: (...parts: unknown[]) => report(parts),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
