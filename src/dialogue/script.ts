import type { Knowledge } from '../knowledge/knowledge';
import type { Step, Variant, VariantId } from '../knowledge/variant';

/** The part of the content that the dialogue speaks from. */
export type Script = Pick<Knowledge, 'variants' | 'notABounce' | 'texts' | 'glossary'>;

export function findVariant(script: Script, id: VariantId | null): Variant | null {
  return id === null ? null : (script.variants.get(id) ?? null);
}

/** The steps a person of the office can do; those for administrators go into the ticket. */
export function employeeSteps(variant: Variant, skipped: readonly string[]): readonly Step[] {
  return variant.steps.filter((step) => step.audience === 'employee' && !skipped.includes(step.id));
}
