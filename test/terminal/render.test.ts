import fc from 'fast-check';
import { renderReply, type Look } from '../../adapters/terminal/render';
import { wrap } from '../../adapters/terminal/plain-text';
import type { Block } from '../../src/dialogue/reply';

const plain: Look = { width: 40, styled: false };
const styled: Look = { width: 40, styled: true };

function lines(block: Block, look: Look = plain): readonly string[] {
  return renderReply({ blocks: [block], question: null }, look);
}

const evidence: Block = {
  kind: 'evidence',
  line: '550 5.1.1 <anna@partner.example> User unknown',
  marks: [
    { start: 0, end: 9 },
    { start: 33, end: 45 },
  ],
};

test('the deciding words of a line that is cut are marked below it', () => {
  expect(lines(evidence)).toEqual([
    '  > 550 5.1.1 <anna@partner.example> Use',
    '    ^^^^^^^^^                        ^^^',
    '  > r unknown',
    '    ^^^^^^^^^',
  ]);
});

test('on a screen they are bold', () => {
  expect(lines(evidence, { width: 80, styled: true })).toEqual([
    '  > \u001b[1m550 5.1.1\u001b[0m <anna@partner.example> \u001b[1mUser unknown\u001b[0m',
  ]);
});

test.each<[string, Block, readonly string[]]>([
  [
    'facts stand in two columns',
    {
      kind: 'facts',
      items: [
        { label: 'To', value: 'anna@partner.example' },
        { label: 'Refused by', value: 'the mail server mx1.partner.example' },
      ],
    },
    [
      '  To:         anna@partner.example',
      '  Refused by: the mail server',
      '              mx1.partner.example',
    ],
  ],
  [
    'a step says how far one is',
    { kind: 'step', number: 2, of: 4, title: 'Look again', text: 'Compare the address.' },
    ['Step 2 of 4: Look again', 'Compare the address.'],
  ],
  [
    'a note can be told from the rest',
    { kind: 'note', title: 'To forward', text: 'Hello,\nyour mailbox is full.' },
    ['To forward', '  | Hello,', '  | your mailbox is full.'],
  ],
  [
    'a link shows where it leads',
    { kind: 'link', label: 'Help', url: 'https://a.example/' },
    ['Help: https://a.example/'],
  ],
])('%s', (_name, block, expected) => {
  expect(lines(block)).toEqual(expected);
});

test('answers stand below each other, help and exits beside each other', () => {
  const question = {
    id: 1,
    choices: [
      { id: 'a', label: 'Yes', weight: 'main' as const },
      { id: 'b', label: 'Back', weight: 'aside' as const },
      { id: 'c', label: 'No', weight: 'plain' as const },
      { id: 'd', label: 'How do I do that?', weight: 'aside' as const },
    ],
  };
  expect(renderReply({ blocks: [], question }, plain)).toEqual([
    '  1) Yes',
    '  3) No',
    '  2) Back   4) How do I do that?',
  ]);
});

test('nothing in a reply reaches the screen as a command to it', () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 });
  const block = fc.oneof(
    fc.record({ kind: fc.constant('text' as const), text }),
    fc.record({
      kind: fc.constant('evidence' as const),
      line: text,
      marks: fc.constant([{ start: 0, end: 3 }]),
    }),
    fc.record({
      kind: fc.constant('facts' as const),
      items: fc.tuple(fc.record({ label: text, value: text })),
    }),
    fc.record({ kind: fc.constant('link' as const), label: text, url: text }),
    fc.record({ kind: fc.constant('note' as const), title: text, text }),
  );
  fc.assert(
    fc.property(block, (one) => {
      expect(lines(one).join('')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      const bold = lines(one, styled).join('');
      expect(bold.replaceAll('\u001b[1m', '').replaceAll('\u001b[0m', '')).not.toMatch(/\p{Cc}/u);
    }),
  );
});

test('wrapping keeps every word and never grows over the width', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z ]{0,200}$/), (text) => {
      const wrapped = wrap(text, 20);
      expect(wrapped.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      expect(Math.max(...wrapped.map(({ length }) => length))).toBeLessThanOrEqual(20);
    }),
  );
});
