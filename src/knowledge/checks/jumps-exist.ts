import type { Content } from '../content';
import type { ContentFile } from '../content-file';
import { destinationOf } from '../destination';
import type { Fault } from '../fault';
import type { Variant } from '../variant';

/** Steps and variants that are named must exist, and ids within a file must differ. */
export function jumpsExist({ variants }: Content): readonly Fault[] {
  const ids = new Set<string>(variants.map(({ value }) => value.id));
  return variants.flatMap((file) => [
    ...jumps(file, ids),
    ...tellsApart(file, ids),
    ...skips(file),
    ...repeated(file, 'steps'),
    ...repeated(file, 'collect'),
  ]);
}

function jumps({ path, value, lineOf }: ContentFile<Variant>, ids: ReadonlySet<string>): readonly Fault[] {
  const steps = new Set(value.steps.map((step) => step.id));
  return value.steps.flatMap((step, at) =>
    step.outcomes.flatMap((outcome, index) => {
      const destination = destinationOf(outcome.to);
      if (!('id' in destination)) return [];
      const known = destination.kind === 'step' ? steps : ids;
      if (known.has(destination.id)) return [];
      return [
        { path, line: lineOf('steps', at, 'outcomes', index, 'to'), message: `there is no ${outcome.to}` },
      ];
    }),
  );
}

function tellsApart(
  { path, value, lineOf }: ContentFile<Variant>,
  ids: ReadonlySet<string>,
): readonly Fault[] {
  return (value.tellApart ?? []).flatMap((entry, at) =>
    ids.has(entry.from)
      ? []
      : [{ path, line: lineOf('tellApart', at, 'from'), message: `there is no variant ${entry.from}` }],
  );
}

function skips({ path, value, lineOf }: ContentFile<Variant>): readonly Fault[] {
  const steps = new Set(value.steps.map((step) => step.id));
  return (value.circumstances ?? []).flatMap((circumstance, at) =>
    (circumstance.skip ?? [])
      .filter((id) => !steps.has(id))
      .map((id) => ({ path, line: lineOf('circumstances', at, 'skip'), message: `there is no step ${id}` })),
  );
}

function repeated({ path, value, lineOf }: ContentFile<Variant>, key: 'steps' | 'collect'): readonly Fault[] {
  const entries = value[key].map((entry) => entry.id);
  return entries.flatMap((id, at) =>
    entries.indexOf(id) === at ? [] : [{ path, line: lineOf(key, at), message: `${key} has ${id} twice` }],
  );
}
