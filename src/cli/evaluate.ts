import type { Classifier } from '../classifier/classifier';
import { evaluate, type Evaluation, type KnownRow, type Prediction } from '../classifier/evaluate';
import { firstRow, type Write } from './identify';
import { labelsOf, readRows, type Labels } from './row-file';

interface LabelledRow extends KnownRow, Pick<Labels, 'kind' | 'lang'> {}

/** Scores the identification on labelled rows: by kind of row, by label, how far confidence can be trusted. */
export function evaluateCorpus(classifier: Classifier, path: string, write: Write): void {
  const rows: LabelledRow[] = [];
  const predictions = new Map<string, Prediction>();
  for (const { id, input, fields } of readRows(path)) {
    rows.push({ id, ...labelsOf(fields, `${path}, row ${id}`) });
    const { label, confidence } = firstRow(classifier.analyse(input));
    predictions.set(id, { label, confidence });
  }
  for (const [name, group] of groupsOf(rows)) write(sayGroup(name, evaluate(group, predictions)));
  const all = evaluate(rows, predictions);
  write(sayReliability(all));
  write(sayFloors(rows, predictions));
  write(sayLabels(all));
  write(sayConfusions(all));
}

/** All rows, and each kind and "not English" where the rows tell them. */
function groupsOf(rows: readonly LabelledRow[]): readonly (readonly [string, readonly LabelledRow[]])[] {
  const kinds = [...new Set(rows.flatMap(({ kind }) => kind ?? []))];
  const foreign = rows.filter(({ lang }) => lang !== undefined && lang !== 'en');
  return [
    ['all', rows],
    ...kinds.map((kind) => [kind, rows.filter((row) => row.kind === kind)] as const),
    ...(foreign.length === 0 ? [] : [['not English', foreign] as const]),
  ];
}

function sayGroup(name: string, { rows, accuracy, macroF1, unanswered }: Evaluation): string {
  return `${name.padEnd(14)} ${String(rows).padStart(5)} rows  accuracy ${percent(accuracy)}  macro-F1 ${percent(macroF1)}  unanswered ${unanswered}`;
}

function sayReliability({ reliability, calibrationError }: Evaluation): string {
  const lines = reliability.map(
    ({ from, to, rows, meanConfidence, accuracy }) =>
      `  ${from.toFixed(1)} to ${to.toFixed(1)}  ${String(rows).padStart(5)} rows  said ${percent(meanConfidence)}  right ${percent(accuracy)}`,
  );
  return [
    '',
    `confidence and how often it was right (expected calibration error ${percent(calibrationError)})`,
    ...lines,
  ].join('\n');
}

const FLOORS = [0.9, 0.8, 0.6];

function sayFloors(rows: readonly LabelledRow[], predictions: ReadonlyMap<string, Prediction>): string {
  return FLOORS.map((floor) => {
    const sure = rows.filter(({ id }) => (predictions.get(id)?.confidence ?? 0) >= floor);
    const { accuracy } = evaluate(sure, predictions);
    return `  at ${floor} and above: ${percent(sure.length / Math.max(1, rows.length))} of rows, ${percent(accuracy)} right`;
  }).join('\n');
}

function sayLabels({ labels }: Evaluation): string {
  const lines = [...labels]
    .sort((one, other) => one.f1 - other.f1)
    .map(
      ({ label, rows, precision, recall, f1 }) =>
        `  ${label.padEnd(28)} ${String(rows).padStart(5)} rows  precision ${percent(precision)}  recall ${percent(recall)}  F1 ${percent(f1)}`,
    );
  return ['', 'by label, worst first', ...lines].join('\n');
}

const CONFUSIONS_SHOWN = 25;

function sayConfusions({ confusions }: Evaluation): string {
  const lines = confusions
    .slice(0, CONFUSIONS_SHOWN)
    .map(
      ({ label, predicted, ids }) =>
        `  ${String(ids.length).padStart(3)}  ${label} taken for ${predicted}: ${ids.slice(0, 4).join(', ')}`,
    );
  return ['', 'worst confusions', ...lines].join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1).padStart(5)} %`;
}
