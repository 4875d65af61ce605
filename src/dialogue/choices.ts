import { prompt, findAsk } from './prompt';
import { answerAsk, openTicket, startHandOver } from './hand-over';
import {
  askConfirmation,
  becomeVariant,
  closeCase,
  goToStepAfter,
  offerHuman,
  resumeCase,
  startCure,
  takeOutcome,
  waitFor,
} from './progress';
import { explain, explainHow, explainWord, goBack, restart, showNote } from './commands';
import { openCase } from './open-cases';
import { nothingKnown } from './problem';
import { findVariant } from './script';
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
      return prompt(say(withState(turn, { offered: null }), turn.script.texts.thanks));
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
      return skip(turn, item);
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
      return goToStepAfter(turn, item, stepOf(item));
    case 'reopen':
      return goToStepAfter(say(turn, turn.script.texts.reopened), item, stepOf(item));
    case 'check-now':
      return askConfirmation(turn, item, stepOf(item));
    case 'later':
      return prompt(moveTo(turn, item, { kind: 'ask-when', step: stepOf(item) }));
    case 'after':
      return waitFor(turn, item, stepOf(item), Number(value));
    default:
      return takeAnswer(turn, item, kind, value);
  }
}

function takeAnswer(turn: Turn, item: Case, kind: string, value: string): Turn {
  switch (kind) {
    case 'all-i-have':
      return startCure(turn, item);
    case 'variant':
      return becomeVariant(turn, item, value);
    case 'neither':
      return withActive(withoutVariant(turn, item), offerHuman);
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
  const reason = turn.script.texts.asAsked;
  const withCase = turn.state.activeCase === null ? openCase(turn, nothingKnown) : turn;
  return withActive(withCase, (active, item) => startHandOver(active, item, reason));
}

function outcome(turn: Turn, item: Case, index: number): Turn {
  if (item.phase.kind !== 'step') return turn;
  const stepId = item.phase.step;
  const step = findVariant(turn.script, item.problem.variant)?.steps.find((entry) => entry.id === stepId);
  const chosen = step?.outcomes[index];
  return chosen === undefined ? turn : takeOutcome(turn, item, stepId, chosen);
}

/** "I can't do that", where the step has no outcome of its own for it. */
function skip(turn: Turn, item: Case): Turn {
  const stepId = stepOf(item);
  if (stepId === null) return prompt(turn, 'again');
  const { texts } = turn.script;
  const tried = [...item.tried, { step: stepId, outcome: texts.skipped, at: turn.at }];
  return withActive(changeCase(turn, item.id, { tried }), (next, updated) =>
    goToStepAfter(say(next, texts.skipped), updated, stepId),
  );
}

function answer(turn: Turn, item: Case, index: number | null): Turn {
  if (item.phase.kind !== 'collect') return turn;
  const ask = findAsk(turn.script, item, item.phase.ask);
  const label = index === null ? null : (ask.choices?.[index] ?? null);
  return answerAsk(turn, item, ask, label, item.phase.reason);
}

function withoutVariant(turn: Turn, item: Case): Turn {
  return changeCase(turn, item.id, { problem: { ...item.problem, variant: null, side: null } });
}
