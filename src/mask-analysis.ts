import type { Facts } from './bounce/failure';
import type { Analysis, DecidingLine, DiagnosedFailure } from './classifier/diagnosis';

type Mask = (text: string) => string;

/**
 * Takes secrets out of what was read from a paste. Masking the paste before is not enough: a part of a mail
 * may be encoded, and only what was decoded from it shows the secret. `seen` was masked already; what stands
 * in it needs no second look.
 */
export function maskAnalysis(analysis: Analysis, maskSecrets: Mask, seen: string): Analysis {
  if (analysis.kind === 'refused') return analysis;
  const mask = onceEach((text) => (seen.includes(text) ? text : maskSecrets(text)));
  const diagnosed = analysis.diagnosed.map((item) => maskDiagnosed(item, mask));
  return { ...analysis, ownWords: mask(analysis.ownWords), diagnosed };
}

/** Thousands of recipients share one server's words. */
function onceEach(mask: Mask): Mask {
  const known = new Map<string, string>();
  return (text) => {
    const masked = known.get(text) ?? mask(text);
    known.set(text, masked);
    return masked;
  };
}

function maskDiagnosed({ failure, diagnosis }: DiagnosedFailure, mask: Mask): DiagnosedFailure {
  return {
    failure: {
      ...failure,
      facts: maskFacts(failure.facts, mask),
      reply: mask(failure.reply),
      report: mask(failure.report),
    },
    diagnosis: {
      ...diagnosis,
      evidence: diagnosis.evidence.map((item) =>
        item.kind === 'phrase' ? { ...item, words: mask(item.words) } : item,
      ),
      decidingLine: maskLine(diagnosis.decidingLine, mask),
    },
  };
}

/** The other facts are addresses, hosts, codes and numbers. */
function maskFacts(facts: Facts, mask: Mask): Facts {
  const { diagnosticCode, helpUrl } = facts;
  return {
    ...facts,
    ...(diagnosticCode && { diagnosticCode: { ...diagnosticCode, value: mask(diagnosticCode.value) } }),
    ...(helpUrl && { helpUrl: { ...helpUrl, value: mask(helpUrl.value) } }),
  };
}

/** Marks of a line that had to be changed would point at other words. */
function maskLine(line: DecidingLine | null, mask: Mask): DecidingLine | null {
  if (line === null) return null;
  const text = mask(line.text);
  return text === line.text ? line : { text, marks: [] };
}
