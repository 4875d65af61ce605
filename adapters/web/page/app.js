import { newId, openConversation, readEntries, startSession } from './api.js';
import { createComposer } from './composer.js';
import { createConversation, ownMessage } from './conversation.js';
import { part } from './dom.js';
import { acceptDrops } from './drop.js';
import { createEarlier } from './earlier.js';
import { followConversation } from './live.js';
import { createOutbox } from './outbox.js';
import { renderFile, renderSaid } from './paste.js';
import { scrollToEnd } from './scroll.js';
import { createTyping } from './typing.js';

/**
 * @typedef {import('./api.js').Entry} Entry
 * @typedef {import('./api.js').Outgoing} Outgoing
 */

const TRY_AGAIN_MS = 3000;

const log = part('log', HTMLElement);
const waitingList = part('waiting', HTMLElement);
const connection = part('connection', HTMLElement);
const typing = createTyping(part('typing', HTMLElement));
const earlier = createEarlier();
const conversation = createConversation(log, choose);
const composer = createComposer({ onText: say, onFile: sendFile });

/** @type {ReturnType<typeof createOutbox> | null} */
let outbox = null;
let stopFollowing = () => {};
let maxFileBytes = 0;
/** Whether the last question was answered without leaving it, so that the next one should get the focus. */
let answeredHere = false;

/** @param {string} text */
function say(text) {
  outbox?.add({ kind: 'text', id: newId(), text });
  scrollToEnd();
}

/** @param {File} file */
function sendFile(file) {
  if (file.size > maxFileBytes) {
    const megabytes = Math.floor(maxFileBytes / 1024 / 1024);
    return composer.complain(`“${file.name}” is too large: a mail may have ${megabytes} MB here.`);
  }
  outbox?.add({ kind: 'file', id: newId(), file });
  scrollToEnd();
}

/**
 * @param {number} question
 * @param {string} choice
 */
function choose(question, choice) {
  answeredHere = true;
  conversation.sending(question, choice);
  outbox?.add({ kind: 'choice', id: newId(), question, choice });
}

/**
 * Shows what is on its way, until it comes back as an entry of the conversation.
 *
 * @param {Outgoing} outgoing
 */
function showOutgoing(outgoing) {
  document.body.classList.remove('fresh');
  typing.show();
  if (outgoing.kind === 'choice') return;
  const content =
    outgoing.kind === 'text' ? renderSaid(outgoing.text, false) : renderFile(outgoing.file.name, '');
  const message = ownMessage(content);
  message.id = outgoing.id;
  waitingList.append(message);
}

/** @param {Entry} entry */
function showEntry(entry) {
  if (entry.kind === 'said') waitingList.firstElementChild?.remove();
  conversation.show(entry);
  if (entry.kind !== 'replied') return;
  typing.hide();
  if (answeredHere) conversation.focusQuestion();
  answeredHere = false;
  if (document.hidden) document.title = '• bouncedesk';
}

/**
 * @param {Outgoing} outgoing
 * @param {string} message
 */
function showRefusal(outgoing, message) {
  typing.hide();
  document.getElementById(outgoing.id)?.remove();
  if (outgoing.kind === 'choice') conversation.sending(outgoing.question, null);
  composer.complain(message, outgoing.kind === 'text' ? outgoing.text : undefined);
}

function showLost() {
  typing.hide();
  connection.textContent = 'No connection. What you write is kept and sent as soon as it is back.';
}

function showConnected() {
  connection.textContent = '';
  outbox?.wake();
}

/** @param {string} id */
async function open(id) {
  stopFollowing();
  outbox?.close();
  log.setAttribute('aria-busy', 'true');
  conversation.clear();
  waitingList.replaceChildren();
  typing.hide();
  for (const entry of await readEntries(id, 0)) conversation.show(entry);
  log.setAttribute('aria-busy', 'false');
  document.body.classList.toggle('fresh', log.querySelector('.own, .chosen') === null);
  outbox = createOutbox(id, { onAdded: showOutgoing, onRefused: showRefusal, onUnreachable: showLost });
  outbox.resume();
  composer.open(id);
  scrollToEnd();
  if (matchMedia('(pointer: fine)').matches) composer.focus();
  stopFollowing = followConversation(id, conversation.last, {
    onEntry: showEntry,
    onConnected: showConnected,
    onLost: showLost,
  });
}

/** Opens the conversation the address names, else the latest one, else a new one. */
async function start() {
  try {
    const session = await startSession();
    maxFileBytes = session.maxFileBytes;
    const named = session.conversations.find(({ id }) => `#${id}` === location.hash);
    const known = named ?? session.conversations[0];
    const id = known?.id ?? newId();
    if (!known) await openConversation(id);
    history.replaceState(null, '', `#${id}`);
    earlier.show(session.conversations, id);
    await open(id);
    connection.textContent = '';
  } catch (error) {
    connection.textContent =
      error instanceof Error && !(error instanceof TypeError)
        ? error.message
        : 'No connection. Trying again…';
    setTimeout(start, TRY_AGAIN_MS);
  }
}

async function startNew() {
  try {
    const id = newId();
    await openConversation(id);
    location.hash = id;
  } catch {
    showLost();
  }
}

acceptDrops(sendFile);
part('new-conversation', HTMLButtonElement).addEventListener('click', () => void startNew());
window.addEventListener('hashchange', () => {
  if (/^#[0-9a-f-]{36}$/.test(location.hash)) void start();
});
window.addEventListener('online', () => outbox?.wake());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) document.title = 'bouncedesk';
});
void start();
