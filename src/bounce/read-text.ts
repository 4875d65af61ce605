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
  if (sentences.length > 0) return { form: isReport ? 'report-text' : 'reply-line', findings: sentences };
  return isReport || !isPastedReport(page) ? { form: 'prose', findings: [] } : readAsReport(page);
}

/** What reports say in so many words, for those that give no code. */
const REPORT =
  /not delivered to|did not reach the following|(?:could not|cannot|can't|couldn't|not able to) be delivered|unable to deliver|undeliverable|delivery (?:has )?failed|delivery to the following|(?:is|has been) delayed|wasn.t delivered|(?:while|error) (?:attempting|trying|delivering)|addresses had|failure reasons|did not receive this message|rejected and discarded|warning message only|mail delivery (?:software|system)|final delivery|may not exist, or you may not have permission|message not delivered|konnte (?:nicht|nach mehr)|zustellversuch|n.est pas parvenu|n.a pas pu être remis|no se (?:ha )?(?:pudo|podido)? ?entreg|no se ha entregado|non è stato (?:possibile )?(?:consegna|recapita)|não (?:foi|pôde) (?:ser )?entreg|niet (?:worden )?(?:bezorgd|afgeleverd)|не (?:был[оа]? )?доставлен|не удалось доставить|送信できません|送信できません|届けできません|配信(?:不能|できません)|群組可能不存在|无法(?:送达|投递)|退信/i;

function isPastedReport(page: Page): boolean {
  return lineCount(page) > 2 && REPORT.test(page.text);
}

function readAsReport(page: Page): Found {
  const blocks = readRecipientBlocks(page, { isReport: true, fromLine: 0, toLine: lineCount(page) });
  return { form: 'report-text', findings: blocks.length > 0 ? blocks : readSentences(page, true) };
}
