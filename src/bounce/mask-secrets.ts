/** What stands in the place of a secret. */
export const MASK = '[secret-removed]';

/** Tokens that are known by their shape alone, wherever they stand. */
const TOKEN_SHAPES: readonly RegExp[] = [
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,400}/g, // Slack
  /\bxapp-[A-Za-z0-9-]{10,400}/g, // Slack, app level
  /\b(?:gh[opsur]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255})/g, // GitHub
  /\bglpat-[\w-]{20,255}/g, // GitLab
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, // AWS
  /\bAIza[\w-]{35}/g, // Google
  /\bSG\.[\w-]{16,64}\.[\w-]{16,128}/g, // SendGrid
  /\bsk[-_][A-Za-z0-9_-]{20,255}/g, // Stripe and others
];

/** A header, command or key, and behind it the secret. The first group stays, the rest is masked. */
const NAMED: readonly RegExp[] = [
  // Header fields whose whole value is secret.
  /^([ \t>|]{0,20}(?:proxy-)?authorization[ \t]{0,4}:[ \t]{0,4}(?:basic|bearer|digest|ntlm|negotiate)?[ \t]{0,4})\S[^\r\n]{0,8000}/gim,
  /^([ \t>|]{0,20}(?:set-)?cookie2?[ \t]{0,4}:[ \t]{0,4})[^\r\n]{1,8000}/gim,
  // SMTP AUTH with an initial response (RFC 4954).
  /(\bAUTH[ \t]{1,4}(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER|CRAM-MD5|NTLM)[ \t]{1,4})[A-Za-z0-9+/=]{4,8000}/gi,
  // POP3 and FTP.
  /^([ \t>|]{0,20}(?:C:[ \t]{0,4})?PASS[ \t]{1,4})\S{1,400}/gm,
  // The short key of nodemailer and others, where only a quote shows that it is no result such as "spf: pass".
  /(\bpass["']?[ \t]{0,8}[:=][ \t]{0,8}["'])[^"'\r\n]{1,400}(?=["'])/gi,
];

/** key = value, key: value, "key": "value", key => 'value'; with its quotes a value may hold spaces. */
const KEYED =
  /(\b(?:[a-z0-9]{1,30}[_-])?(?:password|passwd|passphrase|pwd|passwort|kennwort|api[_-]?key|secret|client[_-]?secret|access[_-]?key|private[_-]?key|access[_-]?token|refresh[_-]?token|auth[_-]?token|id[_-]?token|session[_-]?id|token)["']?[ \t]{0,8}(?:[:=]|=>)[ \t]{0,8})(?!\[secret-removed)(?:"[^"\r\n]{1,2000}"|'[^'\r\n]{1,2000}'|[^\s"'<>,;&)}\]]{3,2000})/gi;

/** "My password is …" and its like; what follows is masked unless it says something about the password. */
const SAID =
  /(\b(?:password|passwort|kennwort|mot de passe|contraseña|wachtwoord|senha|pin)[ \t]{1,4}(?:is|was|ist|lautet|war|est|es|é)[ \t]{0,4}:?[ \t]{0,4}["'“„]?)([^\s"'“”„,;]{3,200})/gi;
const NO_SECRET =
  /^(?:a|an|the|not|no|never|now|still|also|always|too|so|very|right|correct|incorrect|wrong|ok|okay|fine|good|bad|valid|invalid|expired|expiring|old|new|same|changed|reset|rejected|refused|accepted|required|needed|missing|empty|blank|unknown|saved|stored|set|being|asked|working|falsch|richtig|korrekt|abgelaufen|nicht|noch|incorrecte?|expir[ée]e?|correcta?|incorrecta?|it|that|this|what|and|or|but|there|here|ours?|mine|my)[.!?)]{0,3}$/i;

const KEY_BEGINS = '-----BEGIN ';
const KEY_ENDS = '-----END ';

/**
 * Takes passwords, tokens, keys and cookies out of a text before it is stored anywhere. What identifies a
 * bounce (addresses, codes, hosts, queue and message ids, help links) stays as it is. Linear in the text.
 */
export function maskSecrets(text: string): string {
  let masked = maskUrlPasswords(maskChallenges(maskPrivateKeys(text)));
  for (const named of NAMED) masked = masked.replace(named, `$1${MASK}`);
  masked = masked.replace(KEYED, `$1${MASK}`);
  for (const shape of TOKEN_SHAPES) masked = masked.replace(shape, MASK);
  masked = masked.replace(/[\w.-]{35,}/g, (run) => (isWebToken(run) ? MASK : run));
  return masked.replace(SAID, (whole, before: string, word: string) =>
    NO_SECRET.test(word) ? whole : before + MASK,
  );
}

/** JSON Web Token, RFC 7519: three parts in base64url, the first of which begins with `{"`. */
function isWebToken(run: string): boolean {
  return run.startsWith('eyJ') && run.split('.').filter((part) => part.length >= 10).length >= 3;
}

/** The password in `smtp://bob:password@host`. */
function maskUrlPasswords(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    const colon = stopAt(text, at + 3, 200, ':/@');
    if (text.charAt(colon) !== ':') continue;
    const end = stopAt(text, colon + 1, 400, '@/');
    if (text.charAt(end) !== '@' || end === colon + 1) continue;
    pieces.push(text.slice(from, colon + 1), MASK);
    from = end;
  }
  return pieces.join('') + text.slice(from);
}

/** The first of some signs, or of those that end every URL, within a distance. */
function stopAt(text: string, from: number, most: number, signs: string): number {
  const limit = Math.min(text.length, from + most);
  let at = from;
  while (
    at < limit &&
    text.charCodeAt(at) > 32 &&
    !'<>"\''.includes(text.charAt(at)) &&
    !signs.includes(text.charAt(at))
  )
    at++;
  return at;
}

/** The answer to a challenge of SMTP AUTH (`334 ...`) is a name or a password in base64, alone on its line. */
function maskChallenges(text: string): string {
  if (!text.includes('334')) return text;
  const lines = text.split('\n');
  for (let line = 1; line < lines.length; line++) {
    const answer = lines[line];
    if (answer === undefined || !/^\W{0,4}(?:S:)?\s{0,4}334(?:[ -]|\r?$)/.test(lines[line - 1] ?? ''))
      continue;
    lines[line] = answer.replace(/^([A-Z>:= \t-]{0,12}?)[A-Za-z0-9+/=]{4,}(\s*)$/, `$1${MASK}$2`);
  }
  return lines.join('\n');
}

/** PEM blocks (RFC 7468) of private keys; one that is cut off is masked to the end of the text. */
function maskPrivateKeys(text: string): string {
  let masked = '';
  let from = 0;
  for (let begin = text.indexOf(KEY_BEGINS); begin >= 0; begin = text.indexOf(KEY_BEGINS, begin + 1)) {
    const title = text.slice(begin, begin + 60);
    if (begin < from || !/^-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY/.test(title)) continue;
    const end = text.indexOf(KEY_ENDS, begin);
    const line = end < 0 ? -1 : text.indexOf('\n', end);
    masked += text.slice(from, begin) + MASK;
    from = line < 0 ? text.length : line;
  }
  return masked + text.slice(from);
}
