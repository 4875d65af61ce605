import { createSpeller } from '../../src/classifier/spelling';

const nearest = createSpeller(['fixed', 'works', 'words', 'mailbox', 'recipient', 'ok', 'yes']);

test.each([
  ['one letter missing', 'fxed', 'fixed'],
  ['one letter added', 'fixxed', 'fixed'],
  ['one letter wrong', 'fined', 'fixed'],
  ['two neighbours swapped', 'fiexd', 'fixed'],
  ['two slips in a long word', 'recpiant', 'recipient'],
  ['a known word', 'mailbox', 'mailbox'],
  ['a known word that is short', 'yess', 'yes'],
])('mends %s', (_what, typed, meant) => {
  expect(nearest(typed)).toBe(meant);
});

test.each([
  ['two slips in a short word', 'fxd'],
  ['two wrong letters in a word of middling length', 'mzilbzx'],
  ['three slips in a long word', 'rcpiantt'],
  ['a word that is too short to tell', 'yep'],
  ['the same letters in another order', 'dexif'],
  ['nothing', ''],
])('leaves %s', (_what, typed) => {
  expect(nearest(typed)).toBeNull();
});

it('takes the word that is known first where two are equally near', () => {
  expect(nearest('worls')).toBe('works');
  expect(createSpeller(['words', 'works'])('worls')).toBe('words');
});
