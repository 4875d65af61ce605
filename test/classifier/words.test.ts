import fc from 'fast-check';
import { parsePhrase } from '../../src/knowledge/phrase';
import { readWords } from '../../src/knowledge/words';
import { phraseBook } from '../../src/classifier/phrase-book';
import { PhraseMatcher } from '../../src/classifier/phrase-matcher';

describe('words', () => {
  test.each([
    ['Mailbox unavailable', ['mailbox', 'unavailable']],
    ['<jo@firma.example>: User unknown', ['user', 'unknown']],
    ['jo@firma.example...User unknown', ['user', 'unknown']],
    ["doesn't, doesn’t", ['doesnt', 'doesnt']],
    ["l'adresse n'existe pas", ['l', 'adresse', 'n', 'existe', 'pas']],
    ['Boîte größer Łódź', ['boite', 'grosser', 'lodz']],
    ['zen.spamhaus.org', ['zen', 'spamhaus', 'org']],
    ['host [192.0.2.7] blocked', ['host', 'blocked']],
    ['host 2001:db8::25 blocked', ['host', 'blocked']],
    ['SC-001 OFR_506 [TSS04] AUP#I-1220', ['sc-001', 'ofr_506', 'tss04', 'aup', 'i-1220']],
    ['e-mail E-Mails', ['email', 'emails']],
    ['邮箱已满', ['邮', '箱', '已', '满']],
    ['sent 250 of 300 mails at 12:30:15', ['sent', 'of', 'mails', 'at']],
  ])('%s', (text, words) => {
    expect(readWords(text).words).toEqual(words);
  });

  test.each([
    ['550 5.1.1 text', ['550', '5.1.1']],
    ['550-5.7.1 a 550 5.7.1 b', ['550', '5.7.1', '550', '5.7.1']],
    ['5. 1. 0 - Unknown', ['5.1.0']],
    ['192.0.2.5 or 5.1.1.1', []],
    ['(#5.4.6)', ['5.4.6']],
    ['port 550:25 $550', []],
  ])('codes of %s', (text, codes) => {
    expect(readWords(text).codes.map(({ code }) => code)).toEqual(codes);
  });

  test('every place lies in the text and in order, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { starts, ends } = readWords(text);
        starts.forEach((start, at) => {
          expect(start).toBeLessThan(ends[at] ?? 0);
          expect(ends[at]).toBeLessThanOrEqual(text.length);
          expect(start).toBeGreaterThanOrEqual(ends[at - 1] ?? 0);
        });
      }),
    );
  });
});

function matches(phrase: string, text: string): boolean {
  const parsed = parsePhrase(phrase);
  if (parsed.kind === 'fault') throw new Error(parsed.reason);
  return new PhraseMatcher(phraseBook([parsed.elements])).match(readWords(text)).length > 0;
}

describe('phrases', () => {
  test.each([
    ['user unknown', 'User <a@b.example> UNKNOWN', true],
    ['user|account unknown', 'account unknown', true],
    ['user|account unknown', 'address unknown', false],
    ['mailbox ... full', 'mailbox for this user is now full', true],
    ['mailbox ... full', 'mailbox one two three four five six full', false],
    ['block*', 'blocklisted', true],
    ['ofr*_506', 'OFR007_506', true],
    ['ofr*_506', 'OFR007_507', false],
    ['rejected by the? policy', 'rejected by policy', true],
    ['rejected by the? policy', 'rejected by the policy', true],
    ['<ip> blocked', 'mail from 192.0.2.1 blocked', true],
    ['<ip> blocked', 'mail from host blocked', false],
    ['blocked <ip>', 'blocked 192.0.2.1', true],
    ['邮箱已满', '对方邮箱已满了', true],
    ['发件人 ... 被拒', '发件人的地址已经被拒', true],
  ])('%s in "%s": %s', (phrase, text, expected) => {
    expect(matches(phrase, text)).toBe(expected);
  });

  test.each(['', '... full', 'full ...', 'x*', '550', 'the? full', 'full the?', 'a|b c|'])(
    '"%s" is no phrase',
    (phrase) => {
      expect(parsePhrase(phrase).kind).toBe('fault');
    },
  );
});
