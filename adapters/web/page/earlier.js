import { make, part } from './dom.js';

/**
 * @typedef {import('./api.js').ConversationSummary} ConversationSummary
 */

const STATES = /** @type {const} */ ({
  open: 'open',
  waiting: 'waiting',
  'with-human': 'with a colleague',
  unreachable: 'could not be answered',
  solved: 'solved',
  dropped: 'closed',
});

/** The list of the person's other conversations, behind a button. */
export function createEarlier() {
  const list = part('earlier', HTMLElement);
  const toggle = part('earlier-toggle', HTMLButtonElement);

  /** @param {boolean} open */
  const setOpen = (open) => {
    list.hidden = !open;
    toggle.setAttribute('aria-expanded', `${open}`);
  };
  toggle.addEventListener('click', () => setOpen(list.hidden === true));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || list.hidden) return;
    setOpen(false);
    toggle.focus();
  });
  document.addEventListener('click', (event) => {
    if (event.target instanceof Node && !list.contains(event.target) && event.target !== toggle)
      setOpen(false);
  });

  return {
    /**
     * @param {readonly ConversationSummary[]} conversations
     * @param {string} current
     */
    show(conversations, current) {
      const others = conversations.filter(({ id }) => id !== current);
      toggle.hidden = others.length === 0;
      setOpen(false);
      list.replaceChildren(
        make('ul', '', ...others.map((summary) => make('li', '', renderSummary(summary)))),
      );
    },
  };
}

/** @param {ConversationSummary} summary */
function renderSummary({ id, updatedAt, cases }) {
  const latest = cases.at(-1);
  const state = latest ? (Object.entries(STATES).find(([name]) => name === latest.state)?.[1] ?? '') : '';
  const when = new Date(updatedAt).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
  const anchor = make(
    'a',
    '',
    make('span', 'earlier-title', latest?.title ?? 'No error pasted yet'),
    make('span', 'earlier-state', [state, latest?.ticket, when].filter(Boolean).join(' · ')),
  );
  anchor.href = `#${id}`;
  return anchor;
}
