import { prompt, findAsk } from './prompt';
import { answerAsk, openTicket, startHandOver } from './hand-over';
import {
  becomeVariant,
  closeCase,
  endWaiting,
  goToStepAfter,
  offerHuman,
  putOff,
  remindSomeTime,
  resumeCase,
  startCure,
  takeOutcome,
} from './progress';
import { explain, explainHow, explainWord, goBack, restart, showNote } from './commands';
import { openCase } from './open-cases';
import { nothingKnown } from './problem';
import { findVariant } from './script';
import { backToAsker, backToHumans, stillBouncing } from './with-human';
import { stepOf, type Case } from './state';
import { changeCase, moveTo, say, withActive, withState, type Turn } from './turn';

/** Takes a choice of the open question, pressed or said; `id` is the choice's. */
export function takeChoice(turn: Turn, id: string): Turn {
  const [kind = '', ...rest] = id.split(':');
  const value = rest.join(':');
  switch (kind) {
    case 'case':
      return resumeCase(turn, Number(value));
    case 'not-now':
      return prompt(say(withState(turn, { offered: null }), turn.script.texts.allRight));
    case 'word':
      return explainWord(turn, value);
    case 'human':
      return askForHuman(turn);
    default:
      return withActive(turn, (active, item) => takeCaseChoice(active, item, kind, value));
  }
}

function takeCaseChoice(turn: Turn, item: Case, kind: string, value: string): Turn {
  switch (kind) {
    case 'outcome':
      return outcome(turn, item, Number(value));
    case 'skip':
      return passOver(turn, item, 'skipped');
    case 'how':
      return explainHow(turn, item);
    case 'why':
      return explain(turn, item);
    case 'note':
      return showNote(turn, item);
    case 'back':
      return goBack(turn, item);
    case 'restart':
      return restart(turn, item);
    case 'cancel':
      return closeCase(turn, item, 'dropped');
    case 'solved':
      return closeCase(turn, item, 'solved');
    case 'not-solved':
      return item.phase.kind === 'confirm-agent' ? stillBouncing(turn, item) : passOver(turn, item, 'failed');
    case 'failed':
      return passOver(turn, item, 'failed');
    case 'reopen':
      if (item.ticket?.kind === 'open') return backToHumans(turn, item);
      return goToStepAfter(say(turn, turn.script.texts.reopened), item, stepOf(item));
    case 'check-now':
      return endWaiting(turn, item);
    case 'later':
      return remindSomeTime(turn, item);
    case 'after':
      return putOff(turn, item, Number(value));
    default:
      return takeAnswer(turn, item, kind, value);
  }
}

function takeAnswer(turn: Turn, item: Case, kind: string, value: string): Turn {
  switch (kind) {
    case 'look-again':
      return moveTo(say(turn, turn.script.texts.anotherError), item, { kind: 'ask-paste' });
    case 'all-i-have':
      return startCure(turn, item);
    case 'variant':
      return becomeVariant(turn, item, value);
    case 'neither':
      return withActive(withoutVariant(turn, item), offerHuman);
    case 'likelier':
      return likelier(turn, item);
    case 'answer':
      return answer(turn, item, Number(value));
    case 'dont-know':
      return answer(turn, item, null);
    case 'hand-over':
      return item.phase.kind === 'collect' ? openTicket(turn, item, item.phase.reason) : turn;
    default:
      return turn;
  }
}

/** A human, at any point: with the case that is open, or with one opened for it. */
export function askForHuman(turn: Turn): Turn {
  const reason = turn.script.texts.askedFor;
  const withCase = turn.state.activeCase === null ? openCase(turn, nothingKnown) : turn;
  return withActive(withCase, (active, item) => {
    if (item.phase.kind === 'confirm-agent') return backToAsker(active, item);
    // Asked for once more instead of answering: whoever insists is not asked further.
    return item.phase.kind === 'collect' && item.problem.variant !== null
      ? openTicket(active, item, item.phase.reason)
      : startHandOver(active, item, reason);
  });
}

function outcome(turn: Turn, item: Case, index: number): Turn {
  if (item.phase.kind !== 'step') return turn;
  const stepId = item.phase.step;
  const step = findVariant(turn.script, item.problem.variant)?.steps.find((entry) => entry.id === stepId);
  const chosen = step?.outcomes[index];
  return chosen === undefined ? turn : takeOutcome(turn, item, stepId, chosen);
}

/**
 * "I can't do that", or "it came back" after a step: noted for a human, and on to what is left. A step that
 * was put off and not yet done is put again.
 */
function passOver(turn: Turn, item: Case, how: 'skipped' | 'failed'): Turn {
  if (item.phase.kind === 'waiting' && item.phase.then === 'ask-again') return endWaiting(turn, item);
  const stepId = stepOf(item);
  const { texts } = turn.script;
  const noted = stepId === null ? [] : [{ step: stepId, outcome: texts.tried[how], at: turn.at }];
  return withActive(changeCase(turn, item.id, { tried: [...item.tried, ...noted] }), (next, updated) =>
    goToStepAfter(say(next, texts[how]), updated, stepId),
  );
}

function answer(turn: Turn, item: Case, index: number | null): Turn {
  if (item.phase.kind !== 'collect') return turn;
  const ask = findAsk(turn.script, item, item.phase.ask);
  const label = index === null ? null : (ask.choices?.[index] ?? null);
  return answerAsk(turn, item, ask, label, item.phase.reason);
}

/** Not known which of the two: the likelier one first, whose steps lead to a human when they don't help. */
function likelier(turn: Turn, item: Case): Turn {
  if (item.phase.kind !== 'tell-apart') return turn;
  return becomeVariant(say(turn, turn.script.texts.likelier), item, item.phase.first);
}

function withoutVariant(turn: Turn, item: Case): Turn {
  return changeCase(turn, item.id, { problem: { ...item.problem, variant: null, side: null } });
}
