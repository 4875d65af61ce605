import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClassifier } from '../../src/classifier/classifier';
import { NOT_A_BOUNCE } from '../../src/classifier/diagnosis';
import { evaluate, type KnownRow, type Prediction } from '../../src/classifier/evaluate';
import { train } from '../../src/classifier/train';
import { firstRow } from '../../src/cli/identify';
import { labelsOf, readRows } from '../../src/cli/row-file';
import { loadKnowledge } from '../../src/knowledge/load-knowledge';

/**
 * `npm run scores ROWS.jsonl OUT.json`: scores labelled rows and writes the numbers, without a word of the rows,
 * so that a diff shows what a change won or lost.
 */
interface ScoredRow extends KnownRow {
  readonly groups: readonly string[];
}

const FLOORS = [0.9, 0.8, 0.6];

function main(rowsFile: string | undefined, outFile: string | undefined): void {
  if (rowsFile === undefined || outFile === undefined) throw new Error('usage: npm run scores ROWS.jsonl OUT.json');
  const knowledge = loadKnowledge(join(__dirname, '../../intents'));
  const classifier = createClassifier(knowledge, train(knowledge));
  const rows: ScoredRow[] = [];
  const predictions = new Map<string, Prediction>();
  for (const { id, input, fields } of readRows(rowsFile)) {
    const { kind, lang, ...known } = labelsOf(fields, id);
    const groups = ['all', ...(kind === undefined ? [] : [kind]), ...(lang === undefined || lang === 'en' ? [] : ['not English'])];
    rows.push({ id, ...known, groups });
    const { label, confidence } = firstRow(classifier.analyse(input));
    predictions.set(id, { label, confidence });
  }
  writeFileSync(outFile, `${JSON.stringify(scoresOf(rows, predictions), null, 2)}\n`);
}

function scoresOf(rows: readonly ScoredRow[], predictions: ReadonlyMap<string, Prediction>) {
  const groups = [...new Set(rows.flatMap((row) => row.groups))];
  const { calibrationError, labels } = evaluate(rows, predictions);
  return {
    groups: Object.fromEntries(
      groups.map((group) => {
        const scored = evaluate(rows.filter((row) => row.groups.includes(group)), predictions);
        return [group, { rows: scored.rows, accuracy: round(scored.accuracy), macroF1: round(scored.macroF1) }];
      }),
    ),
    calibrationError: round(calibrationError),
    confidence: Object.fromEntries(FLOORS.map((floor) => [`from ${String(floor)}`, aboveFloor(rows, predictions, floor)])),
    falseAlarms: falseAlarmsOf(rows, predictions),
    labels: Object.fromEntries(
      [...labels]
        .sort((one, other) => one.label.localeCompare(other.label))
        .map(({ label, rows: count, precision, recall, f1 }) => [
          label,
          { rows: count, precision: round(precision), recall: round(recall), f1: round(f1) },
        ]),
    ),
  };
}

function aboveFloor(rows: readonly KnownRow[], predictions: ReadonlyMap<string, Prediction>, floor: number) {
  const sure = rows.filter(({ id }) => (predictions.get(id)?.confidence ?? 0) >= floor);
  return { share: round(sure.length / Math.max(1, rows.length)), right: round(evaluate(sure, predictions).accuracy) };
}

function falseAlarmsOf(rows: readonly KnownRow[], predictions: ReadonlyMap<string, Prediction>) {
  const isOther = ({ label, accept }: KnownRow): boolean => [label, ...accept].includes(NOT_A_BOUNCE);
  const missed = rows.filter((row) => !isOther(row));
  const others = rows.filter(({ label }) => label === NOT_A_BOUNCE);
  const taken = missed.filter(({ id }) => predictions.get(id)?.label === NOT_A_BOUNCE).length;
  return {
    'bounces taken for none': round(taken / Math.max(1, missed.length)),
    'none taken for a bounce': round(1 - evaluate(others, predictions).accuracy),
  };
}

function round(share: number): number {
  return Math.round(share * 1000) / 1000;
}

main(process.argv[2], process.argv[3]);
