import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadExpert, type Expert } from '../../src/cli/expert';
import { rehearse } from '../../src/cli/rehearsal/rehearse';
import { parseTranscript } from '../../src/cli/rehearsal/transcript';

/**
 * Golden conversations: `npx bouncedesk rehearse --update FILE` takes a change over, and the diff is the review.
 */
const folder = join(__dirname, '../transcripts');
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.txt'))
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  .sort();

let expert: Expert;
beforeAll(async () => {
  expert = await loadExpert(join(__dirname, '../../intents'));
}, 120_000);

test.each(files)('%s', (file) => {
  const written = readFileSync(join(folder, file), 'utf8');
  expect(rehearse(expert.knowledge, expert.classifier, parseTranscript(written))).toBe(written);
});

test('every variant has a conversation to its end', () => {
  const told = files
    .filter((file) => file.startsWith('variants'))
    .map((file) => file.slice('variants/'.length, -4));
  expect(told).toEqual([...expert.knowledge.variants.keys()].sort());
});
