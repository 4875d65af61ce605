import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { NOT_A_BOUNCE } from '../../src/classifier/diagnosis';
import { trainedClassifier } from './trained';

/**
 * Texts that were written and labelled without a look at the content. `usual` rows say it as mail servers and
 * people mostly do; the gaps they showed were filled since, so they guard what is known. `unusual` rows avoid
 * every stock phrase, and nothing was adapted to them: they measure what happens with the unknown. Keep it so.
 * The floors lie a little below what is measured.
 */
const Row = z.object({
  id: z.string(),
  wording: z.enum(['usual', 'unusual']),
  label: z.string(),
  accept: z.array(z.string()),
  text: z.string(),
});
type Row = z.infer<typeof Row>;

interface Verdict {
  readonly row: Row;
  readonly label: string;
  readonly confidence: number;
}

let verdicts: readonly Verdict[];

beforeAll(() => {
  const { classifier } = trainedClassifier();
  verdicts = readFileSync(join(__dirname, 'unseen.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line): Verdict => {
      const row = Row.parse(JSON.parse(line));
      const analysis = classifier.analyse(row.text);
      const best = analysis.kind === 'refused' ? undefined : analysis.diagnosed[0]?.diagnosis.ranked[0];
      if (best === undefined) throw new Error(`row ${row.id} was not judged`);
      return { row, label: best.label, confidence: best.confidence };
    });
});

function isRight({ row, label }: Verdict): boolean {
  return [row.label, ...row.accept].includes(label);
}

function shareRight(judged: readonly Verdict[]): number {
  return judged.filter(isRight).length / judged.length;
}

test.each([
  ['usual', 0.97],
  ['unusual', 0.73],
] as const)('knows most texts in %s wordings', (wording, floor) => {
  expect(shareRight(verdicts.filter(({ row }) => row.wording === wording))).toBeGreaterThan(floor);
});

test('is right where it says that it is sure, whatever the wording', () => {
  const sure = verdicts.filter(({ confidence }) => confidence >= 0.9);
  expect(sure.length / verdicts.length).toBeGreaterThan(0.72);
  expect(shareRight(sure)).toBeGreaterThan(0.985);
});

test('takes hardly any other talk for a mail failure with confidence', () => {
  const alarms = verdicts.filter(
    (verdict) => verdict.row.label === NOT_A_BOUNCE && !isRight(verdict) && verdict.confidence >= 0.8,
  );
  const others = verdicts.filter(({ row }) => row.label === NOT_A_BOUNCE);
  expect(alarms.length / others.length).toBeLessThan(0.03);
});
