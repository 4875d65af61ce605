const FIRST_MS = 500;
const LONGEST_MS = 10 * 60_000;

/**
 * How long to wait before the next try, in milliseconds: what the platform asked for, else twice as long
 * each time. Spread by the job's number, so that jobs that failed together don't come back together.
 */
export function retryDelay(
  job: { readonly id: number; readonly attempt: number },
  askedForMs: number,
): number {
  const spread = ((job.id * 0.618034) % 1) * 0.5;
  if (askedForMs > 0) return Math.ceil(askedForMs + spread * FIRST_MS);
  const doubled = Math.min(FIRST_MS * 2 ** Math.min(job.attempt - 1, 20), LONGEST_MS);
  return Math.ceil(doubled * (0.75 + spread));
}
