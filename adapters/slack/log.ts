import type { Logger } from '@slack/bolt';
import { LogLevel } from '@slack/bolt';

/** The process's log. Fields hold codes and ids of ours, never mail text, an address or a token. */
export interface SlackLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Who made an error: its code where it has one, its class otherwise. Its message may quote what was sent. */
export function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string')
    return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

/**
 * The SDK's log. It prints whole payloads and answers at its lower levels, so those are dropped; of the rest
 * only sentences are kept, and of errors only their code.
 */
export function sdkLogger(log: SlackLog): Logger {
  const report = (parts: readonly unknown[]) => {
    const [first] = parts;
    if (typeof first === 'string') log.warn({}, `slack sdk: ${first.slice(0, 200)}`);
    else log.warn({ code: codeOf(first) }, 'slack sdk: error');
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
