import type { Ask, Step, Variant } from '../knowledge/variant';
import { skippedSteps } from './first-answer';
import { phrase } from './phrasing';
import type { Choice } from './reply';
import { employeeSteps, findVariant, type Script } from './script';
import { activeCase, type Case, type Phase } from './state';
import { changeCase, offer, say, show, type Turn } from './turn';

/**
 * How the question is put: in full the first time; after an interruption in its words alone, where they may be
 * out of sight or mind, or only with its choices. Where the interruption was "how do I do that?", "why?" takes its
 * place among the choices.
 */
export type Manner = 'full' | 'restated' | 'again' | 'how-told';

/** Steps of this name pass something on to the other side, and there the ready text helps. */
const PASSES_ON = 'tell-';

/** Asks what the active case waits for; says nothing when it waits for nothing. */
export function prompt(turn: Turn, manner: Manner = 'full'): Turn {
  const item = activeCase(turn.state);
  if (item === null) return turn;
  return asksAnew(item) ? promptMoved(turn, item) : promptPhase(turn, item, item.phase, manner);
}

/** Whether the open question is no longer the one that the person has seen. */
export function asksAnew(item: Case): boolean {
  return item.moved && item.phase.kind !== 'waiting';
}

/** The question is new to the person, so it is put in full, with the reason. */
function promptMoved(turn: Turn, item: Case): Turn {
  const told = changeCase(turn, item.id, { moved: false });
  const guideGone = item.phase.kind === 'guide-gone';
  return promptPhase(guideGone ? told : say(told, turn.script.texts.guideChanged), item, item.phase, 'full');
}

function promptPhase(turn: Turn, item: Case, phase: Phase, manner: Manner): Turn {
  const { texts } = turn.script;
  switch (phase.kind) {
    case 'ask-paste':
      return askPaste(turn, item);
    case 'tell-apart':
      return tellApart(turn, phase);
    case 'collect':
      return collect(turn, item, phase.ask);
    case 'step':
      return promptStep(turn, item, phase.step, manner);
    case 'confirm':
      return confirm(turn, item);
    case 'ask-when':
      return offer(
        say(turn, texts.askWhen),
        choice('after:3600', texts.labels.inAnHour),
        choice('after:14400', texts.labels.inFourHours),
        choice('after:86400', texts.labels.tomorrow),
      );
    case 'waiting':
      return offer(
        turn,
        choice('check-now', phase.then === 'confirm' ? texts.labels.tryNow : texts.labels.goOnNow, 'main'),
        choice('solved', texts.labels.arrived),
        aside('human', texts.labels.human),
      );
    case 'offer-human':
      return offer(
        say(turn, item.problem.variant === null ? texts.unknown : texts.stepsDone),
        choice('human', texts.labels.yesHuman, 'main'),
        choice('cancel', texts.labels.noHuman),
      );
    case 'guide-gone':
      return offer(
        say(turn, texts.guideGone),
        choice('look-again', texts.labels.lookAgain, 'main'),
        choice('human', texts.labels.human),
      );
    case 'confirm-agent':
      return offer(
        say(turn, texts.desk.solved, { agent: phase.agent.name }),
        choice('solved', texts.labels.arrived, 'main'),
        choice('not-solved', texts.labels.stillBouncing),
      );
    case 'closed':
      return phase.how === 'solved' ? offer(turn, aside('reopen', texts.labels.reopen)) : turn;
    case 'queued':
    case 'with-human':
      return turn;
  }
}

function askPaste(turn: Turn, item: Case): Turn {
  const { texts } = turn.script;
  const text = item.pasteRequests > 1 ? texts.askPasteAgain : texts.askPaste;
  return offer(
    say(turn, text),
    choice('all-i-have', texts.labels.allIHave),
    aside('human', texts.labels.human),
  );
}

function tellApart(turn: Turn, phase: Extract<Phase, { kind: 'tell-apart' }>): Turn {
  const { script } = turn;
  const first = findVariant(script, phase.first);
  const second = findVariant(script, phase.second);
  if (first === null || second === null) return turn;
  const own = first.tellApart?.find((entry) => entry.from === second.id);
  const others = second.tellApart?.find((entry) => entry.from === first.id);
  const labels = own
    ? [own.mine, own.theirs]
    : others
      ? [others.theirs, others.mine]
      : [first.title, second.title].map((title) => phrase(script, title, null).text);
  const ask = own?.ask ?? others?.ask;
  return offer(
    ask === undefined ? say(turn, script.texts.tellApart) : say(say(turn, script.texts.oneQuestion), ask),
    choice(`variant:${first.id}`, labels[0] ?? first.id),
    choice(`variant:${second.id}`, labels[1] ?? second.id),
    choice('likelier', script.texts.labels.dontKnow),
    aside('human', script.texts.labels.human),
  );
}

function collect(turn: Turn, item: Case, askId: string): Turn {
  const { texts } = turn.script;
  const ask = findAsk(turn.script, item, askId);
  const answers = (ask.choices ?? []).map((label, index) => choice(`answer:${index}`, label));
  const knows = askId === DESCRIBE || answers.some(({ label }) => label === texts.labels.dontKnow);
  return offer(
    say(turn, ask.ask),
    ...answers,
    ...(knows ? [] : [choice('dont-know', texts.labels.dontKnow)]),
    aside('hand-over', texts.labels.justHandOver),
  );
}

/** The question put when a human is asked for and nothing is known of the trouble. */
export const DESCRIBE = 'describe';

/** The question of a variant's `collect`, or the one put when nothing is known. */
export function findAsk(script: Script, item: Case, askId: string): Ask {
  const asks = findVariant(script, item.problem.variant)?.collect ?? [];
  return asks.find((ask) => ask.id === askId) ?? { id: askId, ask: script.texts.describeForHuman };
}

function promptStep(turn: Turn, item: Case, stepId: string, manner: Manner): Turn {
  const variant = findVariant(turn.script, item.problem.variant);
  const steps = variant === null ? [] : employeeSteps(variant, skippedSteps(variant, item.problem));
  const index = steps.findIndex((step) => step.id === stepId);
  const step = steps[index];
  if (variant === null || step === undefined) return turn;
  return offer(
    putStep(turn, item, step, { manner, number: index + 1, of: steps.length }),
    ...step.outcomes.map((outcome, position) =>
      choice(`outcome:${position}`, outcome.label, position === 0 ? 'main' : 'plain'),
    ),
    ...stepAsides(turn.script, variant, step, manner),
  );
}

interface Putting {
  readonly manner: Manner;
  readonly number: number;
  readonly of: number;
}

function putStep(turn: Turn, item: Case, step: Step, { manner, number, of }: Putting): Turn {
  switch (manner) {
    case 'full':
      return showStep(turn, item, step, number, of);
    case 'restated':
      return say(turn, step.do);
    case 'again':
    case 'how-told':
      return turn;
  }
}

function showStep(turn: Turn, item: Case, step: Step, number: number, of: number): Turn {
  const { text, words } = phrase(turn.script, step.do, item.problem);
  const title = phrase(turn.script, step.title, item.problem).text;
  return { ...show(turn, { kind: 'step', number, of, title, text }), words: [...turn.words, ...words] };
}

/** Help and exits; few, because they stand beside every step. All of them can be said at any time. */
function stepAsides(script: Script, variant: Variant, step: Step, manner: Manner): readonly Choice[] {
  const { labels } = script.texts;
  const passesOn = variant.note !== undefined && step.id.startsWith(PASSES_ON);
  const waits = step.outcomes.some(({ to }) => to === 'wait');
  return [
    manner === 'how-told' ? aside('why', labels.why) : aside('how', labels.how),
    ...(passesOn ? [aside('note', labels.note)] : []),
    ...(waits ? [] : [aside('later', labels.later)]),
    aside('human', labels.human),
  ];
}

function confirm(turn: Turn, item: Case): Turn {
  const { texts } = turn.script;
  const variant = findVariant(turn.script, item.problem.variant);
  return offer(
    say(turn, variant?.confirm ?? texts.hasItArrived),
    choice('solved', texts.labels.arrived, 'main'),
    choice('not-solved', texts.labels.stillBouncing),
    aside('later', texts.labels.later),
    aside('human', texts.labels.human),
  );
}

function choice(id: string, label: string, weight: Choice['weight'] = 'plain'): Choice {
  return { id, label, weight };
}

function aside(id: string, label: string): Choice {
  return { id, label, weight: 'aside' };
}
