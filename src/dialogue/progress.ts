import { destinationOf } from '../knowledge/destination';
import type { Outcome, Step, Target } from '../knowledge/variant';
import { durationSeconds, sayDuration } from './duration';
import { firstAnswer, showDecidingLine, skippedSteps } from './first-answer';
import { startHandOver } from './hand-over';
import { prompt } from './prompt';
import { employeeSteps, findVariant, findVariantByLabel } from './script';
import { titleOf } from './case-line';
import { isOpen, isWithAgents, stepOf, type Agent, type Case } from './state';
import { untakenTimerOf } from './untaken';
import { changeCase, moveTo, order, say, withActive, withState, type Turn } from './turn';

export const timerOf = (item: Case) => `case-${item.id}`;

/**
 * Begins a case as far as its diagnosis allows: sure, say so and start; between two, ask the question that
 * tells them apart; unsure, or words that say too little, ask for the missing piece.
 */
export function beginCase(turn: Turn, item: Case): Turn {
  const { problem } = item;
  const variant = findVariant(turn.script, problem.variant);
  if (variant === null) return askForPaste(firstAnswer(turn, item), item);
  const other = findVariantByLabel(turn.script, problem.alternatives[0]?.label);
  if (problem.certainty === 'between' && other !== null) {
    return prompt(
      moveTo(showDecidingLine(turn, item.problem), item, {
        kind: 'tell-apart',
        first: variant.id,
        second: other.id,
      }),
    );
  }
  const bare =
    problem.certainty === 'unsure' ||
    (variant.askForMore === true && problem.facts['finalRecipient'] === undefined);
  if (bare && item.pasteRequests === 0) return askForPaste(firstAnswer(turn, item), item);
  return presentCase(turn, item);
}

/** Says what it is and begins the cure. */
function presentCase(turn: Turn, item: Case): Turn {
  return startCure(firstAnswer(turn, item), item);
}

/** Asks for the whole bounce; the third time a human is offered instead. */
export function askForPaste(turn: Turn, item: Case): Turn {
  if (item.pasteRequests >= 2) return startCure(turn, item);
  const asked = changeCase(turn, item.id, { pasteRequests: item.pasteRequests + 1 });
  return withActive(asked, (next, updated) => prompt(moveTo(next, updated, { kind: 'ask-paste' })));
}

/** Leads to a human where no step of a person can help, else to the first step. */
export function startCure(turn: Turn, item: Case): Turn {
  const variant = findVariant(turn.script, item.problem.variant);
  if (variant === null) return offerHuman(turn, item);
  if (variant.escalate.when === 'at-once') return startHandOver(turn, item, variant.escalate.because);
  return goToStepAfter(turn, item, null);
}

/** Goes to a step by its id, or past it where it cannot help under the circumstances. */
function goToStep(turn: Turn, item: Case, stepId: string): Turn {
  return goToFirst(turn, item, stepsFrom(turn, item, stepId, 0));
}

/** Goes to the step after `stepId` (null: the first); past the last one a human is offered. */
export function goToStepAfter(turn: Turn, item: Case, stepId: string | null): Turn {
  return goToFirst(turn, item, stepsFrom(turn, item, stepId, 1));
}

function goToFirst(turn: Turn, item: Case, steps: readonly Step[]): Turn {
  const [step] = steps;
  if (step === undefined) return offerHuman(turn, item);
  return prompt(moveTo(turn, item, { kind: 'step', step: step.id }));
}

/** The steps that can help, from `offset` after `stepId` on; all of them where that is null. */
function stepsFrom(turn: Turn, item: Case, stepId: string | null, offset: 0 | 1): readonly Step[] {
  const variant = findVariant(turn.script, item.problem.variant);
  if (variant === null) return [];
  const skipped = skippedSteps(variant, item.problem);
  const steps = employeeSteps(variant, []);
  const at = stepId === null ? 0 : steps.findIndex((step) => step.id === stepId) + offset;
  const known = stepId === null || steps.some((step) => step.id === stepId);
  return known ? steps.slice(at).filter((step) => !skipped.includes(step.id)) : [];
}

export function offerHuman(turn: Turn, item: Case): Turn {
  return prompt(moveTo(turn, item, { kind: 'offer-human' }));
}

/** A step was answered: note it and follow its target. */
export function takeOutcome(turn: Turn, item: Case, stepId: string, outcome: Outcome): Turn {
  const tried = [...item.tried, { step: stepId, outcome: outcome.label, at: turn.at }];
  return withActive(changeCase(turn, item.id, { tried }), (noted, updated) =>
    follow(noted, updated, stepId, outcome.to),
  );
}

function follow(turn: Turn, item: Case, stepId: string, target: Target): Turn {
  const destination = destinationOf(target);
  switch (destination.kind) {
    case 'next':
      return goToStepAfter(turn, item, stepId);
    case 'confirm':
      return askConfirmation(turn, item, stepId);
    case 'solved':
      return closeCase(turn, item, 'solved');
    case 'wait':
      return waitForStep(turn, item, stepId);
    case 'human':
      return startHandOver(
        turn,
        item,
        findVariant(turn.script, item.problem.variant)?.escalate.because ?? '',
      );
    case 'step':
      return goToStep(turn, item, destination.id);
    case 'variant':
      return becomeVariant(turn, item, destination.id);
  }
}

function askConfirmation(turn: Turn, item: Case, stepId: string | null): Turn {
  return prompt(say(moveTo(turn, item, { kind: 'confirm', step: stepId }), turn.script.texts.tryNow));
}

/** An answer showed that it is another variant after all: begin that one, keeping facts and what was tried. */
export function becomeVariant(turn: Turn, item: Case, id: string): Turn {
  const variant = findVariantByLabel(turn.script, id);
  if (variant === null) return offerHuman(turn, item);
  const problem = { ...item.problem, variant: variant.id, certainty: 'sure' as const, side: variant.side };
  return withActive(changeCase(turn, item.id, { problem }), presentCase);
}

function waitForStep(turn: Turn, item: Case, stepId: string): Turn {
  const step = findVariant(turn.script, item.problem.variant)?.steps.find((entry) => entry.id === stepId);
  return waitFor(turn, item, stepId, durationSeconds(step?.wait ?? '4h'), 'confirm');
}

/** "Remind me later": the question that is open now is put again after that time. */
export function putOff(turn: Turn, item: Case, seconds: number): Turn {
  const then = item.phase.kind === 'waiting' ? item.phase.then : 'ask-again';
  return waitFor(turn, item, stepOf(item), seconds, waitsAt(turn, item) ? 'confirm' : then);
}

/** "Remind me later" without a time: the step's own, where it is a wait, else the bot asks. */
export function remindSomeTime(turn: Turn, item: Case): Turn {
  if (item.phase.kind === 'step' && waitsAt(turn, item)) return waitForStep(turn, item, item.phase.step);
  return prompt(moveTo(turn, item, { kind: 'ask-when', step: stepOf(item) }));
}

/** The question that is open is whether to wait: a reminder answers it. */
function waitsAt(turn: Turn, item: Case): boolean {
  const { phase } = item;
  if (phase.kind !== 'step') return false;
  const step = findVariant(turn.script, item.problem.variant)?.steps.find(({ id }) => id === phase.step);
  return step?.wait !== undefined && step.outcomes.some(({ to }) => to === 'wait');
}

/** Sets the timer that comes back. */
function waitFor(
  turn: Turn,
  item: Case,
  stepId: string | null,
  seconds: number,
  then: 'confirm' | 'ask-again',
): Turn {
  const until = new Date(Date.parse(turn.at) + seconds * 1000).toISOString();
  const waiting = moveTo(turn, item, { kind: 'waiting', step: stepId, until, then });
  const said = say(waiting, turn.script.texts.waiting, { delay: sayDuration(seconds) });
  return prompt(order(said, { kind: 'setTimer', timer: timerOf(item), afterSeconds: seconds }));
}

/** Asks whether it works now, or puts the question again that was put off. */
export function endWaiting(turn: Turn, item: Case): Turn {
  const before = item.history.at(-1);
  if (item.phase.kind === 'waiting' && item.phase.then === 'ask-again' && before !== undefined) {
    return prompt(changeCase(turn, item.id, { phase: before, history: item.history.slice(0, -1) }));
  }
  return prompt(moveTo(turn, item, { kind: 'confirm', step: stepOf(item) }));
}

/** Ends a case as confirmed solved or dropped, by the person or by the agent `by`, and offers the next one. */
export function closeCase(turn: Turn, item: Case, how: 'solved' | 'dropped', by: Agent | null = null): Turn {
  const { texts } = turn.script;
  const closed = moveTo(turn, item, { kind: 'closed', how, step: stepOf(item), by });
  const said = by === null ? say(closed, how === 'solved' ? texts.solved : texts.dropped) : closed;
  const told = by === null && isWithAgents(item) ? tellHumans(said, item, how) : said;
  const quiet = [timerOf(item), untakenTimerOf(item)].reduce(
    (next, timer) => order(next, { kind: 'cancelTimer', timer }),
    prompt(told),
  );
  return offerOpenCase(quiet);
}

function tellHumans(turn: Turn, item: Case, how: 'solved' | 'dropped'): Turn {
  const kind = how === 'solved' ? 'confirmed' : 'no-longer-needed';
  return order(turn, { kind: 'tellDesk', caseId: item.id, notice: { kind } });
}

/** An agent gave the case back: on with the first step that was not tried yet, or with whether it works by now. */
export function resumeAfterHuman(turn: Turn, item: Case): Turn {
  const tried = new Set(item.tried.map(({ step }) => step));
  const left = stepsFrom(turn, item, null, 0).filter(({ id }) => !tried.has(id));
  if (left.length > 0) return goToFirst(turn, item, left);
  const asking = moveTo(turn, item, { kind: 'confirm', step: item.tried.at(-1)?.step ?? null });
  return prompt(say(asking, turn.script.texts.desk.nothingLeft));
}

/** Offers to go on with the oldest case that was put aside or not yet begun. */
export function offerOpenCase(turn: Turn): Turn {
  const open = turn.state.cases.find((item) => item.id !== turn.state.activeCase && isOpen(item));
  if (open === undefined) return turn;
  const { texts } = turn.script;
  const offered = withState(turn, { offered: open.id });
  const said = say(offered, texts.offerReturn, { title: titleOf(turn.script, open) });
  return {
    ...said,
    choices: [
      { id: `case:${open.id}`, label: texts.labels.yesGoOn, weight: 'main' },
      { id: 'not-now', label: texts.labels.noGoOn, weight: 'plain' },
      ...said.choices,
    ],
  };
}

/** Takes up a case again: a queued one from its first answer, another where it stood. */
export function resumeCase(turn: Turn, id: number): Turn {
  return withActive(withState(turn, { activeCase: id, offered: null }), (active, item) =>
    item.phase.kind === 'queued' ? beginCase(active, item) : prompt(active),
  );
}
