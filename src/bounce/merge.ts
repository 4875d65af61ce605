import type { Facts } from './failure';
import type { Finding } from './finding';

/**
 * A mail tells one failure several times: in the fields for machines, in the text for people, in headers. One
 * finding for each recipient is kept, with the fullest reply and every fact that any of them had.
 */
export function mergeFindings(lists: readonly (readonly Finding[])[]): Finding[] {
  const merged: Finding[] = [];
  const places = new Map<string, number>();
  for (const list of lists) {
    for (const finding of list) {
      const key = recipientKey(finding);
      const index = places.get(key) ?? (finding.alias === null ? undefined : places.get(finding.alias));
      const known = index === undefined ? undefined : merged[index];
      if (index === undefined || known === undefined) {
        places.set(key, merged.length);
        if (finding.alias !== null) places.set(finding.alias, merged.length);
        merged.push(finding);
      } else merged[index] = combine(known, finding);
    }
  }
  return absorbNameless(merged);
}

function recipientKey(finding: Finding): string {
  const recipient = finding.facts.finalRecipient?.value.toLowerCase() ?? '';
  // A spool file or a queue name as Final-Recipient tells nobody who it was.
  return recipient.includes('@') ? recipient : '';
}

/** What was found without a recipient belongs to the only recipient there is, or to those that lack a reply. */
function absorbNameless(findings: Finding[]): Finding[] {
  const nameless = findings.find((finding) => recipientKey(finding) === '');
  if (nameless === undefined || findings.length === 1) return findings;
  const named = findings.filter((finding) => finding !== nameless);
  return named.map((finding) =>
    named.length === 1 || finding.reply === '' ? combine(finding, nameless) : finding,
  );
}

/** The first is trusted more; the reply with codes and more words wins. */
function combine(first: Finding, second: Finding): Finding {
  const [better, other] = isBetterReply(second, first) ? [second, first] : [first, second];
  const facts: Facts = { ...other.facts, ...better.facts };
  const codes = truerCodes(better.facts, other.facts);
  const recipient =
    recipientKey(first) === ''
      ? (second.facts.finalRecipient ?? first.facts.finalRecipient)
      : first.facts.finalRecipient;
  const remote = remoteOf(first.facts, second.facts);
  return {
    facts: {
      ...facts,
      ...codes,
      ...remote,
      ...(recipient === undefined ? {} : { finalRecipient: recipient }),
    },
    reply: better.reply === '' ? other.reply : better.reply,
    action: first.action ?? second.action,
    refusedBy: first.refusedBy ?? second.refusedBy,
    phase: first.phase ?? second.phase,
    alias: first.alias ?? second.alias,
    report: first.report === '' ? second.report : first.report,
    from: Math.min(first.from, second.from),
    to: Math.max(first.to, second.to),
  };
}

/** The host as a field names it; but a text that names it beats a field that holds only its address. */
function remoteOf(first: Facts, second: Facts): Facts {
  const remote = first.remoteMta ?? second.remoteMta;
  return remote === undefined ? {} : { remoteMta: remote };
}

function isBetterReply(candidate: Finding, current: Finding): boolean {
  if (candidate.reply === '') return false;
  if (current.reply === '') return true;
  const candidateCode = candidate.facts.replyCode?.value;
  const currentCode = current.facts.replyCode?.value;
  if (currentCode === undefined) return candidateCode !== undefined;
  if (candidateCode !== currentCode) return false;
  return candidate.reply.length > current.reply.length;
}

function truerCodes(better: Facts, other: Facts): Facts {
  const own = better.enhancedStatusCode;
  const others = other.enhancedStatusCode;
  if (own === undefined || others === undefined) return {};
  const isGeneric = own.value.endsWith('.0.0') && !others.value.endsWith('.0.0');
  return isGeneric ? { enhancedStatusCode: others } : {};
}
