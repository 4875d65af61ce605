import type { Finding } from './finding';
import type { Page } from './page';
import { isEmptyLine, lineCount, lineEnd, lineStart } from './page';
import { collapse } from './reply-words';

/** How much of a report's other text is kept for each failure: headings and explanations are short. */
const MOST_SHARED = 2000;
const MOST_OWN = 800;

/** What mail systems, programs and services write around a reply; a person's own words do not begin so. */
const MACHINE =
  /^(?:this is (?:the mail|an automatic)|this (?:message|mail|e-?mail|report|is a permanent|nondelivery)|a message that you|an? (?:temporary |permanent )?error|the following (?:address|recipient|message|organization|to)|i'?m (?:sorry to have|afraid)|hi\. this|delivery (?:has failed|to the following|status)|your (?:message|mail|e-?mail) (?:to|could|wasn|was|couldn|did|cannot|has)|message (?:from|could not|will be)|undeliver|diagnos|generating|reporting|final-recipient|for further assistance|if you (?:do so|require)|please include|delete your own|---|\*\*|the (?:mail system|mail server|response|error that|server respon|original message was|recipient|email account|user you)|technical details|google tried|mail system|action:|status:|error (?:details|number|type)|reported error|traceback|sent by microsoft|for more (?:info|help)|_{5}|\.\.\. while|>>>|<<<|subject:|from:|date:|sent:|account:|protocol:|port:|remote-mta|last-attempt|arrival-date|x-postfix|diese nachricht wurde|fehler bei der|ihre nachricht|échec de la remise|votre message|no se (?:pudo|puede) entregar|su mensaje|il recapito|il messaggio|falha na entrega|a sua mensagem|uw bericht|не удалось|сбой доставки|dostarczenie|次の|配信|未能|您的|sending|cannot send|server response|geschützt|postfix\/|status=|at [\w.$]{1,200}\(|(?:system|javax|jakarta|com)\.\w|smtplib\.)/i;

export interface Surrounded {
  readonly findings: readonly Finding[];
  readonly ownWords: string;
}

/** Divides the text beside the replies into the report's and the person's. */
export function withSurroundings(page: Page, findings: readonly Finding[], isReport: boolean): Surrounded {
  if (findings.length === 0) return { findings, ownWords: isReport ? '' : page.text.trim() };
  const machine = isReport ? { from: 0, to: page.text.length } : machineRegion(page, findings);
  const regions = findings.map(({ from, to }) => ({ from, to })).sort((a, b) => a.from - b.from);
  const shared = textOutside(page.text, regions, machine);
  return {
    findings: findings.map((finding) => ({ ...finding, report: reportOf(page, finding, shared) })),
    ownWords: isReport ? '' : outsideOf(page.text, machine),
  };
}

interface Region {
  readonly from: number;
  readonly to: number;
}

/** From the first to the last line that a machine wrote. */
function machineRegion(page: Page, findings: readonly Finding[]): Region {
  let from = page.text.length;
  let to = 0;
  for (const finding of findings) {
    from = Math.min(from, finding.from);
    to = Math.max(to, finding.to);
  }
  if (lineCount(page) === 1) return { from, to };
  for (let line = 0; line < lineCount(page); line++) {
    if (isEmptyLine(page, line) || !isMachineLine(page, line)) continue;
    from = Math.min(from, lineStart(page, line));
    to = Math.max(to, lineEnd(page, line));
  }
  return { from, to };
}

function isMachineLine(page: Page, line: number): boolean {
  const start = lineStart(page, line);
  return MACHINE.test(page.text.slice(start, Math.min(lineEnd(page, line), start + 80)));
}

function textOutside(text: string, regions: readonly Region[], machine: Region): string {
  const pieces: string[] = [];
  let length = 0;
  let at = machine.from;
  for (const region of [...regions, { from: machine.to, to: machine.to }]) {
    if (region.from > at && length < MOST_SHARED) {
      const piece = text.slice(at, Math.min(region.from, at + MOST_SHARED));
      pieces.push(piece);
      length += piece.length;
    }
    at = Math.max(at, region.to);
  }
  return pieces.join(' ').trim();
}

/** The shared text, and what stands in the failure's own lines beside its reply. */
function reportOf(page: Page, finding: Finding, shared: string): string {
  const own = collapse(page.text.slice(finding.from, Math.min(finding.to, finding.from + MOST_OWN)));
  const at = own.indexOf(finding.reply.slice(0, 40));
  const beside = finding.reply === '' || at < 0 ? own : own.slice(0, at);
  return `${shared}\n${beside}`.trim();
}

/** Signs around a quoted reply that belong to neither side. */
const OPENERS = '\'"`#*([{“‘„«';
const CLOSERS = '\'"`*)]}”’“».,';

function outsideOf(text: string, machine: Region): string {
  let from = machine.from;
  while (from > 0 && OPENERS.includes(text.charAt(from - 1))) from--;
  let to = machine.to;
  while (to < text.length && CLOSERS.includes(text.charAt(to))) to++;
  return `${text.slice(0, from).trim()}\n${text.slice(to).trim()}`.trim();
}
