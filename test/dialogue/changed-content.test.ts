import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { INTENTS } from '../../src/classifier/diagnosis';
import type { Effect } from '../../src/dialogue/effect';
import type { DialogueEvent } from '../../src/dialogue/event';
import type { Reply } from '../../src/dialogue/reply';
import { employeeSteps, type Script } from '../../src/dialogue/script';
import { activeCase, agentOf, parseState, type State } from '../../src/dialogue/state';
import { step } from '../../src/dialogue/step';
import { loadKnowledge } from '../../src/knowledge/load-knowledge';
import { VariantId } from '../../src/knowledge/variant';
import { changedContent, type ContentChange } from './changed-content';
import { AT, pasted, said } from './events';

const today: Script = loadKnowledge(join(__dirname, '../../intents'));

/** Conversations that version 1 of the state left in the middle, by the phase they stood at. */
const recorded = JSON.parse(
  readFileSync(join(__dirname, '../fixtures/states/version-1.json'), 'utf8'),
) as Record<string, unknown>;
const stoodAt = (name: string): State => parseState(recorded[name]);

const nothing: ContentChange = { without: () => false, renamed: () => false, reordered: () => false };
const without = (...names: string[]) =>
  changedContent(today, { ...nothing, without: (name) => names.includes(name) });
const renamed = (...names: string[]) =>
  changedContent(today, { ...nothing, renamed: (name) => names.includes(name) });
const reordered = (...names: string[]) =>
  changedContent(today, { ...nothing, reordered: (name) => names.includes(name) });

const press = (state: State, label: string): DialogueEvent => ({
  kind: 'chose',
  at: AT,
  question: state.question?.id ?? 0,
  choice: state.question?.choices.find((choice) => choice.label === label)?.id ?? 'none',
});

interface Answer {
  readonly state: State;
  /** Every text of the reply, with the labels of its choices in brackets. */
  readonly text: string;
  readonly effects: readonly Effect[];
}

function answer(script: Script, state: State, event: DialogueEvent): Answer {
  const turn = step(script, state, event);
  const replies = turn.effects.flatMap((effect) => (effect.kind === 'reply' ? [effect.reply] : []));
  return { state: turn.state, text: replies.map(written).join('\n'), effects: turn.effects };
}

function written({ blocks, question }: Reply): string {
  const texts = blocks.map((block) =>
    'text' in block ? `${'title' in block ? `${block.title}: ` : ''}${block.text}` : '',
  );
  return [...texts, ...(question?.choices ?? []).map(({ label }) => `[${label}]`)].join('\n');
}

const { guideChanged, guideGone } = today.texts;

test.each(Object.keys(recorded))('a state of version 1 is read: %s', (name) => {
  const state = stoodAt(name);
  expect(state.version).toBe(2);
  expect(parseState(JSON.parse(JSON.stringify(state)))).toEqual(state);
});

test('a ticket that was open, and one that was on its way, are so still', () => {
  expect(activeCase(stoodAt('with-human, ticket open'))?.ticket).toMatchObject({
    kind: 'open',
    joined: false,
  });
  expect(activeCase(stoodAt('with-human, ticket opening'))?.ticket).toEqual({ kind: 'opening' });
});

test.each([
  ['no state', null],
  ['a state of a later version', { ...(recorded['confirm'] as object), version: 99 }],
])('%s is refused rather than begun anew', (_, json) => {
  expect(() => parseState(json)).toThrow();
});

describe('with the content as it was', () => {
  test.each(Object.keys(recorded))('nothing is said of a change: %s', (name) => {
    const { text } = answer(today, stoodAt(name), said('what?', 'other'));
    expect(text).not.toContain(guideChanged);
    expect(text).not.toContain(guideGone);
  });
});

describe('a step that is gone', () => {
  const state = stoodAt('step, first');
  const variant = today.variants.get(VariantId.parse('recipient-unknown'));
  const [first, second] = employeeSteps(variant ?? fail(), []);
  const script = without(`recipient-unknown/${first?.id}`);

  test.each([
    ['its button is pressed', press(state, first?.outcomes[0]?.label ?? '')],
    ['it is answered in words', said('done', 'done')],
    ['the conversation is opened again', { kind: 'opened', at: AT } as const],
  ])('leads to the next one, and says why, when %s', (_, event) => {
    const { state: after, text } = answer(script, state, event);
    expect(text).toContain(guideChanged);
    expect(text).toContain(second?.title);
    expect(activeCase(after)?.phase).toEqual({ kind: 'step', step: second?.id });
    expect(activeCase(after)?.tried).toEqual([]);
  });

  test('holds nobody up who wants something else', () => {
    expect(answer(script, state, said('a human please', 'human')).text).not.toContain(guideChanged);
    const closed = answer(script, state, said('it works now', 'solved')).state;
    expect(activeCase(closed)?.phase).toMatchObject({ kind: 'closed', how: 'solved' });
    const other = answer(script, state, pasted({ label: 'mailbox-full', recipient: 'bob@shop.example' }));
    expect(other.state.cases).toHaveLength(2);
  });

  test('is said once', () => {
    const once = answer(script, state, said('done', 'done'));
    expect(answer(script, once.state, said('why?', 'explain')).text).not.toContain(guideChanged);
  });

  test('that was put off is replaced when its time has come', () => {
    const waiting = stoodAt('waiting, then ask-again');
    const thanked = answer(script, waiting, said('thanks', 'thanks'));
    expect(thanked.text).not.toContain(guideChanged);
    const { text } = answer(script, thanked.state, { kind: 'timerFired', at: AT, timer: 'case-1' });
    expect(text).toContain(guideChanged);
    expect(text).toContain(second?.title);
  });

  test('and was the last one leads to a human', () => {
    const all = variant?.steps.map(({ id }) => `recipient-unknown/${id}`) ?? [];
    const { text } = answer(without(...all), state, said('done', 'done'));
    expect(text).toContain(`[${today.texts.labels.yesHuman}]`);
  });

  test('leaves the check whether it works as it was', () => {
    const confirming = stoodAt('confirm');
    const gone = without('recipient-unknown/enter-anew');
    const solved = answer(gone, confirming, press(confirming, today.texts.labels.arrived));
    expect(activeCase(solved.state)?.phase).toMatchObject({ kind: 'closed', how: 'solved' });
    const not = answer(gone, confirming, press(confirming, today.texts.labels.stillBouncing));
    expect(activeCase(not.state)?.phase.kind).toBe('step');
  });
});

describe('answers', () => {
  const state = stoodAt('step, first');
  const [first] = employeeSteps(today.variants.get(VariantId.parse('recipient-unknown')) ?? fail(), []);
  const name = `recipient-unknown/${first?.id}`;
  const label = first?.outcomes[0]?.label ?? '';

  test('in another order mean what stood on them', () => {
    const before = answer(today, state, press(state, label));
    const after = answer(reordered(name), state, press(state, label));
    expect(activeCase(after.state)?.tried).toEqual(activeCase(before.state)?.tried);
    expect(activeCase(after.state)?.phase).toEqual(activeCase(before.state)?.phase);
  });

  test('with other words on them are put again', () => {
    const { text, state: after } = answer(renamed(`${name}/${label}`), state, press(state, label));
    expect(text).toContain(guideChanged);
    expect(text).toContain(`[${label}!]`);
    expect(activeCase(after)?.phase).toEqual(activeCase(state)?.phase);
  });
});

test('a question for a human that is gone is passed over, and the case still gets to the human', () => {
  const state = stoodAt('collect');
  const script = without('recipient-unknown/collect/reached-before');
  let turn = answer(script, state, said('yes, last week', 'other'));
  expect(turn.text).toContain(guideChanged);
  for (let asked = 0; asked < 10 && activeCase(turn.state)?.phase.kind !== 'with-human'; asked += 1) {
    const handOver = [today.texts.labels.justHandOver, today.texts.labels.yesHuman].find((label) =>
      turn.text.includes(`[${label}]`),
    );
    turn = answer(script, turn.state, press(turn.state, handOver ?? ''));
  }
  expect(turn.effects.some(({ kind }) => kind === 'openTicket')).toBe(true);
});

describe('a variant that is gone', () => {
  const script = without('recipient-unknown', 'outbound-filtered');

  test.each(['step, first', 'step, later', 'tell-apart'])('is told of, in the middle of: %s', (name) => {
    const { text, state } = answer(script, stoodAt(name), said('done', 'done'));
    expect(text).toContain(guideGone);
    expect(activeCase(state)?.phase).toEqual({ kind: 'guide-gone' });
  });

  test('is looked at again', () => {
    const told = answer(script, stoodAt('step, first'), said('done', 'done')).state;
    const asked = answer(script, told, press(told, today.texts.labels.lookAgain));
    const { state, text } = answer(
      script,
      asked.state,
      pasted({ label: 'mailbox-full', recipient: 'anna@partner.example' }),
    );
    expect(state.cases).toHaveLength(1);
    expect(activeCase(state)?.problem.variant).toBe('mailbox-full');
    expect(text).toContain('full');
  });

  test('goes to a human who asks for it', () => {
    const told = answer(script, stoodAt('step, first'), said('done', 'done')).state;
    const { state } = answer(script, told, press(told, today.texts.labels.human));
    expect(activeCase(state)?.phase.kind).toBe('collect');
  });

  test('that comes back with the next content finds its case again', () => {
    const told = answer(script, stoodAt('step, first'), said('done', 'done')).state;
    expect(activeCase(told)?.problem.variant).toBe('recipient-unknown');
  });

  test('lets a reminder ring, and what it asks be answered', () => {
    const waiting = stoodAt('waiting, then confirm');
    const gone = without('mailbox-full');
    const rung = answer(gone, waiting, { kind: 'timerFired', at: AT, timer: 'case-1' });
    expect(rung.text).toContain(today.texts.hasItArrived);
    const solved = answer(gone, rung.state, press(rung.state, today.texts.labels.arrived));
    expect(activeCase(solved.state)?.phase).toMatchObject({ kind: 'closed', how: 'solved' });
  });
});

/** A change that takes out, renames and reorders whatever a number says; the same each time it is asked. */
function drawnChange(seed: number, share: number): ContentChange {
  const drawn = (salt: number) => (name: string) => {
    let hash = seed + salt;
    for (let index = 0; index < name.length; index += 1)
      hash = (Math.imul(hash, 31) + name.charCodeAt(index)) >>> 0;
    return hash % 100 < share;
  };
  return { without: drawn(1), renamed: drawn(2), reordered: drawn(3) };
}

/** From a word here and there to hardly anything that is left. */
const changed: readonly Script[] = Array.from({ length: 40 }, (_, number) =>
  changedContent(today, drawnChange(number * 7919 + 1, 2 + (number % 20) * 3)),
);

const happening: fc.Arbitrary<(state: State) => DialogueEvent> = fc.oneof(
  fc.nat(20).map((number) => (state: State): DialogueEvent => {
    const choices = state.question?.choices ?? [];
    const choice = choices[number % Math.max(1, choices.length)]?.id ?? 'none';
    return { kind: 'chose', at: AT, question: state.question?.id ?? 0, choice };
  }),
  fc.constantFrom(...INTENTS).map((intent) => () => said('some words that name no button', intent)),
  fc.nat(25).map((number) => () => {
    const labels = [...today.variants.keys()];
    return pasted({ label: labels[number % labels.length] ?? '', recipient: 'anna@partner.example' });
  }),
  fc.constant((): DialogueEvent => ({ kind: 'chose', at: AT, question: 0, choice: 'solved' })),
  fc.constant((): DialogueEvent => ({ kind: 'opened', at: AT })),
  fc.constant((): DialogueEvent => ({ kind: 'timerFired', at: AT, timer: 'case-1' })),
);

test('whatever is changed in the content, every conversation goes on: each event is answered, and nothing is lost', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(recorded)),
      fc.array(fc.constantFrom(...changed), { minLength: 1, maxLength: 3 }),
      fc.array(happening, { minLength: 1, maxLength: 12 }),
      (name, scripts, happenings) => {
        let state = stoodAt(name);
        for (const [index, next] of happenings.entries()) {
          const event = next(state);
          const script = scripts[index % scripts.length] ?? today;
          const turn = answer(script, state, event);
          expect(turn.text !== '' || event.kind === 'timerFired').toBe(true);
          for (const { id, tried } of state.cases) {
            expect(turn.state.cases.find((item) => item.id === id)?.tried.slice(0, tried.length)).toEqual(
              tried,
            );
          }
          state = parseState(JSON.parse(JSON.stringify(turn.state)));
          expect(state).toEqual(turn.state);
        }
        expect(state.cases.every((item) => agentOf(item) === null)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

function fail(): never {
  throw new Error('the content lacks what this test is about');
}
