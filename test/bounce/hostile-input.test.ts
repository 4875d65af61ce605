import { readPaste, LARGEST_PASTE } from '../../src/bounce/read-paste';
import { maskSecrets } from '../../src/bounce/mask-secrets';
import { read } from './facts-of';
import { fuzzReading, repeated } from './fuzz-reading';

test.each([1, 2026, 77_777])('no invented input is too odd to be read (seed %d)', (seed) => {
  expect(fuzzReading(seed, 400)).toEqual([]);
});

test('one piece repeated for a long paste ends: work grows with the length, not with its square', () => {
  for (const paste of repeated(60_000)) {
    expect(readPaste(paste).kind).toMatch(/read|refused/);
    expect(maskSecrets(paste).length).toBeGreaterThan(0);
  }
}, 60_000);

test.each([
  ['nothing', '', 'empty'],
  ['blanks', ' \n\t ', 'empty'],
  ['zero bytes', new Uint8Array(0), 'empty'],
  ['a picture', Uint8Array.from({ length: 3000 }, (_value, at) => (at * 37) % 23), 'not-text'],
  ['a PDF', '%PDF-1.7\nwords', 'not-text'],
  [
    'a broken Outlook file',
    Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 1, 2, 3),
    'not-text',
  ],
  ['more than the cap', 'a'.repeat(LARGEST_PASTE + 1), 'too-large'],
] as const)('%s is refused with its reason', (_name, input, reason) => {
  expect(readPaste(input)).toEqual({ kind: 'refused', reason });
});

test('ten thousand recipients are ten thousand failures', () => {
  const fields = Array.from(
    { length: 10_000 },
    (_value, at) => `Final-Recipient: rfc822; u${at}@away.example\nAction: failed\nStatus: 5.1.1\n`,
  );
  const reading = read(fields.join('\n'));
  expect(reading.failures).toHaveLength(10_000);
  expect(reading.failures[9_999]?.facts.finalRecipient?.value).toBe('u9999@away.example');
});

test('a hundred mails, one inside the other, are read as far as anybody nests them', () => {
  let mail = 'x\n';
  for (let depth = 0; depth < 100; depth++) {
    mail = `From: a@b.example\nTo: c@d.example\nSubject: fw\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\nContent-Type: message/rfc822\n\n${mail}--b${depth}--\n`;
  }
  expect(read(mail).failures).toEqual([]);
});

test('bytes that are no UTF-8 are read all the same', () => {
  const bytes = Uint8Array.from(Buffer.from('550 5.1.1 Empf\xe4nger unbekannt', 'latin1'));
  expect(read(bytes).failures[0]?.reply).toBe('550 5.1.1 Empfänger unbekannt');
});
