import { maskSecrets } from '../../src/bounce/mask-secrets';
import { readPaste } from '../../src/bounce/read-paste';
import type { Analysis, Diagnosis } from '../../src/classifier/diagnosis';
import { takeIn, takeInFile, TEXT_KEPT, type Reader } from '../../src/intake';

/** Reads as the bot does, and takes every failure for one that nothing is known of. */
const reader: Reader = {
  analyse(paste): Analysis {
    const reading = readPaste(paste);
    if (reading.kind === 'refused') return reading;
    const { form, ownWords, otherKind, failures } = reading;
    return {
      kind: 'analysed',
      form,
      ownWords,
      otherKind,
      diagnosed: failures.map((failure) => ({ failure, diagnosis: diagnosisOf(failure.reply) })),
    };
  },
  understand: () => ({ intent: 'other', confidence: 1 }),
  maskSecrets,
};

function diagnosisOf(reply: string): Diagnosis {
  return {
    certainty: 'unsure',
    ranked: [],
    evidence: [],
    decidingLine: { text: reply, marks: [{ start: 0, end: 3 }] },
    hint: { provider: null, blocklist: null, fixer: null, helpUrl: null, retryAfterSeconds: null },
  };
}

const at = '2026-11-24T09:00:00.000Z';
const reply = '550 5.1.1 <kim@example.net>: user unknown; token=verysecrettoken1';

/** A delivery report whose human-readable part is encoded, so that the secret shows only when it is read. */
function encodedReport(): string {
  const words = Buffer.from(`Your message could not be delivered.\r\n${reply}\r\n`).toString('base64');
  return [
    'From: MAILER-DAEMON@example.org',
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    words,
    '',
  ].join('\r\n');
}

it('stores neither secret nor analysis with a secret of a pasted error', () => {
  const heard = takeIn(reader, { kind: 'text', text: reply }, at);
  expect(heard).toMatchObject({ kind: 'said', entry: { paste: true, file: null } });
  expect(JSON.stringify(heard)).toContain('user unknown');
  expect(JSON.stringify(heard)).not.toContain('verysecrettoken1');
});

it.each([
  ['pasted', () => takeIn(reader, { kind: 'text', text: encodedReport() }, at)],
  [
    'sent as a file',
    () =>
      takeInFile(reader, { name: 'a.eml', bytes: Buffer.from(encodedReport()), caption: '', ref: null }, at),
  ],
])('takes a secret out of an encoded part of a mail that was %s', (_, hear) => {
  const heard = hear();
  expect(JSON.stringify(heard)).toContain('user unknown');
  expect(JSON.stringify(heard)).not.toContain('verysecrettoken1');
});

it('understands the words that came with a file, and keeps both', () => {
  const heard = takeInFile(
    reader,
    { name: 'a.txt', bytes: Buffer.from('550 no'), caption: 'what is this', ref: null },
    at,
  );
  expect(heard).toMatchObject({
    event: { text: 'what is this' },
    entry: { file: 'a.txt', text: 'what is this\n\n550 no' },
  });
});

it('keeps the beginning of a long text and reads all of it', () => {
  const text = `${'x '.repeat(TEXT_KEPT)}\n550 5.1.1 user unknown`;
  const heard = takeIn(reader, { kind: 'text', text }, at);
  expect(heard).toMatchObject({ entry: { paste: true } });
  expect(heard.kind === 'said' && heard.entry.kind === 'said' && heard.entry.text.length).toBeLessThan(
    TEXT_KEPT + 10,
  );
});

it('takes a secret out of a file in another charset than UTF-8', () => {
  const bytes = Buffer.from(`Fehler für Kim: ${reply}`, 'latin1');
  const heard = takeInFile(reader, { name: 'a.txt', bytes, caption: '', ref: null }, at);
  expect(JSON.stringify(heard)).toContain('user unknown');
  expect(JSON.stringify(heard)).not.toContain('verysecrettoken1');
});

it('keeps nothing unreadable of a binary file', () => {
  const heard = takeInFile(
    reader,
    { name: 'a.bin', bytes: Buffer.from([1, 0, 2, 0]), caption: '', ref: null },
    at,
  );
  expect(heard).toMatchObject({ entry: { text: '', file: 'a.bin', paste: false } });
});

test('a picture is for humans: it is kept where the platform has it, and nothing is read from it', () => {
  const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
  const heard = takeInFile(reader, { name: 'shot.png', bytes, caption: 'see here', ref: 'F1' }, at);
  expect(heard).toMatchObject({ entry: { file: 'shot.png', ref: 'F1', text: 'see here\n\n', paste: false } });
});
