import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PasteRead, Span } from '../../src/bounce/failure';
import { maskSecrets } from '../../src/bounce/mask-secrets';
import { readPaste } from '../../src/bounce/read-paste';
import { readWords } from '../../src/knowledge/words';

/** Pieces that readers look for: thrown together they make what no mail system ever wrote. */
const PIECES = [
  '550 ',
  '550-',
  '5.1.1 ',
  '#5.7.1',
  '(',
  ')',
  '[',
  ']',
  '<',
  '>',
  '"',
  "'",
  '\n',
  '\r\n',
  '\n\n',
  '    ',
  '\t',
  ': ',
  '=',
  '=3D',
  '=\n',
  '<a@b.example>',
  '<a@b.example>:\n',
  'a@b.example',
  'host mx.b.example[192.0.2.1] said: ',
  '(in reply to RCPT TO command)',
  '>>> RCPT TO:<a@b.example>\n',
  '<<< 550 no\n',
  '----- Transcript of session follows -----\n',
  'Final-Recipient: rfc822; ',
  'Diagnostic-Code: smtp; ',
  'Status: 5.0.0\n',
  'Action: failed\n',
  'Reporting-MTA: dns; ',
  'Content-Type: multipart/report; boundary=b\n',
  '--b\n',
  '--b--',
  'Content-Transfer-Encoding: base64\n',
  'From: x@y.example\n',
  'To: z@y.example\n',
  'Subject: Undelivered\n',
  'Date: today\n',
  'Received: from x\n',
  'status=bounced (',
  'to=<a@b.example>, ',
  'Generating server: ',
  'Server Response: ',
  "{'a@b.example': (550, b'no",
  '&lt;',
  '&#x3c;',
  '<p>',
  '<style>',
  '</',
  '```\n',
  '> ',
  '# ',
  '\u001b$B',
  '$B%a(B',
  'Ã¼',
  '\ufffd',
  '\u0000',
  '邮件',
  'メール',
  '😀',
  'https://h.example/?p=x',
  'password: ',
  'xoxb-',
  '-----BEGIN PRIVATE KEY-----',
  '{"bounce":',
  '"emailAddress":"',
  'From x\n',
  '\ud800',
  '::1',
  '1.2.3.4',
] as const;

/** Numbers from a seed (xorshift32), the same on every machine. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function seeds(): string[] {
  const folder = join(__dirname, '../fixtures/bounces');
  const names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
  return names.map((name) => readFileSync(join(folder, name), 'latin1'));
}

function pile(random: (below: number) => number): string {
  let text = '';
  for (let left = random(60); left >= 0; left--) {
    const piece = PIECES[random(PIECES.length)] ?? '';
    text += random(8) === 0 ? piece.repeat(random(40)) : piece;
  }
  return text;
}

function mutated(mail: string, random: (below: number) => number): string {
  let text = mail;
  for (let left = random(12); left >= 0; left--) {
    const at = random(text.length + 1);
    const cut = at + random(4) * random(60);
    text = text.slice(0, at) + (PIECES[random(PIECES.length)] ?? '') + text.slice(cut);
  }
  return random(3) === 0 ? text.slice(0, random(text.length + 1)) : text;
}

function bytesFrom(random: (below: number) => number): Uint8Array {
  return Uint8Array.from({ length: random(600) }, () => random(random(2) === 0 ? 128 : 256));
}

function spansOf(reading: PasteRead): Span[] {
  return reading.failures.flatMap((failure) =>
    Object.values(failure.facts).flatMap((fact: { readonly place: Span | null }) => fact.place ?? []),
  );
}

/** What is wrong with the reading of an input; null when nothing is. */
function faultOf(input: string | Uint8Array): string | null {
  try {
    const reading = readPaste(input);
    if (reading.kind === 'refused') return null;
    const isOutside = (span: Span) => span.start < 0 || span.end < span.start || span.end > input.length;
    if (spansOf(reading).some(isOutside)) return 'a place outside of the paste';
    if (reading.failures.some((failure) => failure.reply.includes('\n'))) return 'a reply of several lines';
    if (typeof input !== 'string') return null;
    readWords(input);
    maskSecrets(input);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'an exception';
  }
}

export interface FuzzFault {
  readonly fault: string;
  readonly input: string;
}

/** Reads `iterations` invented inputs and returns what went wrong; the same seed gives the same inputs. */
export function fuzzReading(seed: number, iterations: number): FuzzFault[] {
  const random = randomFrom(seed);
  const mails = seeds();
  const faults: FuzzFault[] = [];
  for (let left = iterations; left > 0; left--) {
    const kind = random(4);
    const input =
      kind === 0
        ? bytesFrom(random)
        : kind === 1
          ? mutated(mails[random(mails.length)] ?? '', random)
          : pile(random);
    const fault = faultOf(input);
    if (fault !== null)
      faults.push({
        fault,
        input: typeof input === 'string' ? input : Buffer.from(input).toString('latin1'),
      });
  }
  return faults;
}

/** Inputs made of one piece many times over: what is quadratic anywhere never ends on them. */
export function repeated(length: number): string[] {
  return PIECES.map((piece) => piece.repeat(Math.ceil(length / piece.length)));
}
