import * as fc from 'fast-check';
import { undoSlackText } from '../../adapters/slack/inbound/message-text';
import { readRichText } from '../../adapters/slack/inbound/rich-text';
import { typed } from './fake-slack/typed-text';

test.each([
  [
    'an address in angle brackets',
    '&lt;<mailto:kim@example.net|kim@example.net>&gt;: 550',
    '<kim@example.net>: 550',
  ],
  ['an address Slack linked', 'to <mailto:kim@example.net|kim@example.net>', 'to kim@example.net'],
  ['a link as typed', 'see <https://example.net/a?b=1&amp;c=2>', 'see https://example.net/a?b=1&c=2'],
  ['a host name Slack linked', '<http://mx.example.net|mx.example.net> said', 'mx.example.net said'],
  [
    'a link with a text of its own',
    '<https://example.net/help|the help page>',
    'the help page https://example.net/help',
  ],
  ['a telephone number', '<tel:+15550100|+1 555 0100>', '+1 555 0100'],
  ['entities once only', '&amp;lt;b&amp;gt; &amp;amp;', '&lt;b&gt; &amp;'],
  ['the bot itself', '<@U0BOT0001> help', 'help'],
  ['somebody else', '<@U2|kim> wrote', '@kim wrote'],
  ['a channel', 'in <#C1|general>', 'in #general'],
  ['a broadcast', '<!here> look', '@here look'],
  ['a date', '<!date^1700000000^{date}|14 Nov 2023>', '14 Nov 2023'],
  ['typographic quotes', '\u201cuser unknown\u201d it\u2019s', '"user unknown" it\'s'],
  ['hard spaces', '550\u00a05.1.1\u200b', '550 5.1.1'],
  ['a code fence', '```550 5.1.1\nunknown```', '550 5.1.1\nunknown'],
  ['a line as code', '`550 5.1.1 unknown`', '550 5.1.1 unknown'],
  ['quotes of an old server', "host `mx' said: `no'", "host `mx' said: `no'"],
  ['the mark of an edit', '550 5.1.1 (edited)', '550 5.1.1'],
  ['an open bracket that is none of Slack’s', 'a < b', 'a < b'],
])('%s', (_what, text, original) => {
  expect(undoSlackText(text, 'U0BOT0001')).toBe(original);
});

test('what a person types comes back, from the text as well as from the rich text', () => {
  const characters = fc.constantFrom(
    ...'abc @.<>&;|:/!#*_~5\n'.split(''),
    'kim@example.net',
    'https://example.net/x?y=1&z=2',
  );
  const text = fc.array(characters, { maxLength: 40 }).map((parts) => parts.join('').trim());
  fc.assert(
    fc.property(text, (input) => {
      const message = typed(input);
      expect(undoSlackText(message.text, null)).toBe(input);
      expect(readRichText(message.blocks, null) ?? '').toBe(input);
    }),
  );
});

test('rich text: lists, quotes, emoji, nested elements', () => {
  const section = (...elements: unknown[]) => ({ type: 'rich_text_section', elements });
  const blocks = [
    {
      type: 'rich_text',
      elements: [
        section({ type: 'text', text: '550 5.1.1 ' }, { type: 'emoji', name: 'smile', unicode: '1f604' }),
        {
          type: 'rich_text_list',
          elements: [section({ type: 'text', text: 'one' }), section({ type: 'text', text: 'two' })],
        },
        { type: 'rich_text_preformatted', elements: [{ type: 'text', text: '<kim@example.net>' }] },
      ],
    },
  ];
  expect(readRichText(blocks, null)).toBe('550 5.1.1 😄\none\ntwo\n<kim@example.net>');
  expect(readRichText([{ type: 'section' }], null)).toBeNull();
});
