/**
 * @typedef {import('../../../src/store/records').TranscriptEntry} TranscriptEntry
 * @typedef {TranscriptEntry & { readonly number: number }} Entry
 * @typedef {{ title: string, state: string, ticket: string | null }} Case
 * @typedef {{ id: string, beganAt: string, updatedAt: string, cases: Case[] }} ConversationSummary
 * @typedef {{ name: string | null, maxFileBytes: number, conversations: ConversationSummary[] }} Session
 *
 * @typedef {{ kind: 'text', id: string, text: string }
 *   | { kind: 'choice', id: string, question: number, choice: string }
 *   | { kind: 'file', id: string, file: File }} Outgoing
 *
 * @typedef {{ kind: 'taken' } | { kind: 'refused', message: string } | { kind: 'unreachable' }} SendOutcome
 */

/** The address of the API, wherever a proxy has put this page. */
const CHAT = new URL('../', import.meta.url);

/** @returns {Promise<Session>} */
export async function startSession() {
  return readAnswer(await fetch(new URL('session', CHAT), { method: 'POST' }));
}

/** @param {string} id */
export async function openConversation(id) {
  await readAnswer(await postJson('new', { id }));
}

/**
 * Everything said after the given number.
 *
 * @param {string} conversation
 * @param {number} after
 * @returns {Promise<Entry[]>}
 */
export async function readEntries(conversation, after) {
  /** @type {Entry[]} */
  const all = [];
  for (let more = true; more;) {
    const address = new URL('messages', CHAT);
    address.search = new URLSearchParams({
      conversation,
      after: `${all.at(-1)?.number ?? after}`,
    }).toString();
    /** @type {{ entries: Entry[], more: boolean }} */
    const answer = await readAnswer(await fetch(address));
    all.push(...answer.entries);
    more = answer.more;
  }
  return all;
}

/**
 * Sends once. The id stays the same when it is tried again, so that nothing is taken twice.
 *
 * @param {string} conversation
 * @param {Outgoing} outgoing
 * @returns {Promise<SendOutcome>}
 */
export async function send(conversation, outgoing) {
  try {
    const response = await post(conversation, outgoing);
    if (response.ok) return { kind: 'taken' };
    if (response.status >= 500 || response.status === 408) return { kind: 'unreachable' };
    return { kind: 'refused', message: await problemOf(response) };
  } catch {
    return { kind: 'unreachable' };
  }
}

/**
 * @param {string} conversation
 * @param {Outgoing} outgoing
 */
function post(conversation, outgoing) {
  const { id } = outgoing;
  switch (outgoing.kind) {
    case 'text':
      return postJson('messages', { conversation, id, text: outgoing.text });
    case 'choice':
      return postJson('messages', { conversation, id, question: outgoing.question, choice: outgoing.choice });
    case 'file': {
      const address = new URL('files', CHAT);
      address.search = new URLSearchParams({ conversation, id }).toString();
      const headers = { 'X-File-Name': encodeURIComponent(outgoing.file.name) };
      return fetch(address, { method: 'POST', body: outgoing.file, headers });
    }
  }
}

/**
 * @param {string} path
 * @param {object} body
 */
function postJson(path, body) {
  return fetch(new URL(path, CHAT), {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  });
}

/** @param {Response} response */
async function readAnswer(response) {
  if (!response.ok) throw new Error(await problemOf(response));
  return response.json();
}

/**
 * @param {Response} response
 * @returns {Promise<string>}
 */
async function problemOf(response) {
  try {
    return (await response.json()).error.message;
  } catch {
    return `The server answered ${response.status}.`;
  }
}

/**
 * @param {string} conversation
 * @param {number} after
 */
export function openEvents(conversation, after) {
  const address = new URL('events', CHAT);
  address.search = new URLSearchParams({ conversation, after: `${after}` }).toString();
  return new EventSource(address);
}

/** A version 4 UUID; crypto.randomUUID is missing on pages that are served without TLS. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
