import fc from 'fast-check';
import { messageBytes, postMessage, repeatedMessage, settledMessage } from '../../adapters/teams/message';
import { MESSAGE_BUDGET_BYTES } from '../../adapters/teams/limits';
import type { Block, Reply } from '../../src/dialogue/reply';
import { faultsOfMessage, runsOf, titlesOf } from './card-faults';

const everyBlock: Reply = {
  blocks: [
    { kind: 'heading', text: 'The mailbox is full' },
    { kind: 'text', text: 'First line\nsecond line' },
    { kind: 'evidence', line: '552 5.2.2 mailbox full', marks: [{ start: 10, end: 22 }] },
    { kind: 'facts', items: [{ label: 'Recipient', value: 'kim@example.net' }] },
    { kind: 'step', number: 1, of: 3, title: 'Ask the recipient', text: 'Call them.' },
    { kind: 'link', label: 'Help page', url: 'https://example.com/help' },
    { kind: 'note', title: 'For Kim', text: 'Dear Kim,\nyour mailbox is full.' },
  ],
  question: {
    id: 7,
    choices: [
      { id: 'yes', label: 'It worked', weight: 'main' },
      { id: 'no', label: 'It did not', weight: 'plain' },
      { id: 'human', label: 'Talk to a human', weight: 'aside' },
    ],
  },
};

const text = fc.oneof(
  fc.string({ maxLength: 6000, unit: 'binary' }),
  fc.string({
    maxLength: 200,
    unit: fc.constantFrom('\n', '{{DATE(', '"', '\ud800', '**a**', '<at>x</at>', '[a](http://b)'),
  }),
);
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constantFrom('heading' as const, 'text' as const), text }),
  text.chain((line) =>
    fc.record({
      kind: fc.constant('evidence' as const),
      line: fc.constant(line),
      marks: fc.array(fc.record({ start: fc.nat(line.length), end: fc.nat(line.length) }), { maxLength: 5 }),
    }),
  ),
  fc.record({
    kind: fc.constant('facts' as const),
    items: fc.array(fc.record({ label: text, value: text }), { maxLength: 60 }),
  }),
  fc.record({ kind: fc.constant('step' as const), number: fc.nat(), of: fc.nat(), title: text, text }),
  fc.record({ kind: fc.constant('link' as const), label: text, url: fc.oneof(fc.webUrl(), text) }),
  fc.record({ kind: fc.constant('note' as const), title: text, text }),
);
const weight = fc.constantFrom('main' as const, 'plain' as const, 'aside' as const);
const choice = fc.record({ id: fc.string({ minLength: 1, maxLength: 60 }), label: text, weight });
const reply: fc.Arbitrary<Reply> = fc.record({
  blocks: fc.array(block, { maxLength: 80 }),
  question: fc.option(
    fc.record({ id: fc.nat(), choices: fc.array(choice, { minLength: 1, maxLength: 40 }) }),
  ),
});

describe('a reply as a message', () => {
  it('shows every kind of block, its text in runs', () => {
    expect(runsOf(postMessage(everyBlock))).toEqual([
      'The mailbox is full',
      'First line',
      'second line',
      '552 5.2.2 ',
      'mailbox full',
      'Recipient: ',
      'kim@example.net',
      'Step 1 of 3',
      'Ask the recipient',
      'Call them.',
      'For Kim',
      'Dear Kim,',
      'your mailbox is full.',
    ]);
    expect(titlesOf(postMessage(everyBlock))).toEqual([
      'Help page',
      'It worked',
      'It did not',
      'Talk to a human',
    ]);
  });

  it('has words for notifications and for clients without cards', () => {
    const message = postMessage(everyBlock);
    expect(message.summary).toMatch(/^The mailbox is full First line/);
    expect(message.attachments[0].content.fallbackText).toContain(
      'Step 1 of 3: Ask the recipient\nCall them.',
    );
  });

  it('shows the answer of a settled question, and nothing is left to press', () => {
    const settled = settledMessage(everyBlock, 'no');
    expect(titlesOf(settled)).toEqual(['Help page']);
    expect(runsOf(settled).slice(-2)).toEqual(['✓ Answered: ', 'It did not']);
    expect(runsOf(settledMessage(everyBlock, null)).at(-1)).toBe('This question is closed.');
  });

  it('says of a message that may stand already that it is a repetition', () => {
    expect(runsOf(repeatedMessage(everyBlock))[0]).toMatch(/^Sent again after an interruption/);
  });

  it.each([
    ['Markdown', '**bold** _it_ [link](https://evil.example) `code` # head'],
    ['a mention', '<at>Everyone</at>'],
    ['HTML', '<b>x</b><img src=x onerror=alert(1)>'],
    ['a channel mention of Slack', '<!channel>'],
  ])('shows %s as it is written', (_, written) => {
    const message = postMessage({ blocks: [{ kind: 'text', text: written }], question: null });
    expect(runsOf(message)).toEqual([written]);
    expect(JSON.stringify(message)).not.toContain('"TextBlock"');
  });

  it('cuts a date macro in two, which renderers would replace', () => {
    const written = 'at {{DATE(2026-11-24T00:00:00Z)}}';
    const message = postMessage({ blocks: [{ kind: 'text', text: written }], question: null });
    expect(runsOf(message)).toEqual(['at {', '{DATE(2026-11-24T00:00:00Z)}}']);
  });

  it('drops characters that turn the reading direction', () => {
    const message = postMessage({
      blocks: [{ kind: 'text', text: 'evil\u202etxt.exe\u0007' }],
      question: null,
    });
    expect(runsOf(message)).toEqual(['eviltxt.exe']);
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x'])(
    'links nowhere with %s',
    (url) => {
      const message = postMessage({ blocks: [{ kind: 'link', label: 'Look', url }], question: null });
      expect(titlesOf(message)).toEqual([]);
      expect(runsOf(message)).toEqual([`Look: ${url}`]);
    },
  );

  it('keeps the deciding words when a line is far too long', () => {
    const line = `${'x'.repeat(20_000)} mailbox full ${'y'.repeat(20_000)}`;
    const marks = [{ start: 20_001, end: 20_013 }];
    const message = postMessage({ blocks: [{ kind: 'evidence', line, marks }], question: null });
    expect(runsOf(message)).toContain('mailbox full');
    expect(messageBytes(message)).toBeLessThanOrEqual(MESSAGE_BUDGET_BYTES);
  });

  it('is sound and within the budget whatever the reply is', () => {
    fc.assert(
      fc.property(reply, (any) => {
        for (const message of [postMessage(any), repeatedMessage(any), settledMessage(any, 'yes')]) {
          expect(faultsOfMessage(message)).toEqual([]);
          expect(messageBytes(message)).toBeLessThanOrEqual(MESSAGE_BUDGET_BYTES);
        }
      }),
      { numRuns: 60 },
    );
  });
});
