import type { Content } from '../content';
import type { Fault } from '../fault';

/** A variant is found by its file's name, so the name is its id. */
export function nameIsId({ variants }: Content): readonly Fault[] {
  return variants
    .filter(({ path, value }) => path !== `${value.id}.yaml`)
    .map(({ path, value, lineOf }) => ({
      path,
      line: lineOf('id'),
      message: `the id is ${value.id}, the file's name is not`,
    }));
}
