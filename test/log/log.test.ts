import { createLog, type LogFields } from '../../src/log';

function logged(event: string, fields: LogFields): Record<string, unknown> {
  const lines: string[] = [];
  createLog('info', (line) => lines.push(line)).warn(event, fields);
  return JSON.parse(lines.join('')) as Record<string, unknown>;
}

it('writes a JSON line with the time, the level and what happened', () => {
  expect(logged('turn-failed', { channel: 'slack', attempt: 3, code: 'SQLITE_FULL' })).toEqual({
    level: 40,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    msg: 'turn-failed',
    channel: 'slack',
    attempt: 3,
    code: 'SQLITE_FULL',
  });
});

it('tells lines of one conversation and one person by fingerprints', () => {
  const one = logged('x', { conversation: 'slack:C1:1732438.001', user: 'kim@example.net' });
  const other = logged('x', { conversation: 'slack:C1:1732438.001' });
  expect(one['conversation']).toMatch(/^[0-9a-f]{12}$/);
  expect(one['conversation']).toBe(other['conversation']);
  expect(JSON.stringify(one)).not.toMatch(/kim|C1/);
});

it.each([
  'kim@example.net',
  '192.0.2.1',
  'mail.example.net',
  'xoxb-1234567890-abcdef',
  '550 5.1.1 user unknown',
  'https://example.net',
  'a'.repeat(60),
])('withholds %s, wherever it is put', (secret) => {
  const line = JSON.stringify(
    logged(secret, { channel: secret, task: secret, code: secret, reason: secret }),
  );
  expect(line).not.toContain(secret);
});

it('writes an error and its causes without their messages', () => {
  const cause = Object.assign(new TypeError('550 kim@example.net'), { code: 'ECONNREFUSED' });
  const line = logged('failed', {
    error: new Error('posting "my password is hunter2"\n    at fault', { cause }),
  });
  expect(line['error']).toMatchObject([
    { name: 'Error', stack: expect.arrayContaining([expect.stringContaining('log.test')]) as unknown },
    { name: 'TypeError', code: 'ECONNREFUSED' },
  ]);
  expect(JSON.stringify(line)).not.toMatch(/hunter2|kim|at fault/);
});

it('names the type of what was thrown and is no error', () => {
  expect(logged('failed', { error: 'kim@example.net' })['error']).toEqual([{ name: 'string' }]);
});

it('is silent below its level', () => {
  const lines: string[] = [];
  createLog('error', (line) => lines.push(line)).warn('quiet');
  expect(lines).toEqual([]);
});
