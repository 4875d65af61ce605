import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { trainedClassifier, type Trained } from './trained';

interface Row {
  readonly text: string;
  readonly intent: string;
}

let trained: Trained;

beforeAll(() => {
  trained = trainedClassifier();
});

const rows = readFileSync(join(__dirname, 'understand-held-out.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

test('no sentence of the held-out set was trained on', () => {
  const taught = new Set(
    Object.values(trained.knowledge.replies.intents)
      .flat()
      .map((text) => text.toLowerCase()),
  );
  expect(rows.filter(({ text }) => taught.has(text.toLowerCase()))).toEqual([]);
});

test('nine in ten of the held-out sentences are understood', () => {
  const missed = rows.filter(({ text, intent }) => trained.classifier.understand(text).intent !== intent);
  expect(missed.length / rows.length).toBeLessThanOrEqual(0.1);
});

test.each([
  ['yess', 'yes'],
  ['hlep', 'help'],
  ['it wroks now', 'solved'],
  ['tahnks', 'thanks'],
  ['👍', 'yes'],
  ['🎉', 'solved'],
  ['abbrechen', 'cancel'],
  ['plus tard', 'later'],
  ['quiero hablar con una persona', 'human'],
])('%s means %s', (text, intent) => {
  expect(trained.classifier.understand(text).intent).toBe(intent);
});

test('an empty answer means nothing', () => {
  expect(trained.classifier.understand('').intent).toBe('other');
});
