/** What stands for a secret that was taken out. */
export const MASK = '[secret removed]';

/** Tokens that are known by their beginning: Slack, AWS, GitHub, GitLab, Google, SendGrid, OpenAI, JSON web tokens. */
const KNOWN_TOKENS =
  /\b(?:xox[abeprs]-[\w-]{10,400}|xapp-[\w-]{10,400}|(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_\w{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,255}|AIza[\w-]{35}|SG\.[\w-]{16,100}\.[\w-]{16,100}|sk-[\w-]{20,255}|sk_live_\w{16,255}|eyJ[\w-]{8,8000}\.eyJ[\w-]{8,8000}\.[\w-]{8,8000})/g;

/** A name that says "secret" with a value behind it, as in settings, query strings, JSON and people's own words. */
const NAMED =
  /((?:pass(?:word|wd|phrase|code)?|pwd|passwort|kennwort|mot de passe|contrase(?:ñ|n)a|senha|wachtwoord|has(?:ł|l)o|пароль|密码|密碼|パスワード|secret|client[_-]?secret|api[_-]?key|apikey|access[_-]?key|(?:access|auth|refresh|bearer|session|id|api)?[_-]?token|授权码)["'`\])]{0,2}\s{0,3}(?:[:=：]|=>|is|ist|lautet)\s{0,3}["'`]?)([^\s"'`,;&<>{}()]{3,400})/gi;

/** Values that tell what happened to the secret, not the secret. */
const NOT_A_SECRET =
  /^(?:incorrect|invalid|wrong|expired|required|missing|rejected|refused|failed|not|null|none|undefined|true|false|empty|correct|falsch|ung(?:ü|ue)ltig|right|richtig|still|the|a|my|changed|command|authentication|\*+|x+|\.+|\[secret)/i;

/** The whole rest of these header fields is secret. */
const SECRET_FIELD =
  /^([^\S\n]{0,20}(?:[<>]\s{0,2})?(?:proxy-)?(?:authorization|cookie|set-cookie|x-api-key|x-auth-token)\s?:\s?)[^\r\n]{1,8000}/gim;

/** What a client sends to log in (RFC 4954): the mechanism stays, the answer goes. */
const AUTH =
  /\b(AUTH\s(?:PLAIN|LOGIN|CRAM-MD5|XOAUTH2|OAUTHBEARER|NTLM|DIGEST-MD5)\s)([A-Za-z0-9+/=_-]{4,8000})/g;

/** `Basic` and `Bearer` with what follows, wherever they stand. */
const SCHEME = /\b(Basic|Bearer)\s([A-Za-z0-9+/=_.~-]{12,8000})/g;

/** `smtp://user:password@host`. */
const USERINFO = /\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:<>"']{1,200}:[^\s/@<>"']{1,400}@/gi;

/** A server asks `334 <base64>`, and the client's next line is the user name or the password. */
const CHALLENGE =
  /(^|\n)([^\S\n]{0,20}(?:[A-Za-z]{1,8}:|[<>~=*-]{1,4})?\s?334[ -][^\n]{0,200}\n[^\S\n]{0,20}(?:[A-Za-z]{1,8}:|[<>~=*-]{1,4})?[^\S\n]?)([A-Za-z0-9+/=]{4,4000})(?=\r?\n|$)/g;

/**
 * Takes passwords, tokens, keys, cookies and logins out of a text before it is stored. What a bounce is made of
 * stays as it is: addresses, codes, IPs, queue ids, Message-IDs and help links. Linear in the text.
 */
export function maskSecrets(text: string): string {
  return maskPrivateKeys(text)
    .replace(SECRET_FIELD, `$1${MASK}`)
    .replace(AUTH, `$1${MASK}`)
    .replace(CHALLENGE, `$1$2${MASK}`)
    .replace(SCHEME, `$1 ${MASK}`)
    .replace(USERINFO, `$1${MASK}@`)
    .replace(KNOWN_TOKENS, MASK)
    .replace(NAMED, (whole, name: string, value: string) =>
      isSecret(name, value) ? `${name}${MASK}` : whole,
    );
}

/** In prose ("the password is incorrect") the words behind tell nothing; after a sign of assignment they do. */
function isSecret(name: string, value: string): boolean {
  if (NOT_A_SECRET.test(value)) return false;
  const isAssigned = /[:=：>"'`]\s*$/.test(name);
  return isAssigned || /[\d!$%#@_-]/.test(value);
}

const KEY_BEGIN = '-----BEGIN ';
const KEY_END = '-----END ';

function maskPrivateKeys(text: string): string {
  let begin = text.indexOf(KEY_BEGIN);
  if (begin < 0) return text;
  const pieces: string[] = [];
  let from = 0;
  while (begin >= 0) {
    const lineEnd = endOfLine(text, begin);
    if (text.slice(begin, lineEnd).includes('PRIVATE KEY')) {
      const end = text.indexOf(KEY_END, lineEnd);
      pieces.push(text.slice(from, begin), MASK);
      // A key that was cut off has no end: all that follows may be its lines.
      from = end < 0 ? text.length : endOfLine(text, end);
    }
    begin = text.indexOf(KEY_BEGIN, Math.max(from, lineEnd));
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
