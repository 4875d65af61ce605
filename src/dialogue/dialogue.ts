import { caseLine, type CaseLine } from './case-line';
import { NO_DESK, type DeskTerms } from './desk-terms';
import type { DialogueEvent } from './event';
import type { Script } from './script';
import { initialState, parseState, type State } from './state';
import { step } from './step';

/** The dialogue with its content bound in, as the loop uses it. */
export function createDialogue(script: Script, desk: DeskTerms = NO_DESK) {
  return {
    initial: initialState,
    parse: parseState,
    step: (state: State, event: DialogueEvent) => step(script, state, event, desk),
    summarise: (state: State): readonly CaseLine[] =>
      state.cases.map((item) => caseLine(script, item, state.unreachable !== null)),
  };
}
