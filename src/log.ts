import { createHash } from 'node:crypto';
import pino from 'pino';

/**
 * Logs are JSON lines on standard error. They can hold no mail text, address or token, because there is no
 * way to hand one in: a line is made of names chosen in the code, numbers, and fingerprints of ids.
 */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export interface LogFields {
  /** A turn's key; written as a fingerprint, which all lines have that one event led to. */
  readonly turn?: string;
  /** Written as a fingerprint: lines of one conversation can be told to belong together, and no more. */
  readonly conversation?: string;
  /** Written as a fingerprint. */
  readonly user?: string;
  readonly channel?: string;
  /** What was being done. */
  readonly task?: string;
  readonly outcome?: string;
  /** A code of ours, of Node, of an SDK. */
  readonly code?: string;
  readonly reason?: string;
  readonly job?: number;
  readonly attempt?: number;
  readonly count?: number;
  readonly status?: number;
  readonly milliseconds?: number;
  /** Written as name, code and stack of it and its causes, without the messages, which may quote what was sent. */
  readonly error?: unknown;
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `write` takes finished lines; standard error when it is not given. */
export function createLog(level: LogLevel, write?: (line: string) => void): Log {
  const destination = write === undefined ? pino.destination({ fd: 2, sync: true }) : { write };
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  // Fingerprints cost as much as a statement of the store, so a line that nobody wants is not made.
  const at = (name: 'debug' | 'info' | 'warn' | 'error') => (event: string, fields?: LogFields) => {
    if (logger.isLevelEnabled(name)) logger[name](safe(fields), word(event));
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function safe(fields: LogFields = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]: [string, unknown]) => [name, safeValue(name, value)]),
  );
}

const FINGERPRINTED: ReadonlySet<string> = new Set([
  'turn',
  'conversation',
  'user',
] satisfies (keyof LogFields)[]);

function safeValue(name: string, value: unknown): unknown {
  if (name === 'error') return describeError(value);
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  return FINGERPRINTED.has(name) ? fingerprint(value) : word(value);
}

/** The first 12 hexadecimal digits of the SHA-256. */
function fingerprint(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 12);
}

const LONGEST_WORD = 48;

/** Lets a name through (`ticket-opened`, `SQLITE_FULL`, `msg_too_long`) and no address, host, token or sentence. */
function word(text: string): string {
  const isName = text.length <= LONGEST_WORD && /^[A-Za-z][A-Za-z0-9_-]*$/.test(text) && !/\d{4}/.test(text);
  return isName ? text : '[withheld]';
}

const CAUSES_TOLD = 4;

function describeError(error: unknown): readonly unknown[] {
  const told: unknown[] = [];
  for (let at = error; at instanceof Error && told.length < CAUSES_TOLD; at = at.cause) {
    told.push({ name: word(at.name), code: codeOf(at), stack: frames(at) });
  }
  return told.length > 0 ? told : [{ name: typeof error }];
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? word(error.code) : undefined;
}

/** V8 writes the message first, then one indented line a frame. */
function frames(error: Error): readonly string[] {
  const lines = (error.stack ?? '').slice(`${error.name}: ${error.message}`.length).split('\n');
  return lines.filter((line) => line.startsWith('    at ')).map((line) => line.slice(7));
}
