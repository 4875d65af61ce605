import { join } from 'node:path';
import type { Intent } from '../../src/classifier/diagnosis';
import { hearDuration } from '../../src/dialogue/duration';
import type { DialogueEvent } from '../../src/dialogue/event';
import type { Effect } from '../../src/dialogue/effect';
import { initialState, type State } from '../../src/dialogue/state';
import { step } from '../../src/dialogue/step';
import { loadKnowledge } from '../../src/knowledge/load-knowledge';
import { AT, pasted, said } from './events';

const knowledge = loadKnowledge(join(__dirname, '../../intents'));

interface Heard {
  readonly state: State;
  readonly effects: readonly Effect[];
}

const play = (...events: readonly DialogueEvent[]): Heard =>
  events.reduce<Heard>(({ state }, event) => step(knowledge, state, event), {
    state: initialState,
    effects: [],
  });

const phaseOf = ({ state }: Heard) => state.cases[0]?.phase;
const textOf = ({ effects }: Heard) =>
  effects
    .flatMap((effect) => (effect.kind === 'reply' ? effect.reply.blocks : []))
    .map((block) => ('text' in block ? block.text : ''))
    .join('\n');
const labelsOf = ({ state }: Heard) => state.question?.choices.map(({ label }) => label) ?? [];

const unknown = pasted({ label: 'recipient-unknown', recipient: 'anna@partner.example' });
const full = pasted({ label: 'mailbox-full', recipient: 'bob@shop.example' });
const down = pasted({ label: 'recipient-server-down', recipient: 'bob@shop.example' });

describe('words at a step choose the answer they name, whatever their learned sense', () => {
  test.each<[words: string, intent: Intent, confidence: number, next: string]>([
    ['yes i found a typo', 'correction', 0.44, 'enter-anew'],
    ['yes, I looked', 'status', 0.3, 'enter-anew'],
    ['it looks right', 'solved', 0.7, 'only-this-one'],
    ['the adress looks rihgt', 'no', 0.73, 'only-this-one'],
    ['no, the address is correct', 'correction', 0.9, 'only-this-one'],
    ['nein, die Adresse stimmt', 'correction', 0.43, 'only-this-one'],
    ["l'adresse est correcte", 'correction', 0.9, 'only-this-one'],
    ['the address is not right', 'correction', 0.9, 'check-address'],
    ['die Adresse stimmt nicht', 'correction', 0.9, 'check-address'],
    ['purple', 'cannot', 0.3, 'check-address'],
    ['made it shorter', 'correction', 0.9, 'check-address'],
  ])('%s', (words, intent, confidence, next) => {
    expect(phaseOf(play(unknown, said(words, intent, confidence)))).toEqual({ kind: 'step', step: next });
  });
});

describe('words of number choose the answer that speaks of as many', () => {
  const atCount = [unknown, said('the address looks right', 'no')];
  test.each<[words: string, intent: Intent, next: object]>([
    ['only his', 'no', { kind: 'step', step: 'enter-anew' }],
    ['just him', 'done', { kind: 'step', step: 'enter-anew' }],
    ['nur diese', 'other', { kind: 'step', step: 'enter-anew' }],
    ['several of them', 'human', { kind: 'collect', ask: 'reached-before' }],
    ['not just him', 'other', { kind: 'step', step: 'only-this-one' }],
  ])('%s', (words, intent, next) => {
    expect(phaseOf(play(...atCount, said(words, intent, 0.9)))).toMatchObject(next);
  });
});

test('an address in the words is a correction, not an answer', () => {
  const heard = play(unknown, said('no, anna.k@partner.example is right', 'correction', 0.5));
  expect(heard.state.cases[0]?.problem.facts['finalRecipient']).toBe('anna.k@partner.example');
  expect(phaseOf(heard)).toEqual({ kind: 'step', step: 'check-address' });
});

test('a nod while waiting does not count as solved', () => {
  const waiting = [full, said('told him', 'done'), said('remind me', 'later')];
  expect(phaseOf(play(...waiting, said('ok', 'yes')))).toMatchObject({ kind: 'waiting' });
  expect(phaseOf(play(...waiting, said('it works', 'solved')))).toMatchObject({
    kind: 'closed',
    how: 'solved',
  });
});

test('a reminder comes back to the question that was put off, and after a wait asks whether it works', () => {
  const ring: DialogueEvent = { kind: 'timerFired', at: AT, timer: 'case-1' };
  expect(phaseOf(play(unknown, said('in 2 hours', 'later'), ring))).toEqual({
    kind: 'step',
    step: 'check-address',
  });
  expect(phaseOf(play(full, said('told him', 'done'), said('remind me', 'later'), ring))).toMatchObject({
    kind: 'confirm',
  });
});

test('what a step has asked is not asked again for the human', () => {
  const handing = play(down, said('several', 'no'));
  expect(textOf(handing)).not.toContain('with others too');
  expect(textOf(handing)).toContain('Since when');
});

test('a number answers a free question and is no button', () => {
  const large = pasted({ label: 'message-too-large', recipient: 'bob@shop.example' });
  const heard = play(large, said('a human please', 'human'), said('2', 'other'));
  expect(heard.state.cases[0]?.answers).toEqual([expect.objectContaining({ answer: '2' })]);
});

test('"I don\'t know" stands once among the answers', () => {
  const heard = play(unknown, said('a human please', 'human'));
  expect(labelsOf(heard).filter((label) => label === "I don't know")).toHaveLength(1);
});

test('not knowing which of two it is begins with the likelier one', () => {
  const two = pasted({ label: 'mailbox-full', second: 'recipient-disabled', certainty: 'between' });
  const heard = play(two, said('no idea', 'unsure'));
  expect(heard.state.cases[0]?.problem.variant).toBe('mailbox-full');
  expect(phaseOf(heard)).toMatchObject({ kind: 'step' });
});

test('the error pasted on the way to a human tells more, and the way goes on', () => {
  const heard = play(said('a human please', 'human'), unknown);
  expect(heard.state.cases).toHaveLength(1);
  expect(heard.state.cases[0]?.problem.variant).toBe('recipient-unknown');
  expect(phaseOf(heard)).toMatchObject({ kind: 'collect' });
});

test('a greeting in the middle is answered with the question that is open', () => {
  const heard = play(full, said('good morning', 'greeting'));
  expect(textOf(heard)).toContain('Hello again');
  expect(textOf(heard)).toContain('Call the person');
});

test('no question has more than nine choices, and no reply says a sentence twice', () => {
  for (const variant of knowledge.variants.keys()) {
    const heard = play(pasted({ label: variant, recipient: 'anna@partner.example' }));
    expect(labelsOf(heard).length).toBeLessThanOrEqual(9);
    const sentences = textOf(heard).split(/(?<=[.?])\s+/);
    expect(sentences).toEqual([...new Set(sentences)]);
  }
});

test.each([
  ['in 2 hours', 7200],
  ['in half an hour', 1800],
  ['tomorow please', 86_400],
  ['on wednesday', 2 * 86_400],
  ['monday', 7 * 86_400],
  ['in a couple of days', 2 * 86_400],
  ['when I can', null],
])('the time in "%s"', (words, seconds) => {
  expect(hearDuration(words, AT)).toBe(seconds);
});

test('who tells of a returned mail is asked for it, not taught what the bot can do', () => {
  expect(textOf(play(said('my email bounced, what do I do', 'help')))).toContain('Paste it here');
  expect(textOf(play(said('what can you do', 'help')))).toContain('Paste a mail error');
});

describe('where a human needs to know something', () => {
  const blocked = pasted({ label: 'ip-blocked' });
  const first = play(blocked);

  test.each<[words: string, intent: Intent, confidence: number]>([
    ['huh? im not technical', 'other', 0.5],
    ["what's spamhaus", 'explain', 0.7],
    ['did i get hacked', 'other', 0.6],
    ['ok', 'yes', 0.9],
    ['thanks!', 'thanks', 0.95],
  ])('"%s" is no answer', (words, intent, confidence) => {
    const heard = play(blocked, said(words, intent, confidence));
    expect(heard.state.cases[0]?.answers).toEqual([]);
    expect(phaseOf(heard)).toEqual(phaseOf(first));
    expect(labelsOf(heard)).toContain('Hand over now');
  });

  test('an address, or who somebody is, is one', () => {
    const heard = play(blocked, said('anna@work.example', 'other', 0.4), said('Bob from Acme', 'other', 0.5));
    expect(heard.state.cases[0]?.answers).toHaveLength(2);
  });
});
