import type { DeskTerms } from './desk-terms';
import type { Effect } from './effect';
import { phrase } from './phrasing';
import type { Block, Choice } from './reply';
import type { Script } from './script';
import { activeCase, type Case, type Phase, type State } from './state';

/** One turn in the making: everything said in it becomes one reply. */
export interface Turn {
  readonly script: Script;
  readonly desk: DeskTerms;
  readonly at: string;
  readonly state: State;
  readonly effects: readonly Effect[];
  readonly blocks: readonly Block[];
  readonly choices: readonly Choice[];
  /** Glossary words used in this turn, each offered as "what is …?". */
  readonly words: readonly string[];
  /** The label of the choice that was taken, shown on the question it answered. */
  readonly chosen: string | null;
}

const HISTORY_KEPT = 20;
/** More than two "what is …?" crowd out the answer, and so do more than eight choices in all. */
const WORDS_OFFERED = 2;
const CHOICES_OFFERED = 8;

export function beginTurn(script: Script, desk: DeskTerms, state: State, at: string): Turn {
  return { script, desk, at, state, effects: [], blocks: [], choices: [], words: [], chosen: null };
}

export function show(turn: Turn, block: Block): Turn {
  return { ...turn, blocks: [...turn.blocks, block] };
}

/** Says a text of the content, filled from the active case. */
export function say(turn: Turn, template: string, extra: Readonly<Record<string, string>> = {}): Turn {
  const { text, words } = phrase(turn.script, template, activeCase(turn.state)?.problem ?? null, extra);
  return { ...show(turn, { kind: 'text', text }), words: [...turn.words, ...words] };
}

export function offer(turn: Turn, ...choices: readonly Choice[]): Turn {
  return { ...turn, choices: [...turn.choices, ...choices] };
}

export function order(turn: Turn, effect: Effect): Turn {
  return { ...turn, effects: [...turn.effects, effect] };
}

export function withState(turn: Turn, change: Partial<State>): Turn {
  return { ...turn, state: { ...turn.state, ...change } };
}

export function changeCase(turn: Turn, id: number, change: Partial<Case>): Turn {
  const cases = turn.state.cases.map((item) => (item.id === id ? { ...item, ...change } : item));
  return withState(turn, { cases });
}

/** Moves a case on, keeping the way back to a question that was put. */
export function moveTo(turn: Turn, item: Case, phase: Phase): Turn {
  const history = isWorthReturning(item.phase)
    ? [...item.history, item.phase].slice(-HISTORY_KEPT)
    : item.history;
  return changeCase(turn, item.id, { phase, history, moved: false });
}

/** "Back" leads to a question; where nothing was asked there is nothing to go back to. */
function isWorthReturning(phase: Phase): boolean {
  switch (phase.kind) {
    case 'ask-paste':
    case 'tell-apart':
    case 'collect':
    case 'step':
    case 'confirm':
    case 'offer-human':
    case 'guide-gone':
      return true;
    case 'queued':
    case 'ask-when':
    case 'waiting':
    case 'with-human':
    case 'confirm-agent':
    case 'closed':
      return false;
  }
}

/** Goes on with the active case as it stands now; nothing to do where there is none. */
export function withActive(turn: Turn, then: (turn: Turn, item: Case) => Turn): Turn {
  const item = activeCase(turn.state);
  return item === null ? turn : then(turn, item);
}

/** Turns what was said into effects: one reply, with its question where there is something to answer. */
export function finishTurn(turn: Turn): { readonly state: State; readonly effects: readonly Effect[] } {
  if (turn.blocks.length === 0) return { state: turn.state, effects: turn.effects };
  const asked = turn.choices.length > 0;
  const choices = asked ? [...turn.choices, ...wordChoices(turn)] : [];
  const id = turn.state.lastQuestion + (asked ? 1 : 0);
  const question = asked ? { id, choices } : null;
  const settle: readonly Effect[] =
    turn.state.question === null
      ? []
      : [{ kind: 'settleQuestion', question: turn.state.question.id, chosen: turn.chosen }];
  return {
    state: {
      ...turn.state,
      lastQuestion: id,
      question: question && {
        id,
        choices: choices.map((choice) => ({ id: choice.id, label: choice.label })),
      },
    },
    effects: [...settle, { kind: 'reply', reply: { blocks: turn.blocks, question } }, ...turn.effects],
  };
}

function wordChoices(turn: Turn): readonly Choice[] {
  const room = Math.max(1, Math.min(WORDS_OFFERED, CHOICES_OFFERED - turn.choices.length));
  return [...new Set(turn.words)].slice(0, room).flatMap((id) => {
    const entry = turn.script.glossary.words.find((item) => item.id === id);
    if (entry === undefined) return [];
    const label = turn.script.texts.labels.whatIs.replace('{word}', entry.word);
    return [{ id: `word:${id}`, label, weight: 'aside' as const }];
  });
}
