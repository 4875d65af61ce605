import type { Form } from './failure';
import type { Finding } from './finding';
import { FORMATS } from './formats';
import { readDeliveryStatus } from './formats/delivery-status';
import { readRecipientBlocks } from './formats/recipient-blocks';
import { readBareReply, readSentences } from './formats/sentence';
import { mergeFindings } from './merge';
import { withSurroundings } from './surrounding-words';
import type { Page } from './page';
import { lineCount } from './page';

export interface TextRead {
  readonly form: Form;
  readonly findings: readonly Finding[];
  /** What is neither a reply nor anything a mail system wrote. */
  readonly ownWords: string;
}

/** Reads a text, pasted or from a mail's part, with every reader that recognises something in it. */
export function readText(page: Page, isReport: boolean): TextRead {
  const found = findingsIn(page, isReport);
  return { form: found.form, ...withSurroundings(page, found.findings, isReport) };
}

interface Found {
  readonly form: Form;
  readonly findings: readonly Finding[];
}

function findingsIn(page: Page, isReport: boolean): Found {
  const bare = lineCount(page) === 1 ? readBareReply(page) : null;
  if (bare !== null) return { form: 'reply-line', findings: [bare] };
  const fields = page.text.includes(':') ? readDeliveryStatus(page) : [];
  for (const format of FORMATS) {
    if ((isReport && !format.inReports) || !format.recognises(page.text)) continue;
    const findings = format.read(page);
    if (findings.length > 0) return { form: format.form, findings: mergeFindings([fields, findings]) };
  }
  const blocks = readRecipientBlocks(page, { isReport, fromLine: 0, toLine: lineCount(page) });
  const found = mergeFindings([fields, blocks]);
  if (found.length > 0) return { form: 'report-text', findings: found };
  const sentences = readSentences(page, isReport);
  const form = sentences.length === 0 ? 'prose' : isReport ? 'report-text' : 'reply-line';
  return { form, findings: sentences };
}
