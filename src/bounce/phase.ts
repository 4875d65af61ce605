import type { Phase } from './failure';

/** What servers write about the moment in the session, in lower case; the first found in the text wins. */
const SIGNS: readonly (readonly [string, Phase])[] = [
  ['in reply to rcpt', 'rcpt-to'],
  ['in reply to mail', 'mail-from'],
  ['in reply to end of data', 'data'],
  ['in reply to data', 'data'],
  ['in reply to', 'connect'],
  ['after rcpt', 'rcpt-to'],
  ['after mail', 'mail-from'],
  ['after pipelined rcpt', 'rcpt-to'],
  ['after pipelined mail', 'mail-from'],
  ['end of data', 'data'],
  ['after data', 'data'],
  ['after initial', 'connect'],
  ['after ehlo', 'connect'],
  ['after helo', 'connect'],
  ['after starttls', 'connect'],
  ['refused to talk to me', 'connect'],
  ['>>> rcpt', 'rcpt-to'],
  ['>>> mail', 'mail-from'],
  ['>>> data', 'data'],
  ['<<< rcpt', 'rcpt-to'],
  ['our rcpt to', 'rcpt-to'],
  ['our mail from', 'mail-from'],
  ['our final data', 'data'],
  ['our data', 'data'],
  ['our ehlo', 'connect'],
  ['[rcpt_to]', 'rcpt-to'],
  ['[mail_from]', 'mail-from'],
  ['[body]', 'data'],
  ['during rcpt', 'rcpt-to'],
  ['during mail from', 'mail-from'],
  ['in rcpt to', 'rcpt-to'],
  ['(state 14', 'rcpt-to'],
  ['(state 13', 'mail-from'],
  ['(state 12', 'mail-from'],
  ['(state 15', 'data'],
  ['(state 18', 'data'],
  ['(state 17', 'data'],
  ['does not like recipient', 'rcpt-to'],
  ['sender was rejected', 'mail-from'],
  ['my name was rejected', 'connect'],
  ['failed on data', 'data'],
  ['failed after i sent the message', 'data'],
  ['reject: rcpt', 'rcpt-to'],
  ['mail command failed', 'mail-from'],
  ['data command failed', 'data'],
];

/** One look that dismisses most texts before all signs are tried. */
const HINT =
  /reply to|after|end of data|refused to|>>>|<<<|our |\[rcpt_|\[mail_|\[body|during|in rcpt|\(state|does not like|was rejected|failed|reject:/i;

/** The phase a text about one failure names, or null. */
export function phaseIn(text: string): Phase | null {
  if (!HINT.test(text)) return null;
  const lower = text.toLowerCase();
  for (const [sign, phase] of SIGNS) {
    if (lower.includes(sign)) return phase;
  }
  return null;
}
