import type { Located } from '../address';
import { findAddress, hostAfter } from '../address';
import type { Phase } from '../failure';
import type { Finding } from '../finding';
import { findingOf } from '../finding';
import type { Page } from '../page';
import { lineCount, lineEnd, lineStart } from '../page';
import { codesAt } from '../reply-code';
import { readReply } from '../reply';
import type { Format } from './format';

/** An SMTP session as telnet, swaks or a debug log shows it: commands and replies by turns. */
export const session: Format = {
  name: 'SMTP session',
  form: 'transcript',
  inReports: true,
  recognises: (text) => COMMAND.test(text) && !RECIPIENT_LINE.test(text),
  read: readSession,
};

const COMMAND = /EHLO |HELO |MAIL FROM:|RCPT TO:|STARTTLS/i;
/** Courier quotes a piece of the session below each recipient. */
const RECIPIENT_LINE = /^<[^<>\n]{1,300}>:[ \t]*$/m;
const MARKS = /^(?:[A-Za-z]{1,8}:|[<>~=*-]{1,4}|\[\d{1,6}\])\s{0,4}/;

const COMMANDS: readonly (readonly [string, Phase])[] = [
  ['RCPT TO', 'rcpt-to'],
  ['MAIL FROM', 'mail-from'],
  ['DATA', 'data'],
  ['EHLO ', 'connect'],
  ['HELO ', 'connect'],
  ['AUTH ', 'connect'],
  ['STARTTLS', 'connect'],
];

interface State {
  phase: Phase;
  /** Who greeted. */
  server: Located | null;
  sender: Located | null;
  recipient: Located | null;
  sawCommand: boolean;
  readTo: number;
}

function readSession(page: Page): Finding[] {
  const findings: Finding[] = [];
  const state: State = {
    phase: 'connect',
    server: null,
    sender: null,
    recipient: null,
    sawCommand: false,
    readTo: 0,
  };
  for (let line = 0; line < lineCount(page); line++) {
    const start = lineStart(page, line);
    const end = lineEnd(page, line);
    if (start < state.readTo) continue;
    const at = start + (MARKS.exec(page.text.slice(start, Math.min(end, start + 20)))?.[0].length ?? 0);
    if (page.text.startsWith('220', at)) state.server ??= hostAfter(page.text, at + 4, end);
    if (takeCommand(page, at, end, state)) continue;
    const finding = replyAt(page, at, state);
    if (finding !== null) findings.push(finding);
  }
  // Exim's reports quote `RCPT TO:` in running text; a session has it at the start of a line.
  return state.sawCommand ? withoutAftermath(findings) : [];
}

function takeCommand(page: Page, at: number, end: number, state: State): boolean {
  const word = page.text.slice(at, Math.min(end, at + 10)).toUpperCase();
  const command = COMMANDS.find(([name]) => word.startsWith(name));
  if (command === undefined) return false;
  state.sawCommand = true;
  state.phase = command[1];
  if (command[0] === 'MAIL FROM') state.sender = findAddress(page.text, at, end);
  if (command[0] === 'RCPT TO') state.recipient = findAddress(page.text, at, end);
  return true;
}

function replyAt(page: Page, at: number, state: State): Finding | null {
  const first = page.text.charCodeAt(at);
  if (first !== 52 && first !== 53) return null;
  const codes = codesAt(page.text, at, at);
  if (codes === null || codes.replyCode === null) return null;
  const reply = readReply(page, codes, page.text.length);
  state.readTo = reply.end;
  return findingOf(page, {
    from: at,
    to: reply.end,
    recipient: state.recipient,
    sender: state.sender,
    reply,
    remote: state.server === null ? null : { name: state.server, ip: null },
    phase: state.phase,
  });
}

/** After a refused recipient, `503 RCPT first` says nothing new. */
function withoutAftermath(findings: Finding[]): Finding[] {
  const telling = findings.filter((finding) => finding.facts.replyCode?.value !== '503');
  return telling.length > 0 ? telling : findings;
}
