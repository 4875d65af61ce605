import type { Variant } from '../knowledge/variant';
import { phrase } from './phrasing';
import { findVariant } from './script';
import type { Case, Problem } from './state';
import { say, show, type Turn } from './turn';

/**
 * The first answer to a case: what happened, whose side it is on, what to do now, the line that shows it.
 * Where a step follows, the step is what to do now, and only what is special about this failure is said before
 * it. The case must be the active one.
 */
export function firstAnswer(turn: Turn, item: Case): Turn {
  const variant = findVariant(turn.script, item.problem.variant);
  if (variant === null) return showDecidingLine(turn, item.problem);
  const special = specialOf(variant, item.problem);
  const now = special.find((entry) => entry.now !== undefined)?.now ?? nowWithoutStep(variant);
  const resend = resendOf(variant, item.problem);
  let next = show(turn, { kind: 'heading', text: phrase(turn.script, variant.title, item.problem).text });
  next = sayWhatHappened(next, item.problem, variant);
  next = showDecidingLine(next, item.problem);
  next = now === null ? next : say(next, now);
  next = say(next, `${turn.script.texts.resend[resend.answer]} ${resend.because}`);
  return variant.escalate.when === 'at-once' ? next : showHelpPage(next, item.problem);
}

/** What happened, and whose side it is on. */
export function sayWhatHappened(turn: Turn, problem: Problem, variant: Variant): Turn {
  const special = specialOf(variant, problem).find((entry) => entry.what !== undefined);
  return say(turn, `${special?.what ?? variant.what} ${whoseSide(turn, problem, variant)}`);
}

export function whoseSide(turn: Turn, problem: Problem, variant: Variant): string {
  return turn.script.texts.sides[problem.side ?? variant.side];
}

function specialOf(variant: Variant, problem: Problem) {
  return variant.circumstances?.filter((entry) => problem.circumstances.includes(entry.when)) ?? [];
}

/** Whether to send it again, under the circumstances of this failure. */
export function resendOf(variant: Variant, problem: Problem): Variant['resend'] {
  return specialOf(variant, problem).find((entry) => entry.resend !== undefined)?.resend ?? variant.resend;
}

function nowWithoutStep(variant: Variant): string | null {
  return variant.escalate.when === 'at-once' ? variant.now : null;
}

export function showDecidingLine(turn: Turn, problem: Problem): Turn {
  const line = problem.decidingLine;
  return line === null ? turn : show(turn, { kind: 'evidence', line: line.text, marks: line.marks });
}

function showHelpPage(turn: Turn, problem: Problem): Turn {
  if (problem.helpUrl === null) return turn;
  const label = turn.script.texts.facts['helpUrl'];
  return show(turn, { kind: 'link', label, url: problem.helpUrl });
}

/** Steps that cannot help under the circumstances of this failure. */
export function skippedSteps(variant: Variant, problem: Problem): readonly string[] {
  return specialOf(variant, problem).flatMap((entry) => entry.skip ?? []);
}
