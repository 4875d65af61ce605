const NEAR_THE_END = 160;

/** Whether the reader is at the end, and wants to see what comes. */
export function isAtEnd() {
  const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
  return scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
}

export function scrollToEnd() {
  window.scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
}

/**
 * Shows a new message from its beginning when it is taller than the window, else to its end.
 *
 * @param {HTMLElement} element
 */
export function bringIntoView(element) {
  const room = window.innerHeight * 0.7;
  element.scrollIntoView({ block: element.offsetHeight > room ? 'start' : 'end' });
}
