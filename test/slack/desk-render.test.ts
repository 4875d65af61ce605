import * as fc from 'fast-check';
import { renderCard } from '../../adapters/slack/desk/card';
import { renderLine } from '../../adapters/slack/desk/line';
import { messagesOf } from '../../adapters/slack/render/message';
import type { DeskCard, DeskLine } from '../../src/desk';
import { aCard } from './desk-port';
import { buttonsOf } from './fake-slack/screen';
import { faultOfBlocks } from './fake-slack/check-blocks';

/** Short and very long, empty and blank, with what Slack would read as markup, and characters of two units. */
const text = fc
  .tuple(
    fc.string({
      unit: fc.constantFrom('a', ' ', '\n', '<', '>', '&', '*', '`', '@', '😀', 'ß'),
      maxLength: 12,
    }),
    fc.constantFrom(0, 1, 30, 400, 1_500),
  )
  .map(([piece, times]) => piece.repeat(times));
const some = <Item>(item: fc.Arbitrary<Item>) => fc.array(item, { maxLength: 25 });

const card: fc.Arbitrary<DeskCard> = fc.record({
  reference: fc.constant('BD-1042'),
  title: text,
  status: fc.record({ text, mood: fc.constantFrom('waiting', 'urgent', 'active', 'done') }),
  rows: some(fc.record({ label: text, value: text })),
  decidingLine: fc.option(
    text.map((line) => ({ text: line, marks: [{ start: 0, end: Math.min(3, line.length) }] })),
  ),
  sections: some(fc.record({ title: text, lines: some(text) })),
  links: fc.array(fc.record({ label: text, url: fc.constantFrom('https://example.net/1', 'no address') }), {
    maxLength: 3,
  }),
  buttons: fc.constantFrom([], aCard().buttons),
});

const line: fc.Arbitrary<Exclude<DeskLine, { kind: 'file' }>> = fc.oneof(
  fc.record({ kind: fc.constant('person'), name: text, text, edited: fc.boolean() }),
  fc.record({ kind: fc.constant('agent'), name: text, text }),
  fc.record({ kind: fc.constant('bot'), text }),
);

test('Slack takes every card, with every button it has', () => {
  fc.assert(
    fc.property(card, (any) => {
      const { blocks } = renderCard(any);
      expect(faultOfBlocks(blocks, 'message')).toBeNull();
      expect(buttonsOf(blocks)).toHaveLength(any.buttons.length);
    }),
    { numRuns: 300 },
  );
});

test('Slack takes every line, and nothing of it is lost', () => {
  fc.assert(
    fc.property(line, (any) => {
      const messages = messagesOf(renderLine(any), 'x');
      for (const { blocks } of messages) expect(faultOfBlocks(blocks, 'message')).toBeNull();
      const said = JSON.stringify(messages.flatMap(({ blocks }) => blocks.map(textIn)).join(''));
      expect(said).toContain(JSON.stringify(any.text).slice(1, -1));
    }),
    { numRuns: 300 },
  );
});

function textIn(block: unknown): string {
  const { elements = [] } = block as { elements?: { elements: { text: string }[] }[] };
  return elements.flatMap((element) => element.elements.map((child) => child.text)).join('');
}
