import { headingAt } from './heading';
import type { Page } from './page';
import { isEmptyLine, lineAt, lineCount, lineEnd, lineStart } from './page';
import type { CodeFound } from './reply-code';
import { codesAt } from './reply-code';

/** No server writes a longer reply; a paste that seems to have one is something else. */
export const LONGEST_REPLY = 4000;
const MOST_LINES = 80;

/** The lines of one reply, the marks of a session taken off, and where the last one ends. */
export interface Gathered {
  readonly pieces: readonly string[];
  readonly end: number;
}

/** Gathers the lines of the reply that begins at codes that were found, up to `limit`. */
export function gather(page: Page, codes: CodeFound, limit: number): Gathered {
  const { text } = page;
  const first = lineAt(page, codes.start);
  let end = Math.min(lineEnd(page, first), limit, codes.start + LONGEST_REPLY);
  const pieces = [text.slice(codes.start, end)];
  const code = codes.replyCode?.value ?? null;
  let previous = first;
  for (let line = first + 1; line < lineCount(page) && pieces.length < MOST_LINES; line++) {
    if (lineStart(page, line) >= limit || end - codes.start > LONGEST_REPLY) break;
    if (isEmptyLine(page, line)) {
      if (code !== null && repeats(text, contentStart(page, line + 1), code)) continue;
      break;
    }
    if (!continues(page, { first, firstAt: codes.start, previous, line, code })) break;
    end = Math.min(lineEnd(page, line), limit);
    pieces.push(text.slice(contentStart(page, line), end));
    previous = line;
  }
  return { pieces, end };
}

/** A line's first character behind the marks of a transcript: `<<< `, `S: `. */
function contentStart(page: Page, line: number): number {
  const { text } = page;
  let at = lineStart(page, line);
  if (text.startsWith('<<<', at)) at += 3;
  else if (text.startsWith('S:', at)) at += 2;
  while (text.charCodeAt(at) === 32) at++;
  return at;
}

function repeats(text: string, at: number, code: string): boolean {
  if (!text.startsWith(code, at)) return false;
  const next = text.charCodeAt(at + 3);
  return next === 45 || next === 32 || next === 10 || next === 13 || Number.isNaN(next);
}

interface Step {
  readonly first: number;
  /** Where the reply itself begins on its first line. */
  readonly firstAt: number;
  readonly previous: number;
  readonly line: number;
  readonly code: string | null;
}

/** Whether a line goes on with the reply: by its code, by being indented, or because the last one was wrapped. */
function continues(page: Page, step: Step): boolean {
  const { text } = page;
  const at = contentStart(page, step.line);
  if (step.code !== null && repeats(text, at, step.code)) return !isFinal(step, page);
  if (at !== lineStart(page, step.line) || startsSomethingElse(page, step.line)) return false;
  const heading = headingAt(page, step.line);
  if (heading !== null && !isWrappedAddress(page, step)) return false;
  if (pendsOn(text, contentStart(page, step.previous), step.code)) return true;
  const indent = page.indents[step.line] ?? 0;
  if (indent > 0 && indent >= (page.indents[step.first] ?? 0)) return true;
  return wasWrapped(page, step);
}

/** `550 ` with a blank ends a reply (RFC 5321 section 4.2.1): the same code below begins another one. */
function isFinal(step: Step, page: Page): boolean {
  const at = step.previous === step.first ? step.firstAt : contentStart(page, step.previous);
  return step.code !== null && page.text.startsWith(`${step.code} `, at);
}

/** `550-` at the start of the last line announces another one (RFC 5321 section 4.2.1). */
function pendsOn(text: string, at: number, code: string | null): boolean {
  return code !== null && text.startsWith(code, at) && text.charCodeAt(at + 3) === 45;
}

/** `550 5.1.1\n    <bob@x.example>: Recipient ...`: the address is part of the reply when the codes end the line. */
function isWrappedAddress(page: Page, step: Step): boolean {
  const indent = page.indents[step.line] ?? 0;
  if (indent === 0 || indent < (page.indents[step.first] ?? 0)) return false;
  const last = page.text.charCodeAt(lineEnd(page, step.previous) - 1);
  return last !== 46 && last !== 41;
}

function wasWrapped(page: Page, step: Step): boolean {
  const { text } = page;
  const start = lineStart(page, step.line);
  const end = lineEnd(page, step.line);
  const length =
    lineEnd(page, step.previous) - lineStart(page, step.previous) + (page.indents[step.previous] ?? 0);
  let word = start;
  while (word < end && text.charCodeAt(word) > 32) word++;
  if (length > 200) return false;
  if (length + 1 + word - start >= 66) return true;
  const first = text.charCodeAt(start);
  const last = text.charCodeAt(lineEnd(page, step.previous) - 1);
  const endsSentence = last === 46 || last === 33 || last === 63 || last === 39 || last === 34 || last === 41;
  return length > 20 && first >= 97 && first <= 122 && !endsSentence;
}

const OTHER_STARTS = [
  '>>>',
  '...',
  '--',
  '==',
  '__',
  'at ',
  'Giving up on',
  "I'm not going",
  "I'm afraid",
  'This is a permanent',
  '[RCPT_TO]',
  '[BODY]',
  '[MAIL_FROM]',
  'Last-',
  'Final-',
  'Original-',
  'Reporting-MTA',
  'Remote-MTA',
  'Action:',
  'Status:',
  'Diagnostic-Code',
  'Will-Retry',
  'Received:',
  'C: ',
  'code:',
  'response:',
  'responseCode:',
  'command:',
  'Traceback',
  'Original message',
  'Message rejected by',
  'Generating server',
  'Remote system',
  'Subject:',
  'From:',
  'To:',
  'Date:',
  'X-',
  'Sent:',
  'Port:',
  'Server:',
  'Protocol:',
  '```',
  '_____',
  'EOF',
  'STEP:',
  'DSN generated by',
  'In:',
  'Out:',
  'Error: 0x',

  'QUIT',
  'This has been a',
  'Please do not reply',
  '}',
  ']',
];

function startsSomethingElse(page: Page, line: number): boolean {
  const start = lineStart(page, line);
  for (const sign of OTHER_STARTS) {
    if (page.text.startsWith(sign, start)) return true;
  }
  const code = page.text.charCodeAt(start);
  if (code !== 52 && code !== 53) return false;
  const codes = codesAt(page.text, start, start);
  return codes !== null && codes.replyCode !== null;
}
