import type { Fact, Facts, Failure, PasteRead } from '../../src/bounce/failure';
import { readPaste } from '../../src/bounce/read-paste';

/** Facts without their places, and what stands beside them: what a table row expects. */
export type Expected = Partial<Record<keyof Facts, string | number>> &
  Partial<Pick<Failure, 'action' | 'refusedBy' | 'phase'>>;

export function read(input: string | Uint8Array): PasteRead {
  const reading = readPaste(input);
  if (reading.kind === 'refused') throw new Error(`refused: ${reading.reason}`);
  return reading;
}

export function plain(failure: Failure | undefined): Record<string, unknown> {
  if (failure === undefined) return {};
  const { facts, action, refusedBy, phase } = failure;
  const values: Record<string, unknown> = { action, refusedBy, phase };
  for (const [name, fact] of Object.entries(facts) as [string, Fact<string | number>][])
    values[name] = fact.value;
  return values;
}
