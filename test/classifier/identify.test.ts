import type { Diagnosis } from '../../src/classifier/diagnosis';
import { trainedClassifier, type Trained } from './trained';

let trained: Trained;

beforeAll(() => {
  trained = trainedClassifier();
});

function diagnose(text: string): Diagnosis {
  const analysis = trained.classifier.analyse(text);
  if (analysis.kind === 'refused') throw new Error(`refused: ${analysis.reason}`);
  const [first] = analysis.diagnosed;
  if (first === undefined) throw new Error('nothing was judged');
  return first.diagnosis;
}

function labelOf(text: string): string | undefined {
  return diagnose(text).ranked[0]?.label;
}

describe('the wordings people look up', () => {
  test.each([
    ['SMTP Error 550', 'mailbox-unavailable'],
    ['SMTP Error 5.5.0', 'mailbox-unavailable'],
    ['550 Blocked', 'policy-rejected'],
    ['550 Invalid recipient', 'recipient-unknown'],
    ['550 User account is unavailable', 'recipient-disabled'],
    ['550 – Requested actions not taken as the mailbox is unavailable', 'mailbox-unavailable'],
    ['550 Address rejected', 'recipient-unknown'],
    ['550 No such user here', 'recipient-unknown'],
    ['550 Not our Customer', 'recipient-unknown'],
    ['550 Account not available', 'recipient-disabled'],
    [
      'Remote host said: 550 – jo@firma.example, this FIRMA.EXAMPLE; Mailbox Does Not Exist – Giving up',
      'recipient-unknown',
    ],
    [
      'does not like recipient; Remote host said: 550-Verification failed for jo@firma.example; 550-Previous (cached) callout verification failure; 550 Sender verify failed Giving up on',
      'sender-verification-failed',
    ],
    ["5.1.0 - Unknown address error 550-'Mailbox is inactive'", 'recipient-disabled'],
  ])('%s', (text, label) => {
    expect(labelOf(text)).toBe(label);
  });

  test.each([
    ['I wrote to our supplier and got "550 no such user here", what do I do?', 'recipient-unknown'],
    ['my mail to Ann came back, it says the account is not available', 'recipient-disabled'],
    ['hello, since today everything I send returns with 550 not our customer', 'recipient-unknown'],
  ])('in a sentence of their own: %s', (text, label) => {
    expect(labelOf(text)).toBe(label);
  });
});

describe('words outrank codes', () => {
  test.each([
    ['550 5.1.1 <jo@firma.example> mailbox full', 'mailbox-full'],
    ['550 5.2.1 <jo@firma.example>... User unknown', 'recipient-unknown'],
    ['550 5.7.1 you have exceeded the max emails per hour', 'sending-limit-exceeded'],
    ['452 4.1.1 requested action aborted: mailbox over quota', 'mailbox-full'],
  ])('%s', (text, label) => {
    expect(labelOf(text)).toBe(label);
  });

  test('what disagrees is named in the evidence', () => {
    const { evidence } = diagnose('550 5.1.1 <jo@firma.example> mailbox full');
    expect(evidence).toContainEqual({
      kind: 'contradiction',
      code: '5.1.1',
      codeSays: 'recipient-unknown',
      wordsSay: 'mailbox-full',
    });
  });

  test('and lowers the confidence', () => {
    const agreeing = diagnose('550 5.2.2 <jo@firma.example> mailbox is full').ranked[0]?.confidence ?? 0;
    const disagreeing = diagnose('550 5.1.1 <jo@firma.example> mailbox is full').ranked[0]?.confidence ?? 0;
    expect(disagreeing).toBeLessThan(agreeing);
  });
});

describe('codes decide where words say nothing', () => {
  test.each([
    ['550 5.7.1', 'policy-rejected'],
    ['550 5.1.1', 'recipient-unknown'],
    ['552 5.2.2', 'mailbox-full'],
    ['550 5.7.606', 'ip-blocked'],
    ['554 5.4.14', 'mail-loop'],
    ['450 4.7.1', 'temporary-deferral'],
  ])('%s', (text, label) => {
    expect(labelOf(text)).toBe(label);
  });

  test('a provider may use a code in a sense of its own', () => {
    expect(labelOf('550 5.7.30 blocked. abc12 - gsmtp')).toBe('domain-authentication-failed');
  });
});

describe('what providers write', () => {
  test.each([
    ['550 5.1.8 Access denied, bad outbound sender AS(42004)', 'account-compromised', 'microsoft'],
    [
      '550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [X.prod.protection.outlook.com]',
      'recipient-unknown',
      'microsoft',
    ],
    [
      '452 4.2.2 The recipient is out of space https://support.google.com/mail/?p=OverQuotaTemp 1a - gsmtp',
      'mailbox-full',
      'google',
    ],
    [
      '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred; see https://postmaster.yahooinc.com/error-codes',
      'ip-blocked',
      'yahoo',
    ],
    ['550 5.2.0 Mail rejete. Mail rejected. OFR_506 [506]', 'spam-content', 'orange'],
    ['554 AUP#I-1220', 'ip-blocked', 'spectrum'],
    ['550 mailbox unavailable https://mail.i.ua/err/4/', 'mailbox-full', 'iua'],
  ])('%s', (text, label, provider) => {
    const diagnosis = diagnose(text);
    expect([diagnosis.ranked[0]?.label, diagnosis.hint.provider]).toEqual([label, provider]);
  });

  test('a block list comes with the page that takes senders off it', () => {
    const { hint } = diagnose('554 5.7.1 Client host [192.0.2.9] blocked using zen.spamhaus.org');
    expect(hint).toMatchObject({ blocklist: 'spamhaus-zen', helpUrl: 'https://check.spamhaus.org/' });
  });

  test('a dead list has no page to offer', () => {
    const { hint } = diagnose('554 5.7.1 Client host [192.0.2.9] blocked using dnsbl.sorbs.net');
    expect(hint).toMatchObject({ blocklist: 'sorbs', helpUrl: null });
  });
});

describe('without any code, in eleven languages', () => {
  test.each([
    ['de', 'Das Postfach des Empfängers ist leider voll', 'mailbox-full'],
    ['de', 'Die E-Mail-Adresse des Empfängers wurde nicht gefunden', 'recipient-unknown'],
    ['fr', 'La boîte de réception du destinataire est pleine', 'mailbox-full'],
    ['fr', "Votre message n'a pas pu être remis, adresse introuvable", 'recipient-unknown'],
    ['es', 'El servidor dice que el buzón está lleno', 'mailbox-full'],
    ['it', 'Il messaggio supera la dimensione massima', 'message-too-large'],
    ['pt', 'A caixa de correio do usuário está cheia', 'mailbox-full'],
    ['nl', 'De mailbox van de ontvanger is vol', 'mailbox-full'],
    ['pl', 'Skrzynka odbiorcy jest pełna', 'mailbox-full'],
    ['ru', 'Почтовый ящик получателя переполнен', 'mailbox-full'],
    ['ja', '宛先のメールボックスがいっぱいです', 'mailbox-full'],
    ['zh', '收件人邮箱已满，邮件被退回', 'mailbox-full'],
    ['zh', '收件人地址不存在', 'recipient-unknown'],
  ])('%s: %s', (_language, text, label) => {
    expect(labelOf(text)).toBe(label);
  });
});

describe('what is no mail failure', () => {
  test.each([
    'can you help me write a letter to my landlord?',
    'ftplib.error_perm: 550 Failed to change directory.',
    'HTTP/1.1 503 Service Unavailable',
    'Out of office: I am travelling until Friday.',
    'Ich bin bis Montag nicht im Büro.',
    'the coffee machine on the third floor is broken',
    '会議は三時からです',
  ])('%s', (text) => {
    expect(diagnose(text).certainty).toBe('not-a-bounce');
  });
});

describe('certainty', () => {
  test('sure where one cause is named', () => {
    expect(diagnose('550 5.1.1 <jo@firma.example> User unknown in virtual mailbox table').certainty).toBe(
      'sure',
    );
  });

  test('not sure where the reply says nothing', () => {
    expect(diagnose('554 this message was not liked by our computer').certainty).not.toBe('sure');
  });
});

describe('the deciding line', () => {
  test('marks the words that decide', () => {
    const { decidingLine } = diagnose('550 5.2.2 <jo@firma.example>: user is over quota');
    const marked = decidingLine?.marks.map(({ start, end }) => decidingLine.text.slice(start, end));
    expect(marked?.join(' ')).toContain('over quota');
  });

  test('marks the code where only the code speaks', () => {
    const { decidingLine } = diagnose('550 5.1.1');
    expect(decidingLine?.marks.map(({ start, end }) => decidingLine.text.slice(start, end))).toEqual([
      '5.1.1',
    ]);
  });

  test('is cut out of a long text, with the marks inside', () => {
    const { decidingLine } = diagnose(`554 ${'lorem ipsum '.repeat(200)} user is over quota`);
    expect(decidingLine?.text.length).toBeLessThanOrEqual(400);
    for (const { start, end } of decidingLine?.marks ?? []) {
      expect(start).toBeLessThan(end);
      expect(end).toBeLessThanOrEqual(decidingLine?.text.length ?? 0);
    }
  });
});

test('recipients that failed alike are judged once', () => {
  const lines = ['anna', 'bert', 'cora'].map(
    (name) =>
      `<${name}@firma.example>: host mx.firma.example[192.0.2.4] said: 550 5.1.1 <${name}@firma.example>: User unknown (in reply to RCPT TO command)`,
  );
  const analysis = trained.classifier.analyse(lines.join('\n\n'));
  const diagnoses = analysis.kind === 'analysed' ? analysis.diagnosed.map(({ diagnosis }) => diagnosis) : [];
  expect(diagnoses).toHaveLength(3);
  expect(new Set(diagnoses).size).toBe(1);
});
