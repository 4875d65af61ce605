import type { Form } from './failure';
import type { Finding } from './finding';
import { findingOf, surroundings } from './finding';
import { readDeliveryStatus } from './formats/delivery-status';
import { readRecipientBlocks } from './formats/recipient-blocks';
import { mergeFindings } from './merge';
import type { Page } from './page';
import { lineCount } from './page';
import { findCodes, readReply } from './reply';
import { Strength } from './reply-code';

export interface TextRead {
  readonly form: Form;
  readonly findings: readonly Finding[];
}

/** Reads a text, pasted or from a mail's part, with every reader that recognises something in it. */
export function readText(page: Page, isReport: boolean): TextRead {
  const fields = lineCount(page) > 1 || page.text.includes(':') ? readDeliveryStatus(page) : [];
  const blocks = readRecipientBlocks(page, { isReport, fromLine: 0, toLine: lineCount(page) });
  const found = mergeFindings([fields, blocks]);
  if (found.length > 0) return { form: 'report-text', findings: found };
  const reply = readBareReply(page);
  return reply === null ? { form: 'prose', findings: [] } : { form: 'reply-line', findings: [reply] };
}

function readBareReply(page: Page): Finding | null {
  const codes = findCodes(page, 0, page.text.length);
  if (codes === null || codes.strength === Strength.Weak) return null;
  const reply = readReply(page, codes, page.text.length);
  const around = surroundings(page, 0, page.text.length, reply);
  return findingOf(page, { from: reply.start, to: reply.end, reply, ...around });
}
