import * as fc from 'fast-check';
import { renderAnswered, renderReply } from '../../adapters/slack/render/message';
import { readPress } from '../../adapters/slack/render/question';
import type { Block, Reply } from '../../src/dialogue/reply';
import { faultOfBlocks } from './fake-slack/check-blocks';
import { buttonsOf, shownText } from './fake-slack/screen';

const CONVERSATION = 'slack:T0FAKE001:C0GENERAL:1700000000.000001';
const hostile = fc.constantFrom(
  '<!channel>',
  '<@U1>',
  '<http://evil.example|click>',
  '*bold*',
  '`',
  '&amp;',
  '😄',
  ':smile:',
  '\n',
  ' ',
  'x'.repeat(2_999),
);
const words = fc.oneof(
  fc.array(fc.oneof(hostile, fc.string({ unit: 'binary' })), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.integer({ min: 0, max: 20_000 }).map((length) => 'long '.repeat(length / 5)),
);
const block: fc.Arbitrary<Block> = fc.oneof(
  words.map((text) => ({ kind: 'heading' as const, text })),
  words.map((text) => ({ kind: 'text' as const, text })),
  fc.tuple(words, fc.nat(50), fc.nat(50)).map(([line, start, length]) => ({
    kind: 'evidence' as const,
    line,
    marks: [{ start, end: start + length }],
  })),
  fc
    .array(fc.record({ label: words, value: words }), { maxLength: 12 })
    .map((items) => ({ kind: 'facts' as const, items })),
  fc.tuple(words, words).map(([title, text]) => ({ kind: 'step' as const, number: 1, of: 3, title, text })),
  fc
    .tuple(words, fc.oneof(fc.webUrl(), fc.constant('javascript:alert(1)'), words))
    .map(([label, url]) => ({ kind: 'link' as const, label, url })),
  fc.tuple(words, words).map(([title, text]) => ({ kind: 'note' as const, title, text })),
);
const question = fc.record({
  id: fc.nat(),
  choices: fc
    .uniqueArray(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 60 })
    .chain((ids) =>
      fc.tuple(
        ...ids.map((id) =>
          fc.record({
            id: fc.constant(id),
            label: words,
            weight: fc.constantFrom('main' as const, 'plain' as const, 'aside' as const),
          }),
        ),
      ),
    ),
});
const reply: fc.Arbitrary<Reply> = fc.record({
  blocks: fc.array(block, { maxLength: 60 }),
  question: fc.option(question),
});

test('whatever is said, every message keeps every limit of Slack', () => {
  fc.assert(
    fc.property(reply, (said) => {
      for (const message of [...renderReply(said, CONVERSATION), renderAnswered(said, CONVERSATION, null)]) {
        expect(faultOfBlocks(message.blocks, 'message')).toBeNull();
        expect(message.text.length).toBeGreaterThan(0);
        expect(message.text.length).toBeLessThanOrEqual(40_000);
      }
    }),
    { numRuns: 150 },
  );
});

test('nothing that is said is read as markup: it stands in plain objects, and the fallback text is escaped', () => {
  fc.assert(
    fc.property(reply, (said) => {
      for (const message of renderReply(said, CONVERSATION)) {
        expect(JSON.stringify(message.blocks)).not.toContain('"mrkdwn"');
        expect(message.text).not.toMatch(/[<>]/);
      }
    }),
    { numRuns: 100 },
  );
});

test('every choice has a button that says which it is, and none is left once it is answered', () => {
  fc.assert(
    fc.property(reply, (said) => {
      const buttons = renderReply(said, CONVERSATION).flatMap((message) => buttonsOf(message.blocks));
      const pressed = buttons.map((button) => readPress(button.value ?? '')?.choice);
      expect([...pressed].sort()).toEqual((said.question?.choices ?? []).map((choice) => choice.id).sort());
      expect(buttonsOf(renderAnswered(said, CONVERSATION, 'x').blocks)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('a whole answer', () => {
  const [message, ...more] = renderReply(
    {
      blocks: [
        { kind: 'heading', text: 'The address does not exist' },
        { kind: 'text', text: 'The server of <kim> knows nobody of that name.' },
        { kind: 'evidence', line: '550 5.1.1 <kim@example.net> unknown', marks: [{ start: 4, end: 9 }] },
        {
          kind: 'facts',
          items: [
            { label: 'Whose side', value: 'yours' },
            { label: 'Code', value: '5.1.1' },
          ],
        },
        { kind: 'step', number: 1, of: 2, title: 'Check the spelling', text: 'Look at each letter.' },
        { kind: 'link', label: 'Help', url: 'https://example.net/help' },
      ],
      question: {
        id: 7,
        choices: [
          { id: 'done', label: 'Done', weight: 'main' },
          { id: 'human', label: 'Talk to a human', weight: 'aside' },
        ],
      },
    },
    CONVERSATION,
  );
  expect(more).toEqual([]);
  expect(shownText(message.blocks)).toBe(
    [
      'The address does not exist',
      'The server of <kim> knows nobody of that name.',
      '550 5.1.1 <kim@example.net> unknown',
      '↑ 5.1.1',
      'Whose side: yours\nCode: 5.1.1',
      'Step 1 of 2: Check the spelling\nLook at each letter.',
      'Help',
    ].join('\n'),
  );
  expect(buttonsOf(message.blocks).map((button) => button.text.text)).toEqual(['Done', 'Talk to a human']);
  expect(message.text).toContain('&lt;kim@example.net&gt;');
});

test('a paste of thirteen thousand characters goes out in parts, none of it lost', () => {
  const text = Array.from({ length: 1_300 }, (_, n) => `line ${String(n).padStart(4, '0')}\n`).join('');
  const messages = renderReply(
    { blocks: [{ kind: 'note', title: 'For their IT', text }], question: null },
    CONVERSATION,
  );
  expect(messages.length).toBeGreaterThan(1);
  expect(
    messages
      .map((message) => shownText(message.blocks))
      .join('')
      .replaceAll('\n', ''),
  ).toBe(`For their IT${text}`.replaceAll('\n', ''));
});
