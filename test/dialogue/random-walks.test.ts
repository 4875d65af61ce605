import { join } from 'node:path';
import fc from 'fast-check';
import { INTENTS, type Intent } from '../../src/classifier/diagnosis';
import type { Effect } from '../../src/dialogue/effect';
import type { DialogueEvent } from '../../src/dialogue/event';
import { initialState, parseState, type State } from '../../src/dialogue/state';
import { step } from '../../src/dialogue/step';
import { loadKnowledge } from '../../src/knowledge/load-knowledge';
import { AT, pasted, said } from './events';

const knowledge = loadKnowledge(join(__dirname, '../../intents'));
const variants = [...knowledge.variants.keys()];

/** What a person might do next; numbers are taken modulo what is on offer. */
type Move =
  | { readonly kind: 'press'; readonly number: number }
  | { readonly kind: 'say'; readonly intent: Intent }
  | { readonly kind: 'paste'; readonly variant: number; readonly second: number; readonly unsure: boolean }
  | { readonly kind: 'stale' }
  | { readonly kind: 'timer' };

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('press' as const), number: fc.nat(20) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('say' as const), intent: fc.constantFrom(...INTENTS) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('paste' as const),
      variant: fc.nat(25),
      second: fc.nat(25),
      unsure: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'stale' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'timer' as const }) },
);

function eventOf(state: State, move: Move): DialogueEvent {
  switch (move.kind) {
    case 'press': {
      const choices = state.question?.choices ?? [];
      const choice = choices[move.number % Math.max(1, choices.length)];
      return { kind: 'chose', at: AT, question: state.question?.id ?? 0, choice: choice?.id ?? 'none' };
    }
    case 'say':
      return said('some words that name no button', move.intent);
    case 'paste':
      return pasted({
        label: variants[move.variant % variants.length] ?? '',
        second: variants[move.second % variants.length] ?? '',
        certainty: move.unsure ? 'between' : 'sure',
        recipient: 'anna@partner.example',
      });
    case 'stale':
      return { kind: 'chose', at: AT, question: 0, choice: 'solved' };
    case 'timer':
      return { kind: 'timerFired', at: AT, timer: 'case-1' };
  }
}

interface Walk {
  readonly state: State;
  readonly effects: readonly Effect[];
}

function take(walk: Walk, event: DialogueEvent): Walk {
  const turn = step(knowledge, walk.state, event);
  const after: Walk = { state: turn.state, effects: [...walk.effects, ...turn.effects] };
  return turn.effects.reduce((next, effect) => {
    if (effect.kind !== 'openTicket') return next;
    const { caseId } = effect.draft;
    return take(next, { kind: 'ticketOpened', at: AT, caseId, reference: `BD-${caseId}`, url: null });
  }, after);
}

const walkAll = (moves: readonly Move[]): Walk =>
  moves.reduce((walk: Walk, next) => take(walk, eventOf(walk.state, next)), {
    state: initialState,
    effects: [],
  });

const ticketsOf = (walk: Walk) =>
  walk.effects.flatMap((effect) => (effect.kind === 'openTicket' ? [effect.draft.caseId] : []));

test('whatever a person does, every move but a late timer is answered, and the state can be stored', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 25 }), (moves) => {
      let walk: Walk = { state: initialState, effects: [] };
      for (const next of moves) {
        const turn = take({ state: walk.state, effects: [] }, eventOf(walk.state, next));
        const answered = turn.effects.some((effect) => effect.kind === 'reply');
        expect(answered || next.kind === 'timer').toBe(true);
        expect(parseState(JSON.parse(JSON.stringify(turn.state)))).toEqual(turn.state);
        walk = turn;
      }
    }),
    { numRuns: 300 },
  );
});

test('nothing said contains an unfilled name or a glossary mark', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 25 }), (moves) => {
      const replies = walkAll(moves).effects.flatMap((effect) =>
        effect.kind === 'reply' ? [effect.reply.blocks] : [],
      );
      expect(JSON.stringify(replies)).not.toMatch(/\{[a-zA-Z]+\}|\[\[[a-z]/);
    }),
    { numRuns: 200 },
  );
});

test('a case gets one ticket at most, whatever is pressed or said', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
      const tickets = ticketsOf(walkAll(moves));
      expect(new Set(tickets).size).toBe(tickets.length);
    }),
    { numRuns: 300 },
  );
});

test('from anywhere, a human is asked for in words and comes within the questions that a human needs', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 25 }), (moves) => {
      let walk = take({ ...walkAll(moves), effects: [] }, said('let me talk to a human please', 'human'));
      for (let asked = 0; asked < 12; asked += 1) {
        const choice = walk.state.question?.choices.find(({ id }) => id === 'hand-over');
        if (choice === undefined) break;
        walk = take(walk, {
          kind: 'chose',
          at: AT,
          question: walk.state.question?.id ?? 0,
          choice: choice.id,
        });
      }
      const active = walk.state.cases.find((item) => item.id === walk.state.activeCase);
      expect(active?.phase.kind).toBe('with-human');
    }),
    { numRuns: 300 },
  );
});

test('going on with the first answer always ends: solved, waiting, with a human, or a question for a human', () => {
  fc.assert(
    fc.property(fc.nat(25), fc.array(fc.nat(3), { minLength: 60, maxLength: 60 }), (variant, presses) => {
      let walk = take(
        { state: initialState, effects: [] },
        pasted({ label: variants[variant % variants.length] ?? '', recipient: 'anna@partner.example' }),
      );
      for (const press of presses) {
        const choices =
          walk.state.question?.choices.filter(({ id }) =>
            /^(outcome|answer|dont-know|solved|not-solved|human|all-i-have)/.test(id),
          ) ?? [];
        const choice = choices[press % Math.max(1, choices.length)];
        if (choice === undefined) break;
        walk = take(walk, {
          kind: 'chose',
          at: AT,
          question: walk.state.question?.id ?? 0,
          choice: choice.id,
        });
      }
      const kinds = walk.state.cases.map((item) => item.phase.kind);
      expect(['closed', 'waiting', 'with-human']).toContain(kinds[0]);
    }),
    { numRuns: 300 },
  );
});
