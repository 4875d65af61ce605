import fc from 'fast-check';
import { MASK, maskSecrets } from '../../src/bounce/mask-secrets';

test.each([
  ['a password setting', 'smtp_password=hunter2!', `smtp_password=${MASK}`],
  ['a password in JSON', '{"user":"a@corp.example","password":"hun ter"}', `"password":${MASK}}`],
  ['nodemailer options', "auth: { user: 'a@corp.example', pass: 'hunter2' }", `pass: '${MASK}'`],
  [
    'a sentence',
    'my password is hunter2 and it still says 535',
    `my password is ${MASK} and it still says 535`,
  ],
  ['a German sentence', 'Mein Passwort lautet Sommer2026!', `Mein Passwort lautet ${MASK}`],
  ['AUTH PLAIN', 'AUTH PLAIN AGFAY29ycC5leGFtcGxlAGh1bnRlcjI=', `AUTH PLAIN ${MASK}`],
  [
    'the answer to a challenge',
    'S: 334 UGFzc3dvcmQ6\nC: aHVudGVyMg==\nS: 535 5.7.8 refused',
    `C: ${MASK}\nS: 535 5.7.8 refused`,
  ],
  ['an Authorization header', 'Authorization: Bearer abc.def', `Authorization: Bearer ${MASK}`],
  ['a cookie', 'Cookie: session=abcdef; other=1', `Cookie: ${MASK}`],
  [
    'a URL with a password',
    'smtp://bob:hunter2@mail.corp.example:587',
    `smtp://bob:${MASK}@mail.corp.example:587`,
  ],
  ['a Slack token', `the token xoxb-${'1'.repeat(12)}-abcDEF`, `the token ${MASK}`],
  ['an AWS key', 'AKIAABCDEFGHIJKLMNOP', MASK],
  ['a GitHub token', `ghp_${'a'.repeat(36)}`, MASK],
  ['a JSON Web Token', `eyJ${'a'.repeat(20)}.${'b'.repeat(20)}.${'c'.repeat(20)}`, MASK],
  [
    'a private key',
    `x\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\ny`,
    `x\n${MASK}\ny`,
  ],
  ['a private key cut off', `x\n-----BEGIN PRIVATE KEY-----\nMIIE`, `x\n${MASK}`],
  ['a POP3 session', 'USER bob\nPASS hunter2\n-ERR no', `USER bob\nPASS ${MASK}\n-ERR no`],
])('%s is masked', (_, text, expected) => {
  expect(maskSecrets(text)).toContain(expected);
  expect(maskSecrets(text)).not.toMatch(
    /hunter2|hun ter|Sommer2026|aHVudGVyMg|AGFAY29y|MIIE|abc\.def|abcdef|abcDEF/,
  );
});

test.each([
  '550 5.1.1 <anna@partner.example>: Recipient address rejected: User unknown',
  '535 5.7.8 Username and Password not accepted. https://support.google.com/mail/?p=BadCredentials a1-20020a05.12 - gsmtp',
  'my password is right and it still says 535',
  'the password is wrong.',
  'Authentication-Results: mx.example; spf=pass smtp.mailfrom=a@corp.example; dkim=pass header.d=corp.example',
  'Message-ID: <20261124.abcdef0123456789@mail.corp.example>',
  'Jan 28 03:37:06 mx postfix/smtp[31179]: 9D2B91D9C74: to=<a@corp.example>, relay=none, status=deferred',
  '334 VXNlcm5hbWU6',
])('%s is left as it is', (text) => {
  expect(maskSecrets(text)).toBe(text);
});

test('masking twice changes nothing more', () => {
  const word = fc.constantFrom(
    'password',
    'token',
    'pass',
    'cookie',
    'AUTH PLAIN',
    ' ',
    ':',
    '=',
    "'",
    '"',
    'abc1',
    '\n',
    MASK,
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      const once = maskSecrets(words.join(''));
      expect(maskSecrets(once)).toBe(once);
    }),
  );
});
