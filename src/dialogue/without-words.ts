import type { Case, Problem, State } from './state';

/**
 * Takes out of the closed cases what was pasted and answered; what they were and how they ended stays. The cases
 * whose ids are in `kept` are left as they are.
 */
export function withoutWords(state: State, kept: readonly number[]): State {
  const cases = state.cases.map((item) =>
    item.phase.kind === 'closed' && !kept.includes(item.id) ? emptied(item) : item,
  );
  return { ...state, cases };
}

function emptied(item: Case): Case {
  return { ...item, problem: { ...item.problem, ...NO_WORDS }, history: [], answers: [], tried: [] };
}

const NO_WORDS: Omit<Problem, 'variant' | 'certainty' | 'confidence' | 'side' | 'circumstances'> = {
  alternatives: [],
  evidence: [],
  decidingLine: null,
  facts: {},
  recipients: [],
  recipientCount: 0,
  helpUrl: null,
};
