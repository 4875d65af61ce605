import { findAddress } from '../bounce/address';
import { firstAnswer, sayWhatHappened, whoseSide } from './first-answer';
import { phrase } from './phrasing';
import { referenceOf, stateOf, titleOf } from './case-line';
import { beginCase } from './progress';
import { prompt } from './prompt';
import { findVariant } from './script';
import { agentOf, stepOf, type Case, type Phase } from './state';
import { changeCase, say, show, withActive, type Turn } from './turn';

/** "Why?": the reason of the step, or what happened where there is no step. */
export function explain(turn: Turn, item: Case): Turn {
  const variant = findVariant(turn.script, item.problem.variant);
  const step = stepAt(turn, item);
  if (step !== null) return prompt(say(turn, step.why), 'restated');
  if (item.phase.kind === 'collect') return prompt(say(turn, turn.script.texts.whyAsk), 'again');
  if (variant === null) return prompt(say(turn, turn.script.texts.noHow), 'again');
  return prompt(firstAnswer(turn, item), 'again');
}

/** "What does that mean?": about the error, not about the step that it has led to. */
export function explainFailure(turn: Turn, item: Case): Turn {
  const variant = findVariant(turn.script, item.problem.variant);
  if (variant === null) return explain(turn, item);
  return prompt(sayWhatHappened(turn, item.problem, variant), 'restated');
}

/** "Whose fault is it?" */
export function tellSide(turn: Turn, item: Case): Turn {
  const variant = findVariant(turn.script, item.problem.variant);
  if (variant === null) return explain(turn, item);
  return prompt(say(turn, whoseSide(turn, item.problem, variant)), 'restated');
}

/** "How do I do that?" */
export function explainHow(turn: Turn, item: Case): Turn {
  return prompt(say(turn, stepAt(turn, item)?.how ?? turn.script.texts.noHow), 'how-told');
}

function stepAt(turn: Turn, item: Case) {
  const stepId = stepOf(item);
  const variant = findVariant(turn.script, item.problem.variant);
  return variant?.steps.find((step) => step.id === stepId) ?? null;
}

/** "What is SPF?" */
export function explainWord(turn: Turn, id: string): Turn {
  const entry = turn.script.glossary.words.find((word) => word.id === id);
  return prompt(say(turn, entry?.says ?? turn.script.texts.noHow), 'restated');
}

/** The ready text for the other side. */
export function showNote(turn: Turn, item: Case): Turn {
  const note = findVariant(turn.script, item.problem.variant)?.note;
  if (note === undefined) return prompt(say(turn, turn.script.texts.noHow), 'again');
  const { text } = phrase(turn.script, note.text, item.problem);
  return prompt(show(turn, { kind: 'note', title: turn.script.texts.noteTitle[note.to], text }), 'again');
}

/** One question back; a ticket that is open stays open. */
export function goBack(turn: Turn, item: Case): Turn {
  const before = item.history.at(-1);
  if (before === undefined || item.phase.kind === 'with-human')
    return prompt(say(turn, turn.script.texts.nothingBack));
  const answers = item.phase.kind === 'collect' ? item.answers.slice(0, -1) : item.answers;
  return prompt(changeCase(turn, item.id, { phase: before, history: item.history.slice(0, -1), answers }));
}

/** The case from its first answer; what was already tried stays on record for a human. */
export function restart(turn: Turn, item: Case): Turn {
  const phase: Phase = { kind: 'queued' };
  const fresh = changeCase(say(turn, turn.script.texts.restarted), item.id, {
    phase,
    history: [],
    answers: [],
  });
  return withActive(fresh, beginCase);
}

/** Where every case stands. */
export function showStatus(turn: Turn): Turn {
  const { texts } = turn.script;
  if (turn.state.cases.length === 0) return say(turn, texts.noCase);
  const items = turn.state.cases.map((item) => ({
    label: titleOf(turn.script, item),
    value: sayState(turn, item),
  }));
  return prompt(show(say(turn, texts.statusIntro), { kind: 'facts', items }), 'restated');
}

function sayState(turn: Turn, item: Case): string {
  const { texts } = turn.script;
  const agent = agentOf(item);
  const state =
    agent === null ? texts.states[stateOf(item)] : texts.desk.withAgent.replace('{agent}', agent.name);
  const reference = referenceOf(item);
  return reference === null ? state : `${state} (${reference})`;
}

/** The first mail address in what a person said. */
export function addressIn(text: string): string | null {
  return findAddress(text, 0, text.length)?.value ?? null;
}

/** "No, the address is …": the recipient's, unless the words say that it is the person's own. */
export function correct(turn: Turn, item: Case, text: string): Turn {
  const value = addressIn(text);
  if (value === null) return prompt(say(turn, turn.script.texts.correctWhat), 'again');
  const own = /\b(my|mine|own|i am|from)\b/i.test(text) && !/\b(his|her|their|recipient)\b/i.test(text);
  const name = own ? 'sender' : 'finalRecipient';
  const problem = { ...item.problem, facts: { ...item.problem.facts, [name]: value } };
  const recipients = own ? problem.recipients : [value];
  const fixed = changeCase(turn, item.id, { problem: { ...problem, recipients } });
  return prompt(say(fixed, turn.script.texts.corrected, { value }));
}
