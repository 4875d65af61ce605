import fc from 'fast-check';
import { tokenise } from '../../src/bounce/tokens';

test.each([
  ['codes stay themselves', '550-5.7.1 x (#5.1.1)', ['550', '5.7.1', 'x', '5.1.1']],
  ['a code written with blanks', '5. 1. 0 - Unknown', ['5.1.0', 'unknown']],
  [
    'what differs is folded',
    'to <a@b.example> at mx.b.example [192.0.2.1] 2001:db8::1',
    ['to', '<address>', 'at', '<host>', '<ip>', '<ip>'],
  ],
  ['numbers and queue ids', '12345 4F1A2B3C9D', ['<number>', '<id>']],
  ['tags of providers stay', '[TSS04] OFR_506 S3140', ['tss04', 'ofr_506', 's3140']],
  ['any quote, any dash', "isn’t isn't e–mail", ["isn't", "isn't", 'e', 'mail']],
  ['accents stay', 'Empfänger UNGÜLTIG', ['empfänger', 'ungültig']],
  ['reply tokens are words, not hosts', 'RESOLVER.ADR.RecipNotFound', ['resolver', 'adr', 'recipnotfound']],
  ['a page names its reason', 'https://h.example/mail/?p=NoSuchUser', ['<url>', 'mail', 'nosuchuser']],
  ['no blanks between words', '邮箱已满 メールボックス', ['邮箱', '箱已', '已满', 'メールボックス']],
])('%s', (_name, text, words) => {
  expect(tokenise(text).words).toEqual(words);
});

test('places ascend, stay inside and do not depend on what follows', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const { words, starts, ends } = tokenise(text);
      expect(starts).toHaveLength(words.length);
      words.forEach((_word, at) => {
        expect(starts[at]).toBeLessThan(ends[at] ?? 0);
        expect(ends[at]).toBeLessThanOrEqual(text.length);
        expect(starts[at]).toBeGreaterThanOrEqual(starts[at - 1] ?? 0);
      });
    }),
  );
});
