import type { UpdateOutcome } from '../../ticket-system';

/** What nodemailer throws is a code of its own and, when the server answered, its reply code. */
export function mailFailure(error: unknown): Exclude<UpdateOutcome, { readonly kind: 'done' }> {
  const code = propertyOf(error, 'code');
  const reply = propertyOf(error, 'responseCode');
  const isPermanent = typeof reply === 'number' && reply >= 500 && reply < 600;
  if (!isPermanent) return { kind: 'retry', afterMs: 0, reason: 'mail-not-sent' };
  return { kind: 'refused', reason: code === 'EAUTH' ? 'mail-credentials-refused' : 'mail-refused' };
}

function propertyOf(error: unknown, name: string): unknown {
  return error instanceof Error && name in error
    ? (error as Error & Record<string, unknown>)[name]
    : undefined;
}
