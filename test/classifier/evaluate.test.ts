import { evaluate, type Prediction } from '../../src/classifier/evaluate';
import { VariantId } from '../../src/knowledge/variant';

const full = VariantId.parse('mailbox-full');
const unknown = VariantId.parse('recipient-unknown');

const rows = [
  { id: '1', label: 'mailbox-full', accept: [] },
  { id: '2', label: 'mailbox-full', accept: ['recipient-unknown'] },
  { id: '3', label: 'recipient-unknown', accept: [] },
  { id: '4', label: 'recipient-unknown', accept: [] },
];

const predictions = new Map<string, Prediction>([
  ['1', { label: full, confidence: 0.95 }],
  ['2', { label: unknown, confidence: 0.95 }],
  ['3', { label: full, confidence: 0.55 }],
]);

test('counts a second choice as right and a missing answer as wrong', () => {
  expect(evaluate(rows, predictions)).toMatchObject({ rows: 4, unanswered: 1, accuracy: 0.5 });
});

test('scores each label by what was predicted', () => {
  const { labels, macroF1 } = evaluate(rows, predictions);
  expect(labels).toEqual([
    { label: 'mailbox-full', rows: 2, precision: 0.5, recall: 1, f1: 2 / 3 },
    { label: 'recipient-unknown', rows: 2, precision: 1, recall: 1 / 3, f1: 0.5 },
  ]);
  expect(macroF1).toBeCloseTo((2 / 3 + 0.5) / 2);
});

test('compares confidence with accuracy', () => {
  const { reliability, calibrationError } = evaluate(rows, predictions);
  expect(reliability.map(({ from, rows: count, accuracy }) => [from, count, accuracy])).toEqual([
    [0.5, 1, 0],
    [0.9, 2, 1],
  ]);
  expect(calibrationError).toBeCloseTo((0.55 + 2 * 0.05) / 3);
});

test('names the confusions', () => {
  expect(evaluate(rows, predictions).confusions).toEqual([
    { label: 'recipient-unknown', predicted: 'mailbox-full', ids: ['3'] },
    { label: 'recipient-unknown', predicted: '(none)', ids: ['4'] },
  ]);
});

test('nothing to score is no error', () => {
  expect(evaluate([], new Map())).toMatchObject({ rows: 0, accuracy: 0, macroF1: 0, calibrationError: 0 });
});
