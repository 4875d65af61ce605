import type { Facts, Reading } from './failure';

/** The largest paste that is read: a mail of 25 MB, the usual limit, in base64. */
export const LARGEST_PASTE = 32 * 1024 * 1024;

const REPLY = /(?:^|[^\d.])([245]\d\d)[ -]+(?:([245]\.\d{1,3}\.\d{1,3})[ :]*)?[^\n]*/;

/** Reads whatever a person pasted. Never throws; linear in the input. */
export function readPaste(input: string | Uint8Array): Reading {
  if (input.length > LARGEST_PASTE) return { kind: 'refused', reason: 'too-large' };
  const text = typeof input === 'string' ? input : new TextDecoder().decode(input);
  if (text.trim() === '') return { kind: 'refused', reason: 'empty' };
  const found = REPLY.exec(text);
  if (found === null) return { kind: 'read', form: 'prose', failures: [], ownWords: text, otherKind: null };
  const place = { start: found.index, end: found.index + found[0].length };
  const facts: Facts = {
    ...(found[1] === undefined ? {} : { replyCode: { value: found[1], place } }),
    ...(found[2] === undefined ? {} : { enhancedStatusCode: { value: found[2], place } }),
    diagnosticCode: { value: found[0].trim(), place },
  };
  return {
    kind: 'read',
    form: 'reply-line',
    failures: [{ facts, action: null, refusedBy: null, phase: null, reply: found[0].trim(), report: '' }],
    ownWords: text.replace(found[0], ' ').trim(),
    otherKind: null,
  };
}
