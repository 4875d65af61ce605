import type { Content } from '../content';
import type { ContentFile } from '../content-file';
import { destinationOf } from '../destination';
import type { Fault } from '../fault';
import type { Step, Variant } from '../variant';

/**
 * Every step can be reached, from every step a human can be reached, and a step that waits says how long.
 * Past the last step a human is offered, so `next` there is a way out.
 */
export function stepsLeadOn({ variants }: Content): readonly Fault[] {
  return variants.flatMap((file) => {
    const steps = file.value.steps.filter((step) => step.audience === 'employee');
    return [...unreachable(file, steps), ...deadEnds(file, steps), ...endlessWaits(file), ...contested(file)];
  });
}

/** Where the outcomes of a step lead, as step ids; null is a human. */
function leadsTo(steps: readonly Step[], step: Step): readonly (string | null)[] {
  const after = steps[steps.indexOf(step) + 1]?.id ?? null;
  return step.outcomes.flatMap(({ to }) => {
    const destination = destinationOf(to);
    switch (destination.kind) {
      case 'human':
        return [null];
      case 'step':
        return [destination.id];
      case 'variant':
      case 'solved':
        return [];
      case 'next':
      case 'confirm':
      case 'wait':
        return [after];
    }
  });
}

function unreachable(
  { path, value, lineOf }: ContentFile<Variant>,
  steps: readonly Step[],
): readonly Fault[] {
  const reached = new Set<string | null>([steps[0]?.id ?? null]);
  for (const id of reached) {
    const step = steps.find((entry) => entry.id === id);
    if (step !== undefined) leadsTo(steps, step).forEach((next) => reached.add(next));
  }
  return steps
    .filter((step) => !reached.has(step.id))
    .map((step) => ({
      path,
      line: lineOf('steps', value.steps.indexOf(step)),
      message: `no answer leads to step ${step.id}`,
    }));
}

function deadEnds({ path, value, lineOf }: ContentFile<Variant>, steps: readonly Step[]): readonly Fault[] {
  const reaching = new Set<string>();
  let before = -1;
  while (before < reaching.size) {
    before = reaching.size;
    for (const step of steps) {
      const leads = leadsTo(steps, step);
      if (leads.some((next) => next === null || reaching.has(next))) reaching.add(step.id);
    }
  }
  return steps
    .filter((step) => !reaching.has(step.id) && !step.outcomes.some(({ to }) => to.startsWith('variant:')))
    .map((step) => ({
      path,
      line: lineOf('steps', value.steps.indexOf(step)),
      message: `step ${step.id} never leads to a human`,
    }));
}

function endlessWaits({ path, value, lineOf }: ContentFile<Variant>): readonly Fault[] {
  return value.steps.flatMap((step, at) =>
    step.wait === undefined && step.outcomes.some(({ to }) => to === 'wait')
      ? [
          {
            path,
            line: lineOf('steps', at),
            message: `step ${step.id} leads to a wait but does not say how long`,
          },
        ]
      : [],
  );
}

/** One answer in words must not choose two outcomes. */
function contested({ path, value, lineOf }: ContentFile<Variant>): readonly Fault[] {
  return value.steps.flatMap((step, at) => {
    const meanings = step.outcomes.flatMap((outcome) => outcome.means);
    return [...new Set(meanings.filter((meaning, index) => meanings.indexOf(meaning) !== index))].map(
      (meaning) => ({
        path,
        line: lineOf('steps', at, 'outcomes'),
        message: `in step ${step.id} the answer "${meaning}" chooses two outcomes`,
      }),
    );
  });
}
