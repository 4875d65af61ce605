import type { Analysis, Meaning } from '../classifier/diagnosis';
import { openCases } from './open-cases';
import { askForPaste, beginCase, goToStepAfter } from './progress';
import { problemsOf } from './problem';
import { prompt } from './prompt';
import { activeCase, isOpen, stepOf, type Case, type Problem, type State } from './state';
import { changeCase, say, withActive, type Turn } from './turn';

type Analysed = Extract<Analysis, { kind: 'analysed' }>;

/** A description in own words this sure of being a reply to the open question is not a new failure. */
const SURE_REPLY = 0.6;

/**
 * Whether what was said holds a mail failure to work on. An error text always does. A description in own
 * words does where nothing else is being talked about, or where the bot asked for it.
 */
export function bringsFailure(state: State, analysis: Analysed, meaning: Meaning): boolean {
  const found = analysis.diagnosed.filter(({ diagnosis }) => diagnosis.certainty !== 'not-a-bounce');
  if (found.length === 0) return false;
  if (analysis.form !== 'prose') return true;
  const item = activeCase(state);
  const talking = item !== null && isOpen(item) && !wantsPaste(item);
  if (talking) return false;
  const known = found.some(({ diagnosis }) => diagnosis.certainty !== 'unsure');
  return meaning.intent === 'other' || (known && meaning.confidence < SURE_REPLY);
}

function wantsPaste(item: Case): boolean {
  return item.phase.kind === 'ask-paste' || item.phase.kind === 'tell-apart';
}

/** Takes a failure: as the better paste asked for, as the same error again, or as new cases. */
export function hearFailure(turn: Turn, analysis: Analysed): Turn {
  const found = analysis.diagnosed.filter(({ diagnosis }) => diagnosis.certainty !== 'not-a-bounce');
  const problems = problemsOf(turn.script, found);
  const [only] = problems;
  const item = activeCase(turn.state);
  if (item !== null && only !== undefined && problems.length === 1) {
    if (wantsPaste(item)) return refine(turn, item, only);
    if (isSame(item.problem, only)) return hearSameAgain(turn, item);
  }
  return openCases(turn, problems);
}

function refine(turn: Turn, item: Case, problem: Problem): Turn {
  if (problem.variant === null) return askForPaste(turn, item);
  const facts = { ...item.problem.facts, ...problem.facts };
  return withActive(changeCase(turn, item.id, { problem: { ...problem, facts } }), beginCase);
}

function isSame(before: Problem, now: Problem): boolean {
  if (before.variant === null || before.variant !== now.variant) return false;
  const recipient = now.facts['finalRecipient'];
  return recipient === undefined || before.recipients.length === 0 || before.recipients.includes(recipient);
}

function hearSameAgain(turn: Turn, item: Case): Turn {
  const said = say(turn, turn.script.texts.sameAgain);
  switch (item.phase.kind) {
    case 'confirm':
    case 'waiting':
    case 'closed':
    case 'ask-when':
      return goToStepAfter(said, item, stepOf(item));
    case 'queued':
    case 'ask-paste':
    case 'tell-apart':
    case 'collect':
    case 'step':
    case 'offer-human':
      return prompt(said);
    case 'with-human':
      return said;
  }
}
