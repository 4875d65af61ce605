import type { Script } from '../../src/dialogue/script';
import type { Outcome, Step, Target, Variant, VariantId } from '../../src/knowledge/variant';

/** What somebody may do to the files under intents/ between two turns of a conversation. */
export interface ContentChange {
  /** Whether the variant, step, question or answer of this name is gone; `undefined` where there is no such thing. */
  readonly without: (name: string) => boolean;
  /** Whether it goes by another id, or an answer by another label. */
  readonly renamed: (name: string) => boolean;
  /** Whether the steps of this variant, or the answers of this step, stand in another order. */
  readonly reordered: (name: string) => boolean;
}

/** The content after a change, sound as `intents check` would have it: no jump leads to what is gone. */
export function changedContent(script: Script, change: ContentChange): Script {
  const kept = [...script.variants.values()].filter(({ id }) => !change.without(id));
  const names = new Set<string>(kept.map(({ id }) => id));
  const variants = new Map<VariantId, Variant>(
    kept.map((variant) => [variant.id, changedVariant(variant, change, names)]),
  );
  return { ...script, variants };
}

function changedVariant(variant: Variant, change: ContentChange, variants: ReadonlySet<string>): Variant {
  const inOrder = <Item>(name: string, items: readonly Item[]): Item[] =>
    change.reordered(name) ? items.toReversed() : [...items];
  const kept = inOrder(
    variant.id,
    variant.steps.filter(({ id }) => !change.without(`${variant.id}/${id}`)),
  );
  const idToday = (id: string) => (change.renamed(`${variant.id}/${id}`) ? `${id}-anew` : id);
  const steps = new Set(kept.map(({ id }) => id));
  const outcomeToday = (step: Step, outcome: Outcome): Outcome => ({
    ...outcome,
    label: change.renamed(`${variant.id}/${step.id}/${outcome.label}`) ? `${outcome.label}!` : outcome.label,
    to: targetToday(outcome.to, (id) => (steps.has(id) ? idToday(id) : null), variants),
  });
  return {
    ...variant,
    steps: kept.map((step) => ({
      ...step,
      id: idToday(step.id),
      outcomes: inOrder(
        `${variant.id}/${step.id}`,
        step.outcomes.map((outcome) => outcomeToday(step, outcome)),
      ),
    })),
    collect: variant.collect.filter(({ id }) => !change.without(`${variant.id}/collect/${id}`)),
    tellApart: variant.tellApart?.filter(({ from }) => variants.has(from)),
  };
}

function targetToday(
  target: Target,
  stepToday: (id: string) => string | null,
  variants: ReadonlySet<string>,
): Target {
  const [kind, id = ''] = target.split(':', 2);
  if (kind === 'variant') return variants.has(id) ? target : 'human';
  if (kind !== 'step') return target;
  const step = stepToday(id);
  return step === null ? 'next' : `step:${step}`;
}
