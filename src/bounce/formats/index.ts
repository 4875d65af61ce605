import { clientDialog } from './client-dialog';
import { exception } from './exception';
import { exchange } from './exchange';
import type { Format } from './format';
import { logLine } from './log-line';
import { notificationJson } from './notification-json';
import { sendmailTranscript } from './sendmail-transcript';
import { session } from './session';

/**
 * The formats with a shape of their own, the most telling first; the first that reads anything wins. What none
 * of them knows is read by its recipients (recipient-blocks.ts) or by its sentences (sentence.ts).
 */
export const FORMATS: readonly Format[] = [
  notificationJson,
  sendmailTranscript,
  logLine,
  exchange,
  clientDialog,
  exception,
  session,
];
