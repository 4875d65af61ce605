import { openEvents } from './api.js';

/**
 * @typedef {import('./api.js').Entry} Entry
 * @typedef {{ onEntry: (entry: Entry) => void, onConnected: () => void, onLost: () => void }} LiveListener
 */

const COME_BACK_MS = 2000;

/**
 * Follows a conversation. The browser comes back by itself after a broken line; when the server refused, as
 * a proxy does while it restarts, it would not, so we do. Returns the way to stop.
 *
 * @param {string} conversation
 * @param {() => number} last the newest entry that is shown
 * @param {LiveListener} listener
 */
export function followConversation(conversation, last, listener) {
  /** @type {EventSource | null} */
  let source = null;
  /** @type {number | undefined} */
  let timer;
  const open = () => {
    source = openEvents(conversation, last());
    source.addEventListener('open', listener.onConnected);
    source.addEventListener('message', (event) => listener.onEntry(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      listener.onLost();
      if (source?.readyState === EventSource.CLOSED) timer = window.setTimeout(open, COME_BACK_MS);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
