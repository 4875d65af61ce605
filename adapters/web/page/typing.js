/** The bot answers within a moment; after this long a human has the conversation, or the answer is late. */
const LONGEST_WAIT_MS = 12_000;

/**
 * The three dots between a message and its answer.
 *
 * @param {HTMLElement} place
 */
export function createTyping(place) {
  /** @type {number | undefined} */
  let timer;
  const hide = () => {
    clearTimeout(timer);
    place.replaceChildren();
    place.classList.remove('shown');
  };
  return {
    show() {
      clearTimeout(timer);
      place.textContent = 'Reading…';
      place.classList.add('shown');
      timer = window.setTimeout(hide, LONGEST_WAIT_MS);
    },
    hide,
  };
}
