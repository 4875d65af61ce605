import { checkContent } from '../../src/knowledge/check-content';
import { FaultyContentError, sayFault } from '../../src/knowledge/fault';
import { contentWith, variantWith } from './sound-content';

function faultsOf(changes: Readonly<Record<string, string>>): readonly string[] {
  const checked = checkContent(contentWith(changes));
  return checked.kind === 'faulty' ? checked.faults.map(sayFault) : [];
}

const changed = (passage: string, replacement: string) => ({
  'mailbox-full.yaml': variantWith(passage, replacement),
});

test('content without a fault is sound', () => {
  expect(faultsOf({})).toEqual([]);
});

test.each([
  [
    'a word that is no key',
    changed('now: Tell them.', 'nov: Tell them.'),
    'mailbox-full.yaml:1: the file: Unrecognized key: "nov"',
  ],
  ['a wrong side', changed('side: recipient', 'side: nobody'), 'mailbox-full.yaml:3: side: Invalid option'],
  [
    'broken YAML',
    changed('title: The mailbox is full', 'title: "The'),
    'mailbox-full.yaml:47: Missing closing',
  ],
  [
    'an id that is not the name',
    changed('id: mailbox-full', 'id: inbox-full'),
    'mailbox-full.yaml:1: the id is inbox-full',
  ],
  [
    'a variant nothing leads to',
    changed('signatures:\n  - phrase: mailbox is full\n    weight: clear', 'signatures: []'),
    'mailbox-full.yaml:42: no signature',
  ],
  [
    'a jump to nowhere',
    changed('to: human', 'to: step:nowhere'),
    'mailbox-full.yaml:36: there is no step:nowhere',
  ],
  [
    'a jump to a variant that is not there',
    changed('to: human', 'to: variant:nothing'),
    'mailbox-full.yaml:36: there is no variant:nothing',
  ],
  [
    'a step nothing leads to',
    { 'mailbox-full.yaml': variantWith('to: next', 'to: human').replace('to: confirm', 'to: human') },
    'mailbox-full.yaml:24: no answer leads to step wait',
  ],
  ['a wait of no length', changed('    wait: 4h\n', ''), 'mailbox-full.yaml:24: step wait leads to a wait'],
  [
    'an answer that chooses two outcomes',
    changed('means: [cannot, no]\n        to: next', 'means: [yes, no]\n        to: next'),
    'in step tell-them the answer "yes" chooses two outcomes',
  ],
  [
    'a word the glossary lacks',
    changed('do: Call them.', 'do: Look at [[dkim]].'),
    'mailbox-full.yaml:14: [[dkim]] is not in shared/glossary.yaml',
  ],
  [
    'a name nobody fills',
    changed('do: Call them.', 'do: Call {adress}.'),
    'mailbox-full.yaml:14: {adress} is no name',
  ],
  [
    'a phrase two variants claim',
    { 'inbox-full.yaml': variantWith('id: mailbox-full', 'id: inbox-full') },
    'inbox-full.yaml:43: "mailbox is full" is claimed by mailbox-full.yaml:43 too',
  ],
])('%s is told with its place', (_, changes, expected) => {
  expect(faultsOf(changes)).toContainEqual(expect.stringContaining(expected));
});

test('a step from which no human can be reached is a fault', () => {
  const endless = variantWith('to: human', 'to: step:tell-them')
    .replace('to: wait', 'to: step:tell-them')
    .replace('to: confirm', 'to: step:wait')
    .replace('to: next', 'to: step:wait');
  expect(faultsOf({ 'mailbox-full.yaml': endless })).toContainEqual(
    expect.stringContaining('never leads to a human'),
  );
});

test('a missing file is told', () => {
  const sources = contentWith().filter(({ path }) => path !== 'shared/glossary.yaml');
  const checked = checkContent(sources);
  expect(checked).toEqual({
    kind: 'faulty',
    faults: [{ path: 'shared/glossary.yaml', line: 1, message: 'this file is missing' }],
  });
});

test('the faults of all files are told at once', () => {
  const faults = faultsOf({
    ...changed('side: recipient', 'side: nobody'),
    'shared/providers.yaml': 'providers: 1\n',
  });
  expect(faults).toHaveLength(3);
});

test('two variants may share words when one of them says that it wins', () => {
  const winner = variantWith('id: mailbox-full', 'id: inbox-full').replace(
    'weight: clear',
    'weight: clear\n    beats: [mailbox-full]',
  );
  expect(faultsOf({ 'inbox-full.yaml': winner })).toEqual([]);
});

test('the error of a refused start lists every fault', () => {
  const error = new FaultyContentError([{ path: 'a.yaml', line: 3, message: 'wrong' }]);
  expect(error.message).toBe('the content has 1 fault:\na.yaml:3: wrong');
});
