import { button, make } from './dom.js';

const SHOWN_LINES = 8;
const SHOWN_CHARACTERS = 900;

/**
 * What a person said. A long paste starts folded, so that the answer to it stays in sight.
 *
 * @param {string} text
 * @param {boolean} verbatim whether it is shown as a machine wrote it
 */
export function renderSaid(text, verbatim) {
  const body = make('p', verbatim ? 'said verbatim' : 'said', text);
  const lines = text.split('\n').length;
  if (lines <= SHOWN_LINES && text.length <= SHOWN_CHARACTERS) return body;
  const more = lines > SHOWN_LINES ? `Show all ${lines} lines` : 'Show all of it';
  const fold = button('fold', more, () => {
    const folded = body.classList.toggle('folded');
    fold.textContent = folded ? more : 'Show less';
    fold.setAttribute('aria-expanded', `${!folded}`);
  });
  body.classList.add('folded');
  fold.setAttribute('aria-expanded', 'false');
  return make('div', 'long', body, fold);
}

/**
 * @param {string} name
 * @param {string} text what could be read of it
 */
export function renderFile(name, text) {
  const title = make('p', 'file', name);
  return text === '' ? title : make('div', '', title, renderSaid(text, true));
}
