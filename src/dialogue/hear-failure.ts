import {
  NOT_A_BOUNCE,
  type Analysis,
  type DiagnosedFailure,
  type Intent,
  type Meaning,
} from '../classifier/diagnosis';
import { openCases } from './open-cases';
import { askForPaste, beginCase, goToStepAfter } from './progress';
import { problemsOf } from './problem';
import { sayWithHuman, startHandOver } from './hand-over';
import { findAsk, prompt } from './prompt';
import { backToHumans, relay, stillBouncing } from './with-human';
import { activeCase, isOpen, stepOf, type Case, type Problem, type State } from './state';
import { changeCase, say, withActive, type Turn } from './turn';

type Analysed = Extract<Analysis, { kind: 'analysed' }>;

/** A description in own words this sure of being a reply to the open question is not a new failure. */
const SURE_REPLY = 0.85;
/** Longer texts are no reply to nothing: a person tells what happened. */
const REPLY_LENGTH = 60;

/** What a person may begin with that is no report of a failure, although mail is spoken of. */
const OPENERS: readonly Intent[] = [
  'greeting',
  'thanks',
  'help',
  'human',
  'new-failure',
  'explain',
  'how',
  'cancel',
  'restart',
];

/**
 * Whether what was said holds a mail failure to work on. An error text always does. A description in own
 * words does where nothing else is being talked about, or where the bot asked for it.
 */
export function bringsFailure(state: State, analysis: Analysed, meaning: Meaning): boolean {
  const found = failuresIn(analysis);
  if (found.length === 0) return false;
  if (analysis.form !== 'prose') return true;
  const item = activeCase(state);
  const talking = item !== null && isOpen(item) && !wantsPaste(item);
  if (talking) return false;
  if (item === null && !OPENERS.includes(meaning.intent)) return true;
  const known = found.some(({ diagnosis }) => diagnosis.certainty !== 'unsure');
  const reply = analysis.ownWords.length <= REPLY_LENGTH && meaning.confidence >= SURE_REPLY;
  return meaning.intent === 'other' || (known && !reply);
}

/** What is a mail failure, or may be one. Prose that most likely is none is not asked for its error text. */
function failuresIn(analysis: Analysed): readonly DiagnosedFailure[] {
  return analysis.diagnosed.filter(({ diagnosis }) => {
    if (diagnosis.certainty === 'not-a-bounce') return false;
    return analysis.form !== 'prose' || diagnosis.ranked[0]?.label !== NOT_A_BOUNCE;
  });
}

function wantsPaste(item: Case): boolean {
  const { kind } = item.phase;
  return kind === 'ask-paste' || kind === 'tell-apart' || kind === 'guide-gone';
}

/** Takes a failure: as the better paste asked for, as the same error again, or as new cases. */
export function hearFailure(turn: Turn, analysis: Analysed): Turn {
  const problems = problemsOf(turn.script, failuresIn(analysis));
  const [only] = problems;
  const item = activeCase(turn.state);
  if (item !== null && only !== undefined && problems.length === 1) {
    if (wantsPaste(item)) return refine(turn, item, only);
    if (item.phase.kind === 'collect' && wantsReport(turn, item, item.phase.ask))
      return addReport(turn, item, only, item.phase.reason);
    if (isSame(item.problem, only)) return hearSameAgain(turn, item);
  }
  return openCases(turn, problems);
}

function refine(turn: Turn, item: Case, problem: Problem): Turn {
  if (problem.variant === null) return askForPaste(turn, item);
  const facts = { ...item.problem.facts, ...problem.facts };
  return withActive(changeCase(turn, item.id, { problem: { ...problem, facts } }), beginCase);
}

/** The question for a human is one that the error text answers. */
function wantsReport(turn: Turn, item: Case, askId: string): boolean {
  return item.problem.variant === null || findAsk(turn.script, item, askId).fact === 'diagnosticCode';
}

/** The error text given on the way to a human: it tells more, and the way goes on. */
function addReport(turn: Turn, item: Case, problem: Problem, reason: string): Turn {
  const facts = { ...item.problem.facts, ...problem.facts };
  const known = problem.variant === null ? item.problem : problem;
  return withActive(changeCase(turn, item.id, { problem: { ...known, facts } }), (next, updated) =>
    startHandOver(next, updated, reason),
  );
}

function isSame(before: Problem, now: Problem): boolean {
  if (before.variant === null || before.variant !== now.variant) return false;
  const recipient = now.facts['finalRecipient'];
  return recipient === undefined || before.recipients.length === 0 || before.recipients.includes(recipient);
}

function hearSameAgain(turn: Turn, item: Case): Turn {
  const { texts } = turn.script;
  switch (item.phase.kind) {
    case 'closed':
      if (item.ticket?.kind === 'open') return backToHumans(turn, item);
      return goToStepAfter(say(turn, texts.sameAgain), item, stepOf(item));
    case 'confirm':
    case 'waiting':
    case 'ask-when':
      return goToStepAfter(say(turn, texts.sameAgain), item, stepOf(item));
    case 'queued':
    case 'ask-paste':
    case 'tell-apart':
    case 'collect':
    case 'step':
    case 'offer-human':
    case 'guide-gone':
      return prompt(say(turn, texts.sameOpen));
    case 'with-human':
      return sayWithHuman(relay(turn, item), item);
    case 'confirm-agent':
      return stillBouncing(relay(turn, item), item);
  }
}
