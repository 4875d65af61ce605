import type { Outcome, Step, Variant } from '../knowledge/variant';

/** A variant's dialogue for a person of the office, as a Mermaid flow chart. */
export function drawVariant(variant: Variant): string {
  const steps = variant.steps.filter((step) => step.audience === 'employee');
  const lines = [
    'flowchart TD',
    `  start([${quote(variant.title)}]) --> ${variant.escalate.when === 'at-once' ? 'collect' : name(steps[0])}`,
    ...(variant.escalate.when === 'at-once' ? drawCollect(variant) : []),
    ...steps.flatMap((step, at) => drawStep(step, steps[at + 1])),
    `  confirm{${quote(variant.confirm)}} -->|${quote('yes')}| solved([solved])`,
    `  confirm -->|${quote('no')}| on[the next step]`,
    '  wait[[wait, then ask]] --> confirm',
    '  human([a human, with the whole case])',
  ];
  return lines.join('\n');
}

function drawCollect(variant: Variant): readonly string[] {
  const asks = variant.collect.map((ask) => ask.ask).join(' / ');
  return [`  collect[${quote(asks || 'nothing to ask')}] --> human`];
}

function drawStep(step: Step, next: Step | undefined): readonly string[] {
  return [
    `  ${name(step)}[${quote(step.title)}]`,
    ...step.outcomes.map(
      (outcome) => `  ${name(step)} -->|${quote(outcome.label)}| ${target(outcome, next)}`,
    ),
  ];
}

function target({ to }: Outcome, next: Step | undefined): string {
  if (to === 'next') return name(next);
  if (to.startsWith('step:')) return `step-${to.slice('step:'.length)}`;
  if (to.startsWith('variant:'))
    return `other-${to.slice('variant:'.length)}([${quote(to.slice('variant:'.length))}])`;
  return to;
}

function name(step: Step | undefined): string {
  return step === undefined ? 'human' : `step-${step.id}`;
}

/** Mermaid ends a label at a quote or a bracket, so it is quoted and its own quotes are written as an entity. */
function quote(text: string): string {
  return `"${text.replace(/\s+/g, ' ').replaceAll('"', '#quot;')}"`;
}
