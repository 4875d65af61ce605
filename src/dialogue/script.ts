import type { Knowledge } from '../knowledge/knowledge';
import { VariantId, type Step, type Variant } from '../knowledge/variant';

/** The part of the content that the dialogue speaks from. */
export type Script = Pick<Knowledge, 'variants' | 'notABounce' | 'texts' | 'glossary'>;

export function findVariant(script: Script, id: VariantId | null): Variant | null {
  return id === null ? null : (script.variants.get(id) ?? null);
}

/** The variant of a label or of an id in the content; null where there is none of that name. */
export function findVariantByLabel(script: Script, label: string | undefined): Variant | null {
  const id = VariantId.safeParse(label);
  return id.success ? findVariant(script, id.data) : null;
}

/** The steps a person of the office can do; those for administrators go into the ticket. */
export function employeeSteps(variant: Variant, skipped: readonly string[]): readonly Step[] {
  return variant.steps.filter((step) => step.audience === 'employee' && !skipped.includes(step.id));
}
