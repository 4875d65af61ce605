import type { Variant } from '../knowledge/variant';
import type { DialogueEvent } from './event';
import { skippedSteps } from './first-answer';
import { nextAsk } from './hand-over';
import { DESCRIBE, findAsk } from './prompt';
import { employeeSteps, findVariant, findVariantByLabel, type Script } from './script';
import { activeCase, type Case, type Phase, type State } from './state';

/** A conversation and what happened in it, in the terms of today's content. */
export interface Mended {
  readonly state: State;
  readonly event: DialogueEvent;
}

/**
 * A conversation may have been begun with other content than today's: steps, questions, answers and whole
 * variants are renamed, reordered and taken out while people are in the middle of them. Before a turn, what the
 * cases name and the content no longer has is moved to what comes nearest, and such a case is marked as `moved`,
 * so that the person is told when it is next talked about.
 */
export function mendState(script: Script, before: State, event: DialogueEvent): Mended {
  const cases = before.cases.map((item) => mendCase(script, item));
  const state = cases.every((item, index) => item === before.cases[index]) ? before : { ...before, cases };
  const item = activeCase(state);
  if (item === null || item.phase.kind === 'waiting') return { state, event };
  if (item.moved) return { state: withoutChoices(state), event };
  return mendQuestion(script, state, item, event);
}

/** The question stays known, so that it can be shown as settled; nothing can be answered to it any more. */
function withoutChoices(state: State): State {
  return { ...state, question: state.question && { ...state.question, choices: [] } };
}

/** The same case where nothing has to be mended. */
function mendCase(script: Script, item: Case): Case {
  const phase = mendPhase(script, item, item.phase);
  const history = mendHistory(script, item);
  if (phase === item.phase && history === item.history) return item;
  const moved =
    isOtherQuestion(item.phase, phase) || (isPutOff(item) && history.at(-1) !== item.history.at(-1));
  return { ...item, phase, history, moved: item.moved || moved };
}

/** Where only the step to go on from is another one, the question that was put is still the same. */
function isOtherQuestion(before: Phase, after: Phase): boolean {
  return (
    before.kind !== after.kind || (before !== after && (after.kind === 'step' || after.kind === 'collect'))
  );
}

/** Where one can go back to. A question that was put off will be put again, so it is moved and not dropped. */
function mendHistory(script: Script, item: Case): readonly Phase[] {
  const last = item.history.length - 1;
  const mended = item.history.flatMap((phase, index) => {
    const today = mendPhase(script, item, phase);
    return today === phase || (isPutOff(item) && index === last) ? [today] : [];
  });
  const same =
    mended.length === item.history.length && mended.every((phase, at) => phase === item.history[at]);
  return same ? item.history : mended;
}

function isPutOff({ phase }: Case): boolean {
  return phase.kind === 'ask-when' || (phase.kind === 'waiting' && phase.then === 'ask-again');
}

/** The same phase where the content still has what it names. */
function mendPhase(script: Script, item: Case, phase: Phase): Phase {
  const variant = findVariant(script, item.problem.variant);
  switch (phase.kind) {
    case 'step':
      return variant === null ? GUIDE_GONE : mendStep(variant, item, phase);
    case 'confirm':
    case 'ask-when':
    case 'waiting':
    case 'closed':
      return mendReturn(variant, item, phase);
    case 'tell-apart': {
      const both = findVariant(script, phase.first) !== null && findVariant(script, phase.second) !== null;
      return both ? phase : GUIDE_GONE;
    }
    case 'collect':
      return mendAsk(script, item, variant, phase);
    case 'queued':
    case 'ask-paste':
    case 'offer-human':
    case 'with-human':
    case 'confirm-agent':
    case 'guide-gone':
      return phase;
  }
}

const GUIDE_GONE: Phase = { kind: 'guide-gone' };

type PhaseOf<Kind extends Phase['kind']> = Extract<Phase, { readonly kind: Kind }>;

function mendStep(variant: Variant, item: Case, phase: PhaseOf<'step'>): Phase {
  const steps = employeeSteps(variant, skippedSteps(variant, item.problem));
  if (steps.some(({ id }) => id === phase.step)) return phase;
  const visited = visitedSteps(item);
  const left = steps.filter(({ id }) => !visited.has(id));
  const after = steps.findLastIndex(({ id }) => visited.has(id));
  const next = left.find((step) => steps.indexOf(step) > after) ?? left[0];
  return next === undefined ? { kind: 'offer-human' } : { kind: 'step', step: next.id };
}

type Returning = PhaseOf<'confirm'> | PhaseOf<'ask-when'> | PhaseOf<'waiting'> | PhaseOf<'closed'>;

/** The step to go on from: where it is gone, the last one before it that the person has seen. */
function mendReturn(variant: Variant | null, item: Case, phase: Returning): Returning {
  const steps = variant === null ? [] : employeeSteps(variant, []);
  if (phase.step === null || steps.some(({ id }) => id === phase.step)) return phase;
  const visited = visitedSteps(item);
  return { ...phase, step: steps.findLast(({ id }) => visited.has(id))?.id ?? null };
}

function visitedSteps(item: Case): ReadonlySet<string> {
  const passed = item.history.flatMap((phase) => (phase.kind === 'step' ? [phase.step] : []));
  return new Set([...passed, ...item.tried.map(({ step }) => step)]);
}

/** The next thing a human needs to know; where nothing is left, the hand-over that the questions led to. */
function mendAsk(script: Script, item: Case, variant: Variant | null, phase: PhaseOf<'collect'>): Phase {
  const known = variant?.collect.some(({ id }) => id === phase.ask) ?? false;
  if (known || phase.ask === DESCRIBE) return phase;
  const ask = variant === null ? DESCRIBE : nextAsk(script, item);
  return ask === null ? { kind: 'offer-human' } : { ...phase, ask };
}

/** Buttons are numbered by their place among the answers; the words on them tell which one was meant. */
function mendQuestion(script: Script, state: State, item: Case, event: DialogueEvent): Mended {
  const asked = state.question;
  const known = asked?.choices.map((choice) => ({ ...choice, today: idToday(script, item, choice) })) ?? [];
  if (asked === null || known.every(({ id, today }) => id === today)) return { state, event };
  const choices = known.flatMap(({ today, label }) => (today === null ? [] : [{ id: today, label }]));
  const mended = { ...state, question: { ...asked, choices } };
  if (event.kind !== 'chose' || event.question !== asked.id) return { state: mended, event };
  const pressed = known.find(({ id }) => id === event.choice);
  if (pressed === undefined) return { state: mended, event };
  if (pressed.today !== null) return { state: mended, event: { ...event, choice: pressed.today } };
  const cases = state.cases.map((entry) => (entry.id === item.id ? { ...entry, moved: true } : entry));
  return { state: withoutChoices({ ...mended, cases }), event };
}

/** What the choice is called today; null where there is no such answer any more. */
function idToday(
  script: Script,
  item: Case,
  { id, label }: { readonly id: string; readonly label: string },
): string | null {
  const [kind = '', value = ''] = id.split(':', 2);
  if (kind === 'variant') return findVariantByLabel(script, value) === null ? null : id;
  if (kind !== 'outcome' && kind !== 'answer') return id;
  const labels = answersToday(script, item);
  if (labels[Number(value)] === label) return id;
  const place = labels.indexOf(label);
  return place < 0 ? null : `${kind}:${place}`;
}

function answersToday(script: Script, item: Case): readonly string[] {
  const { phase } = item;
  if (phase.kind === 'collect') return findAsk(script, item, phase.ask).choices ?? [];
  if (phase.kind !== 'step') return [];
  const step = findVariant(script, item.problem.variant)?.steps.find(({ id }) => id === phase.step);
  return step?.outcomes.map(({ label }) => label) ?? [];
}
