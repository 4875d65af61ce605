import { join } from 'node:path';
import { loadExpert, type Expert } from '../../src/cli/expert';

/** The phrasings of the help article this bot began with, alone and in somebody's own sentence. */
const PHRASINGS: readonly (readonly [label: string, alone: string, inASentence: string])[] = [
  [
    'mailbox-unavailable',
    'SMTP Error 550',
    'hi, since this morning i only get "smtp error 550" when i write to our tax adviser',
  ],
  [
    'mailbox-unavailable',
    'SMTP Error 5.5.0',
    'My mail to the school came back with SMTP Error 5.5.0, what is that?',
  ],
  ['policy-rejected', '550 Blocked', 'the customer never got my offer, Outlook only tells me 550 Blocked'],
  [
    'recipient-unknown',
    '550 Invalid recipient',
    'I got "550 invalid recipient" back for a person I write to every week',
  ],
  [
    'recipient-disabled',
    '550 User account is unavailable',
    'what does 550 user account is unavailable mean, she answered me last month',
  ],
  [
    'mailbox-unavailable',
    '550 – Requested actions not taken as the mailbox is unavailable',
    "can't reach our landlord: 550 - requested actions not taken as the mailbox is unavailable. please help",
  ],
  [
    'recipient-unknown',
    '550 Address rejected',
    'Every mail to him fails, it says 550 Address rejected. Is it me?',
  ],
  [
    'recipient-unknown',
    '550 No such user here',
    'their server says 550 no such user here but the address is on their website',
  ],
  ['recipient-unknown', '550 Not our Customer', 'never seen this one before: "550 Not our customer"'],
  [
    'recipient-disabled',
    '550 Account not available',
    'Hello IT, mail to my old boss returns 550 account not available',
  ],
  [
    'recipient-unknown',
    'Remote host said: 550 – user@mydomain.com, this MYDOMAIN.COM; Mailbox Does Not Exist – Giving up',
    'this is all that came back: Remote host said: 550 - office@baker.example, this BAKER.EXAMPLE; mailbox does not exist - giving up. what now?',
  ],
  [
    'sender-verification-failed',
    'does not like recipient; Remote host said: 550-Verification failed for user@mydomain.com; 550-Previous (cached) callout verification failure; 550 Sender verify failed Giving up on',
    'why would it say "does not like recipient. Remote host said: 550-Verification failed for lena@ourfirm.example 550-Previous (cached) callout verification failure 550 Sender verify failed Giving up on 192.0.2.8" to me',
  ],
  [
    'recipient-disabled',
    "5.1.0 - Unknown address error 550-'Mailbox is inactive'",
    "our gateway wrote 5.1.0 - Unknown address error 550-'Mailbox is inactive' and I have no idea whose fault it is",
  ],
];

/** Mail programs wrap quoted lines that are longer. */
const LINE = 60;

let expert: Expert;
beforeAll(async () => {
  expert = await loadExpert(join(__dirname, '../../intents'));
}, 120_000);

function labelsOf(text: string): readonly string[] {
  const analysis = expert.classifier.analyse(text);
  if (analysis.kind === 'refused') return [];
  return analysis.diagnosed.map(({ diagnosis }) => diagnosis.ranked[0]?.label ?? 'none');
}

test.each(PHRASINGS)('%s: %s', (label, alone) => {
  expect(labelsOf(alone)).toEqual([label]);
});

test.each(PHRASINGS)('%s, in a sentence after: %s', (label, _alone, inASentence) => {
  expect(labelsOf(inASentence)).toEqual([label]);
});

test.each(PHRASINGS)('%s, in other dashes, quotes, case and wrapping: %s', (label, alone) => {
  const retyped = alone.toLowerCase().replaceAll('–', '—').replaceAll("'", '’');
  const wrapped = retyped.length > LINE ? retyped.replace(/ (\S+)$/, '\n> $1') : retyped;
  expect(labelsOf(`> ${wrapped}`)).toEqual([label]);
});
