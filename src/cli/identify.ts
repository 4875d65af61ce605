import { diagnosisRow, type DiagnosisRow } from '../classifier/diagnosis-row';
import type { Analysis, DiagnosedFailure } from '../classifier/diagnosis';
import type { Classifier } from '../classifier/classifier';
import { phrase } from '../dialogue/phrasing';
import { problemsOf } from '../dialogue/problem';
import { findVariantByLabel } from '../dialogue/script';
import type { Knowledge } from '../knowledge/knowledge';
import { CommandError } from './command-error';
import type { Expert } from './expert';
import { readInput, readRows } from './row-file';

/** Writes a line of output. */
export type Write = (line: string) => void;

/** Files (or one text from standard input) for people, or one JSON object a failure. */
export function identify(
  { knowledge, classifier }: Expert,
  inputs: readonly Uint8Array[],
  json: boolean,
  write: Write,
): void {
  for (const analysis of inputs.map((input) => classifier.analyse(input))) {
    if (analysis.kind === 'refused')
      throw new CommandError(phrase(knowledge, knowledge.texts.refused[analysis.reason], null).text);
    if (json) analysis.diagnosed.forEach((entry) => write(JSON.stringify(diagnosisRow(entry))));
    else write(sayAnalysis(knowledge, analysis));
  }
}

/** The files' bytes, or standard input's where none is named. */
export async function readInputs(paths: readonly string[]): Promise<readonly Uint8Array[]> {
  if (paths.length > 0) return paths.map(readInput);
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return [Buffer.concat(chunks)];
}

/** One row of output for each row of a JSON lines file, in order. */
export function identifyBatch(classifier: Classifier, path: string, write: Write): void {
  for (const { id, input } of readRows(path)) {
    write(JSON.stringify({ id, ...firstRow(classifier.analyse(input)) }));
  }
}

/** The verdict on a paste's first failure; what can't be read holds no bounce. */
export function firstRow(analysis: Analysis): DiagnosisRow {
  const first = analysis.kind === 'refused' ? undefined : analysis.diagnosed[0];
  return first === undefined
    ? { label: 'not-a-bounce', confidence: 1, alternatives: [], facts: {}, evidence: [] }
    : diagnosisRow(first);
}

function sayAnalysis(knowledge: Knowledge, analysis: Extract<Analysis, { kind: 'analysed' }>): string {
  return analysis.diagnosed.map((entry) => sayFailure(knowledge, entry)).join('\n\n');
}

function sayFailure(knowledge: Knowledge, entry: DiagnosedFailure): string {
  const row = diagnosisRow(entry);
  const variant = findVariantByLabel(knowledge, row.label);
  const [problem] = problemsOf(knowledge, [entry]);
  const about = problem ?? null;
  const said = (template: string) => phrase(knowledge, template, about).text;
  const facts = Object.entries(row.facts).map(([name, value]) => `  ${name}: ${String(value)}`);
  const others = row.alternatives.map((other) => `${other.label} ${percent(other.confidence)}`);
  return [
    `${row.label} (${percent(row.confidence)} sure)`,
    variant === null
      ? said(knowledge.notABounce.what)
      : `${said(variant.title)}. ${said(knowledge.texts.sides[variant.side])}`,
    ...(entry.diagnosis.decidingLine === null ? [] : [`  > ${entry.diagnosis.decidingLine.text}`]),
    ...facts,
    ...(others.length === 0 ? [] : [`  or: ${others.join(', ')}`]),
  ].join('\n');
}

function percent(confidence: number): string {
  return `${Math.round(confidence * 100)} %`;
}
