import type { Content } from '../content';
import type { Fault } from '../fault';

/** A variant that no words and no code give away would never be said. */
export function variantsAreReachable({ variants }: Content): readonly Fault[] {
  return variants
    .filter(({ value }) => value.signatures.length === 0)
    .map(({ path, lineOf }) => ({
      path,
      line: lineOf('signatures'),
      message: 'no signature leads to this variant',
    }));
}
