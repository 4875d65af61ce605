import type { Intent } from '../classifier/diagnosis';
import { findVariant } from './script';
import { activeCase, type Case, type State } from './state';
import type { Script } from './script';

const fold = (text: string) =>
  text
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * The choice of the open question that a text names: its number, its label, or the beginning of exactly one
 * label ("yes" for "Yes, it arrived").
 */
export function namedChoice(state: State, text: string): string | null {
  const choices = state.question?.choices ?? [];
  const said = fold(text);
  if (said === '') return null;
  if (/^\d{1,2}$/.test(said)) return asksFreely(state) ? null : (choices[Number(said) - 1]?.id ?? null);
  const whole = choices.find((choice) => fold(choice.label) === said);
  if (whole !== undefined) return whole.id;
  const begun = choices.filter((choice) => fold(choice.label).startsWith(`${said} `));
  if (begun.length === 1) return begun[0]?.id ?? null;
  return labelWith(choices, said);
}

/** The one label that holds every word of "only this one"; a single word may stand in it by chance. */
function labelWith(choices: readonly { readonly id: string; readonly label: string }[], said: string) {
  const words = contentWords(said);
  if (words.length < 2) return null;
  const holding = choices.filter(({ label }) => {
    const inLabel = new Set(contentWords(label));
    return words.every((word) => inLabel.has(word));
  });
  return holding.length === 1 ? (holding[0]?.id ?? null) : null;
}

/** A question with no answers to choose from: a number is then the answer itself. */
function asksFreely(state: State): boolean {
  const choices = state.question?.choices ?? [];
  return activeCase(state)?.phase.kind === 'collect' && !choices.some(({ id }) => id.startsWith('answer:'));
}

/** Words that stand in many labels and tell nothing apart. */
const LITTLE_WORDS = new Set(
  'a an and are be do does have i in is it me my of on or that the them they this to was with you'.split(' '),
);
const contentWords = (text: string) =>
  fold(text)
    .split(' ')
    .filter((word) => !LITTLE_WORDS.has(word))
    .map((word) => SAME_WORDS.get(word) ?? word);

/** What people say in place of a label's word, in the languages that short answers come in. */
const SAME_WORDS: ReadonlyMap<string, string> = new Map(
  [
    [
      'right',
      'correct fine ok good richtig korrekt stimmt correcte correct bonne correcta correcto giusto giusta',
    ],
    ['address', 'adresse dirección direccion indirizzo'],
    ['only', 'just nur seulement solo'],
    ['many', 'several lots plenty multiple mehrere viele plusieurs varios muchos'],
  ].flatMap(([word = '', others = '']) => others.split(' ').map((other): [string, string] => [other, word])),
);

/** Turns the sense of what is said round; "no" and its like begin an answer instead. */
const NEGATION =
  /\b(?:not|never|nothing|cannot|(?:ca|wo|do|does|did|is|are|was|were|has|have|had|could|would)nt|nicht|nie|keine?n?|pas|jamais|nunca|mai)\b/;

/** Whether both deny or neither does. A label that begins with "no" can be said either way. */
function agree(label: string, said: string): boolean {
  return label.startsWith('no ') || NEGATION.test(label) === NEGATION.test(said);
}

/** How well the words of a text fit the label of an answer. */
interface Fit {
  readonly id: string;
  readonly shared: number;
  /** The share of the label's words that were said. */
  readonly covered: number;
}

function answersOf(state: State) {
  return state.question?.choices.filter(({ id }) => /^(outcome|answer|variant):/.test(id)) ?? [];
}

function fitsOf(state: State, text: string): readonly Fit[] {
  const said = new Set(contentWords(text));
  return answersOf(state)
    .filter(({ label }) => agree(fold(label), fold(text)))
    .map(({ id, label }) => {
      const words = contentWords(label);
      const shared = words.filter((word) => said.has(word)).length;
      return { id, shared, covered: shared / Math.max(1, words.length) };
    })
    .sort((one, other) => other.shared - one.shared || other.covered - one.covered);
}

/** The answer whose label shares the most words with a text, where one does and no other does as much. */
export function nearestChoice(state: State, text: string): string | null {
  const [best, second] = fitsOf(state, text);
  if (best === undefined || best.shared === 0) return null;
  return best.shared === second?.shared && best.covered === second.covered ? null : best.id;
}

/** An answer that was all but said: two words of it and more than half, and no other comes near. */
export function spokenChoice(state: State, text: string): string | null {
  const [best, second] = fitsOf(state, text);
  if (best === undefined || best.shared < 2 || best.covered <= 0.5) return null;
  return (second?.shared ?? 0) < best.shared ? best.id : null;
}

const QUANTITIES = ['only', 'many'];
const SHORT_ANSWER_WORDS = 5;

/** "Just him", "several": the one answer that speaks of as many. */
export function countedChoice(state: State, text: string): string | null {
  const said = contentWords(text);
  const counted = QUANTITIES.filter((word) => said.includes(word));
  if (counted.length !== 1 || said.length > SHORT_ANSWER_WORDS || NEGATION.test(fold(text))) return null;
  const speaking = answersOf(state).filter(({ label }) =>
    counted.every((word) => contentWords(label).includes(word)),
  );
  return speaking.length === 1 ? (speaking[0]?.id ?? null) : null;
}

/** "Yes, she wrote back": how an answer begins, where its sense was not recognised. */
export function leadingAnswer(text: string): 'yes' | 'no' | null {
  const [first] = fold(text).split(' ');
  if (first === 'yes' || first === 'yeah' || first === 'yep') return 'yes';
  return first === 'no' || first === 'nope' ? 'no' : null;
}

/** The choice that an intent stands for where the conversation is now; null where it stands for none. */
export function meantChoice(script: Script, state: State, intent: Intent): string | null {
  if (state.offered !== null) {
    if (intent === 'yes') return `case:${state.offered}`;
    if (intent === 'no' || intent === 'later') return 'not-now';
  }
  const item = activeCase(state);
  return item === null ? null : meantInPhase(script, item, intent);
}

function meantInPhase(script: Script, item: Case, intent: Intent): string | null {
  switch (item.phase.kind) {
    case 'step':
      return meantInStep(script, item, item.phase.step, intent);
    case 'confirm':
      return CONFIRM[intent] ?? null;
    case 'waiting':
      return WAITING[intent] ?? null;
    case 'ask-paste':
      return ASK_PASTE[intent] ?? null;
    case 'tell-apart':
      return TELL_APART[intent] ?? null;
    case 'collect':
      return COLLECT[intent] ?? null;
    case 'offer-human':
      return OFFER_HUMAN[intent] ?? null;
    case 'guide-gone':
      return intent === 'yes' ? 'look-again' : null;
    case 'closed':
      return intent === 'not-solved' ? 'reopen' : null;
    case 'confirm-agent':
      return CONFIRM_AGENT[intent] ?? null;
    case 'queued':
    case 'ask-when':
    case 'with-human':
      return null;
  }
}

type Meant = Readonly<Partial<Record<Intent, string>>>;
const ASK_PASTE: Meant = {
  no: 'all-i-have',
  cannot: 'all-i-have',
  unsure: 'all-i-have',
  done: 'all-i-have',
};
const TELL_APART: Meant = { unsure: 'likelier', cannot: 'likelier', no: 'neither' };
const COLLECT: Meant = { unsure: 'dont-know', cannot: 'dont-know' };
const OFFER_HUMAN: Meant = { yes: 'human', no: 'cancel' };
const CONFIRM: Meant = {
  yes: 'solved',
  solved: 'solved',
  no: 'not-solved',
  'not-solved': 'not-solved',
  unsure: 'later',
  done: 'later',
};
const CONFIRM_AGENT: Meant = {
  yes: 'solved',
  solved: 'solved',
  no: 'not-solved',
  'not-solved': 'not-solved',
};
/** A bare yes or no answers nothing here: it only says that the person has heard. */
const WAITING: Meant = {
  solved: 'solved',
  'not-solved': 'not-solved',
};

function meantInStep(script: Script, item: Case, stepId: string, intent: Intent): string | null {
  const step = findVariant(script, item.problem.variant)?.steps.find((entry) => entry.id === stepId);
  const index =
    step?.outcomes.findIndex((outcome) => outcome.means.some((meaning) => meaning === intent)) ?? -1;
  if (index >= 0) return `outcome:${index}`;
  if (intent === 'solved') return 'solved';
  if (intent === 'not-solved') return 'failed';
  if (intent === 'cannot') return 'skip';
  return intent === 'unsure' ? 'how' : null;
}
