import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Expected } from './facts-of';
import { plain, read } from './facts-of';

/** Bounces that a real Exim 4.96 and a real Postfix 3.7.11 wrote to each other on loopback. */
const FOLDER = join(__dirname, '../fixtures/bounces');

const sent: Expected = { sender: 'helpdesk@desk.test', reportingMta: 'desk.test', action: 'failed' };
const byThem: Expected = { ...sent, remoteMta: '127.0.0.1', refusedBy: 'remote-server' };
const byUs: Expected = { ...sent, refusedBy: 'own-server' };

const ROWS: readonly (readonly [string, Expected])[] = [
  [
    'exim-defer',
    {
      ...byThem,
      finalRecipient: 'grey@corp.test',
      replyCode: '451',
      enhancedStatusCode: '4.7.1',
      phase: 'rcpt-to',
    },
  ],
  [
    'exim-dnsbl',
    {
      ...byThem,
      finalRecipient: 'blocked@corp.test',
      replyCode: '550',
      enhancedStatusCode: '5.7.1',
      remoteIp: '192.0.2.7',
    },
  ],
  [
    'exim-quota',
    { ...byThem, finalRecipient: 'full@corp.test', replyCode: '550', enhancedStatusCode: '5.2.2' },
  ],
  ['exim-refused', { ...byUs, finalRecipient: 'x@unrouted.test', diagnosticCode: 'retry timeout exceeded' }],
  [
    'exim-relay',
    {
      ...byThem,
      finalRecipient: 'user@other.test',
      replyCode: '550',
      diagnosticCode: '550 Unrouteable address',
    },
  ],
  ['exim-size', { ...byThem, finalRecipient: 'big@corp.test', replyCode: '552' }],
  [
    'exim-spam',
    {
      ...byThem,
      finalRecipient: 'ann@corp.test',
      replyCode: '550',
      enhancedStatusCode: '5.7.1',
      phase: 'data',
    },
  ],
  ['exim-unknown', { ...byThem, finalRecipient: 'nosuch@corp.test', replyCode: '550', phase: 'rcpt-to' }],
  [
    'exim-unroutable',
    { ...byUs, finalRecipient: 'nobody@nowhere.test', diagnosticCode: 'Unrouteable address' },
  ],
  [
    'postfix-defer',
    { ...byThem, finalRecipient: 'grey@corp.test', replyCode: '451', enhancedStatusCode: '4.7.1' },
  ],
  [
    'postfix-dnsbl',
    {
      ...byThem,
      finalRecipient: 'blocked@corp.test',
      replyCode: '554',
      enhancedStatusCode: '5.7.1',
      diagnosticCode: '554 5.7.1 Service unavailable; Client host blocked using dnsbl.test',
      phase: 'rcpt-to',
    },
  ],
  [
    'postfix-quota',
    { ...byThem, finalRecipient: 'full@corp.test', replyCode: '552', enhancedStatusCode: '5.2.2' },
  ],
  [
    'postfix-relay',
    { ...byThem, finalRecipient: 'user@other.test', replyCode: '550', enhancedStatusCode: '5.7.1' },
  ],
  [
    'postfix-size',
    { ...byUs, finalRecipient: 'big@corp.test', enhancedStatusCode: '5.3.4', sizeLimitBytes: 20480 },
  ],
  [
    'postfix-spam',
    {
      ...byThem,
      finalRecipient: 'ann@corp.test',
      replyCode: '550',
      enhancedStatusCode: '5.7.1',
      phase: 'data',
    },
  ],
  [
    'postfix-unknown',
    { ...byThem, finalRecipient: 'nosuch@corp.test', replyCode: '550', enhancedStatusCode: '5.1.1' },
  ],
];

test.each(ROWS)('%s', (name, expected) => {
  const bytes = readFileSync(join(FOLDER, `${name}.eml`));
  const reading = read(bytes);
  expect(reading.form).toBe('mail');
  expect(reading.failures).toHaveLength(1);
  expect(plain(reading.failures[0])).toMatchObject(expected);
});

test('every fact stands in the mail at the place that is given', () => {
  for (const [name] of ROWS) {
    const text = readFileSync(join(FOLDER, `${name}.eml`), 'utf8');
    for (const failure of read(text).failures) {
      const { finalRecipient, replyCode, enhancedStatusCode } = failure.facts;
      for (const fact of [finalRecipient, replyCode, enhancedStatusCode]) {
        if (fact === undefined) continue;
        expect(text.slice(fact.place?.start, fact.place?.end)).toBe(fact.value);
      }
    }
  }
});

test('nothing of the returned original is read', () => {
  for (const [name] of ROWS) {
    const report = read(readFileSync(join(FOLDER, `${name}.eml`))).failures[0]?.report ?? '';
    expect(report).not.toContain('swaks');
    expect(report).not.toContain('test mailing');
  }
});
