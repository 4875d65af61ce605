import { send } from './api.js';

/**
 * @typedef {import('./api.js').Outgoing} Outgoing
 * @typedef {{
 *   onAdded: (outgoing: Outgoing) => void,
 *   onRefused: (outgoing: Outgoing, message: string) => void,
 *   onUnreachable: () => void,
 * }} OutboxListener
 */

const LONGEST_PAUSE_MS = 15_000;

/**
 * What is on its way to the bot, one after another. What can't be sent waits and is tried again with the same
 * id; a reload of the page keeps it too, except for files.
 *
 * @param {string} conversation
 * @param {OutboxListener} listener
 */
export function createOutbox(conversation, listener) {
  const storageKey = `outbox ${conversation}`;
  /** @type {Outgoing[]} */
  let waiting = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]');
  let pause = 1000;
  let closed = false;
  /** @type {AbortController | null} */
  let sleeping = null;
  let running = false;

  const sendAll = async () => {
    running = true;
    for (let first = waiting[0]; first && !closed; first = waiting[0]) {
      const outcome = await send(conversation, first);
      if (closed) break;
      if (outcome.kind === 'unreachable') {
        listener.onUnreachable();
        await rest();
        continue;
      }
      pause = 1000;
      waiting = waiting.slice(1);
      keep(storageKey, waiting);
      if (outcome.kind === 'refused') listener.onRefused(first, outcome.message);
    }
    running = false;
  };

  const rest = async () => {
    sleeping = new AbortController();
    await sleep(pause, sleeping.signal);
    sleeping = null;
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  };

  const start = () => {
    if (running) sleeping?.abort();
    else void sendAll();
  };

  return {
    /** @param {Outgoing} outgoing */
    add(outgoing) {
      waiting = [...waiting, outgoing];
      keep(storageKey, waiting);
      listener.onAdded(outgoing);
      start();
    },
    /** Tries at once what waits for its next try. */
    wake: start,
    /** Goes on with what an earlier visit left. */
    resume() {
      waiting.forEach(listener.onAdded);
      start();
    },
    /** Leaves what waits in the storage, for when the conversation is opened again. */
    close() {
      closed = true;
      sleeping?.abort();
    },
  };
}

/**
 * @param {string} storageKey
 * @param {readonly Outgoing[]} waiting
 */
function keep(storageKey, waiting) {
  const lasting = waiting.filter((outgoing) => outgoing.kind !== 'file');
  try {
    if (lasting.length === 0) sessionStorage.removeItem(storageKey);
    else sessionStorage.setItem(storageKey, JSON.stringify(lasting));
  } catch {
    sessionStorage.removeItem(storageKey); // More than the browser keeps: it stays in memory only.
  }
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 */
function sleep(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}
