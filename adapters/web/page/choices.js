import { button, make } from './dom.js';

/**
 * @typedef {import('../../../src/dialogue/reply').Question} Question
 * @typedef {import('../../../src/dialogue/reply').Choice} Choice
 * @typedef {{
 *   element: HTMLElement,
 *   settle: (chosen: { id?: string | null, label?: string }) => void,
 *   busy: (choice: string | null) => void,
 *   focus: () => void,
 * }} Choices
 */

/**
 * The buttons of a question. `settle` closes them and shows the answer that was given, when it was one of
 * them; `busy` shows which one is on its way, null that none is any more.
 *
 * @param {Question} question
 * @param {(choice: string) => void} onChoose
 * @returns {Choices}
 */
export function renderChoices(question, onChoose) {
  let settled = false;
  const pairs = question.choices.map((choice) => ({
    choice,
    element: button(`choice ${choice.weight}`, choice.label, () => onChoose(choice.id)),
  }));
  const row = (/** @type {boolean} */ aside) =>
    make(
      'div',
      'choice-row',
      ...pairs.filter(({ choice }) => (choice.weight === 'aside') === aside).map((pair) => pair.element),
    );
  const element = make('div', 'choices', row(false), row(true));
  element.setAttribute('role', 'group');
  element.setAttribute('aria-label', 'Answers');
  return {
    element,
    settle(chosen) {
      settled = true;
      element.classList.add('settled');
      for (const pair of pairs) {
        pair.element.disabled = true;
        pair.element.classList.remove('busy');
        if (pair.choice.id === chosen.id || pair.choice.label === chosen.label) markChosen(pair.element);
      }
    },
    busy(choice) {
      if (settled) return;
      for (const pair of pairs) {
        pair.element.disabled = choice !== null;
        pair.element.classList.toggle('busy', pair.choice.id === choice);
      }
    },
    focus() {
      pairs.find((pair) => !pair.element.disabled)?.element.focus({ preventScroll: true });
    },
  };
}

/** @param {HTMLElement} element */
function markChosen(element) {
  if (element.classList.contains('chosen')) return;
  element.classList.add('chosen');
  element.prepend(make('span', 'unseen', 'Your answer: '));
}
