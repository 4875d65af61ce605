import type { Variant } from '../knowledge/variant';
import { phrase } from './phrasing';
import { findVariant } from './script';
import type { Case, Problem } from './state';
import { say, show, type Turn } from './turn';

/**
 * The first answer to a case: what happened, whose side it is on, what to do now, the line that shows it.
 * The case must be the active one.
 */
export function firstAnswer(turn: Turn, item: Case): Turn {
  const variant = findVariant(turn.script, item.problem.variant);
  if (variant === null) return showDecidingLine(turn, item.problem);
  const special =
    variant.circumstances?.filter((entry) => item.problem.circumstances.includes(entry.when)) ?? [];
  const what = special.find((entry) => entry.what !== undefined)?.what ?? variant.what;
  const now = special.find((entry) => entry.now !== undefined)?.now ?? variant.now;
  const resend = special.find((entry) => entry.resend !== undefined)?.resend ?? variant.resend;
  const side = item.problem.side ?? variant.side;
  let next = show(turn, { kind: 'heading', text: phrase(turn.script, variant.title, item.problem).text });
  next = say(next, what);
  next = say(next, turn.script.texts.sides[side]);
  next = say(next, now);
  next = showDecidingLine(next, item.problem);
  next = say(next, `${turn.script.texts.resend[resend.answer]} ${resend.because}`);
  return showHelpPage(next, item.problem);
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
  return (variant.circumstances ?? [])
    .filter((entry) => problem.circumstances.includes(entry.when))
    .flatMap((entry) => entry.skip ?? []);
}
